"""Where a measure stands, and how we see it."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    DateField,
    Func,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import IsNull
from rest_framework import serializers

from measures.analysis.assessment import AssessmentState, has_assessments
from measures.lists.expressions import DocumentPlace, SqlTemplate
from measures.lists.fields import LEVEL, WRITTEN_ON, PartialDateOutputField
from measures.lists.records import RecordSerializer
from measures.lists.shapes import IN_CHINESE
from measures.models import (
    NONE,
    Addressee,
    Assessment,
    AssessmentDirection,
    Confidence,
    Kind,
    Language,
    Nothing,
    Report,
    Standing,
)
from measures.models.records import among


class MainAssessment(Func):
    """`standing.main_assessment`, in the database, of a standing's assessments and about whom; null without one."""

    function = "jsonb_path_query_first"
    arg_joiner = """, '$[*] ? (@.about == $about)', """
    output_field = JSONField()


def main_assessment_at(place: DocumentPlace) -> MainAssessment:
    parties = Addressee.objects.filter(measure=OuterRef(place.path("measure_id"))).order_by("party")
    party = Case(When(Q(**{place.path("measure.kind"): Kind.UNILATERAL}), then=Subquery(parties.values("party")[:1])))
    return MainAssessment(place.at("assessments"), JSONObject(about=Coalesce(party, Value(NONE))))


def assessments_in_one_language(assessments: Combinable, language: Language) -> SqlTemplate:
    """The assessments of a standing without their Chinese, which stands in the place of the English if it is wanted."""
    names = Assessment.names_in_lists()
    chinese = Value([f"{name}{IN_CHINESE}" for name in names], ArrayField(CharField()))
    texts = {
        name: SqlTemplate(
            """coalesce(nullif("each"."assessment"->>{}, ''), "each"."assessment"->>{})""",
            Value(f"{name}{IN_CHINESE}"),
            Value(name),
            output_field=TextField(),
        )
        for name in names
    }
    shown = JSONObject(**texts) if language == Language.CHINESE else Value({}, JSONField())
    return SqlTemplate(
        """(SELECT coalesce(jsonb_agg(("each"."assessment" || {}) - {} ORDER BY "each"."place"), '[]')
        FROM jsonb_array_elements({}) WITH ORDINALITY AS "each"("assessment", "place"))""",
        shown,
        chinese,
        assessments,
        output_field=JSONField(),
    )


class LatestAssessmentSerializer(serializers.Serializer[Any]):
    """Our latest assessment about one party's actions, as the standing keeps it."""

    about = serializers.CharField(help_text="Code of a party, “both” or “none”.")
    level = serializers.IntegerField(allow_null=True, help_text=LEVEL)
    nothing = serializers.ChoiceField(Nothing.choices, allow_blank=True)
    direction = serializers.ChoiceField(AssessmentDirection.choices, allow_blank=True)
    confidence = serializers.ChoiceField(Confidence.choices)
    occurred = serializers.CharField()
    entry = serializers.CharField(help_text="Key of the entry that brought it.")
    language = serializers.CharField()
    written_on = serializers.DateField(allow_null=True, help_text=WRITTEN_ON)

    def get_fields(self) -> dict[str, Any]:
        names = Assessment.columns_in_lists()
        # With one language there are none in Chinese.
        texts = {name: serializers.CharField(required=not name.endswith(IN_CHINESE)) for name in names}
        return super().get_fields() | texts

    def to_representation(self, instance: Mapping[str, Any]) -> dict[str, Any]:
        """As the standing keeps it: its values are those of JSON."""
        return {name: instance[name] for name, _field in self.fields.items()}


class StandingSerializer(RecordSerializer):
    """Where a measure stands; empty if nothing is recorded. A null level is no assessment or nothing found, never 0."""

    latest_occurred = PartialDateOutputField(source="latest_on", read_only=True, allow_null=True)
    latest_counts_from = serializers.DateField(source="latest_by", read_only=True, allow_null=True)
    milestone_count = serializers.IntegerField(source="milestones", read_only=True)
    assessment = serializers.ChoiceField(
        AssessmentState.choices,
        read_only=True,
        help_text="Whether an assessment of ours gives its level, or why it has none.",
    )
    written_on = serializers.DateField(read_only=True, allow_null=True, help_text=WRITTEN_ON)
    in_short = serializers.CharField(read_only=True, allow_null=True)
    in_short_zh_hans = serializers.CharField(read_only=True, allow_null=True)
    assessments = LatestAssessmentSerializer(many=True)

    class Meta:
        model = Standing
        fields = [
            "status", "status_since", "latest_direction", "latest_occurred", "latest_counts_from", "last_checked",
            "sources_toward", "sources_away", "sources_either", "milestone_count", "milestones_met", "is_unsupported",
            "is_contested", "level", "assessment", "written_on", "in_short", "in_short_zh_hans",
            "assessments",
        ]  # fmt: skip
        extra_kwargs = {
            "status_since": {"help_text": "The day from which we record it; the entry says whether an act changed it."},
            "level": {"help_text": LEVEL},
        }

    def sql_assessment(self, place: DocumentPlace) -> Combinable:
        assessed = Report.objects.filter(has_assessments(place.audience, known_at=place.known_at))
        return Case(
            When(IsNull(main_assessment_at(place), False), then=Value(AssessmentState.ASSESSED)),  # noqa: FBT003
            When(among(place.path("measure.report"), assessed), then=Value(AssessmentState.NOT_FOR_THIS_DAY)),
            default=Value(AssessmentState.NOT_ASSESSED),
        )

    def sql_written_on(self, place: DocumentPlace) -> Combinable:
        return Cast(KeyTextTransform("written_on", main_assessment_at(place)), DateField())

    def sql_in_short(self, place: DocumentPlace) -> Combinable:
        return KeyTextTransform("in_short", main_assessment_at(place))

    def sql_in_short_zh_hans(self, place: DocumentPlace) -> Combinable:
        return KeyTextTransform("in_short_zh_hans", main_assessment_at(place))

    def sql_assessments(self, place: DocumentPlace) -> Combinable:
        """As they are stored, with their texts in one language, if that is wanted."""
        if self.language is None:
            return place.at("assessments")
        return assessments_in_one_language(place.at("assessments"), self.language)
