"""Where ambiguities stand, and what each side says on them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED
from measures.analysis.assessment import AssessmentState
from measures.analysis.perception import Perception
from measures.lists.ambiguities import PerceivedAssessmentSerializer
from measures.lists.fields import KeyField
from measures.lists.statements import StatementSerializer
from measures.models import AmbiguityState, CellRole, ChosenWords, Clarity, Concern


@extend_schema_serializer(component_name="PerceivedView")
class LoadedAssessmentSerializer(PerceivedAssessmentSerializer):
    """An assessment of ours with its date and sources."""

    # They were written for all readings of an answer at once.
    def documents(self, rows: Iterable[Model]) -> list[Any]:
        return [self.context["assessments"][row.pk] for row in rows]


class PerceptionSerializer(serializers.Serializer[object]):
    """Where an ambiguity stands, and how we read it. An empty state means that none is recorded."""

    ambiguity = KeyField()
    state = serializers.ChoiceField(AmbiguityState.choices, allow_blank=True)
    state_since = serializers.CharField(source="state_since.occurred", allow_null=True, default=None)
    clarity = serializers.ChoiceField(Clarity.choices, source="clarity.direction", allow_null=True, default=None)
    concern = serializers.ChoiceField(Concern.choices, source="concern.concern", allow_null=True, default=None)
    independent = LoadedAssessmentSerializer(allow_null=True)
    assessment = serializers.SerializerMethodField(help_text="Whether there is an assessment of ours, or why not.")

    @extend_schema_field(serializers.ChoiceField(AssessmentState.choices))
    def get_assessment(self, perception: Perception) -> str:
        return AssessmentState.ASSESSED if perception.independent else self.context["unassessed"]


@extend_schema_serializer(component_name="FiledStatement")
class LoadedStatementSerializer(StatementSerializer):
    """A statement that is filed on an ambiguity."""

    # They were written for all statements of an answer at once.
    def documents(self, rows: Iterable[Model]) -> list[Any]:
        return [self.context["statements"][row.pk] for row in rows]


class ChoiceSerializer(serializers.ModelSerializer[ChosenWords]):
    """Which statement an editor chose as answering an ambiguity, and why."""

    statement = serializers.CharField(source="statement_key", help_text="Key of the statement, the first of the cell.")

    class Meta:
        model = ChosenWords
        fields = ["statement", "why", "why_zh_hans"]
        read_only_fields = fields


class CellSerializer(serializers.Serializer[object]):
    """What the side that an ambiguity concerns says of its own aim, or how the other side reads it.

    Without statements none were found in the texts searched, which `searches` lists.
    """

    role = serializers.ChoiceField(CellRole.choices)
    bearer = serializers.CharField(help_text="Code of the party whose aim it is about.")
    sides = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the parties whose words stand here."
    )
    statements = LoadedStatementSerializer(many=True, help_text="Two: the one that an editor chose, then the newest.")
    choice = ChoiceSerializer(allow_null=True, help_text="The editor’s choice; null where the newest comes first.")


class PerceptionAsOfSerializer(serializers.Serializer[object]):
    """The perception of an ambiguity, now or as of a past day, and what is filed on it in the parties' own words."""

    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    perception = PerceptionSerializer()
    cells = CellSerializer(many=True)
    others = LoadedStatementSerializer(many=True, help_text="The newest ten of the other statements filed on it.")
