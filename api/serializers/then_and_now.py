"""Two days of a report side by side."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import DayField, KnownAtField, LevelField, OfReportSerializer
from measures.lists.fields import KeyField
from measures.models import AmbiguityState, Language, Pointing, Provenance, Status, View

TEXTS = View.columns_in_lists()


class CompareQuerySerializer(OfReportSerializer):
    """Which report, on which two days, by what was recorded when."""

    known_at = KnownAtField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With two fields of which one is called by a word of Python."""
        then = DayField(required=True, help_text=_("Then: the state at the end of this day."))
        now = DayField(help_text=_("Now: the state at the end of this day; today unless given."))
        return {**super().get_fields(), "from": then, "to": now}


class LastWordsSerializer(serializers.ModelSerializer[View]):
    """The last words of a side by a day: a quotation of the original if there is one, else in our words."""

    whose = serializers.CharField(source="whose_code")
    entry = KeyField()
    occurred = serializers.CharField(source="entry.occurred")
    level = LevelField(allow_null=True)
    quotation_language = serializers.ChoiceField(Language.choices, allow_blank=True)
    provenance = serializers.ChoiceField(Provenance.choices)

    class Meta:
        model = View
        fields = ["whose", "entry", "occurred", "level", "quotation", "quotation_language", "provenance", *TEXTS]


class LastDevelopmentSerializer(serializers.Serializer[Any]):
    """The latest development by a day that is more than background, and its direction for this measure."""

    entry = KeyField()
    occurred = serializers.CharField(source="entry.occurred")
    points = serializers.ChoiceField(Pointing.choices)


class AmbiguityDaySerializer(serializers.Serializer[Any]):
    """An ambiguity on a day; an empty state means that none is recorded."""

    state = serializers.ChoiceField(AmbiguityState.choices, source="status", allow_blank=True)
    state_since = serializers.CharField(source="since", allow_null=True)
    words = serializers.SerializerMethodField()

    def get_words(self, state: Any) -> list[dict[str, Any]]:
        """The last words of each side that had spoken by then, by the side's code."""
        return list(LastWordsSerializer([state.words[code] for code in sorted(state.words)], many=True).data)


class MeasureDaySerializer(serializers.Serializer[Any]):
    """A measure on a day; an empty status means that none is recorded."""

    status = serializers.ChoiceField(Status.choices, allow_blank=True)
    status_since = serializers.CharField(source="since", allow_null=True)
    development = LastDevelopmentSerializer(allow_null=True)
    words = serializers.SerializerMethodField()
    level = LevelField(allow_null=True)
    written_on = serializers.DateField(
        allow_null=True, help_text="When our level was written, if that was after the day that it is about."
    )

    get_words = AmbiguityDaySerializer.get_words


class ComparedSerializer(serializers.Serializer[Any]):
    """Something on both days."""

    on = KeyField()
    differs = serializers.BooleanField()


class ComparedMeasureSerializer(ComparedSerializer):
    """A measure on both days."""

    then = MeasureDaySerializer()
    now = MeasureDaySerializer()


class ComparedAmbiguitySerializer(ComparedSerializer):
    """An ambiguity on both days."""

    then = AmbiguityDaySerializer()
    now = AmbiguityDaySerializer()


class StatementSerializer(serializers.Serializer[Any]):
    """What a side said last on a subject by a day: a passage of one of its texts, or a view."""

    whose = serializers.CharField()
    day = serializers.CharField()
    entry = serializers.CharField(source="context.entry.key")
    administration = serializers.CharField(source="context.administration")
    quotation = serializers.CharField(source="row.quotation")
    quotation_language = serializers.CharField(source="row.quotation_language")
    in_our_words = serializers.CharField()


class ComparedSubjectSerializer(ComparedSerializer):
    """A subject on both days, with the last statement of each side that had spoken."""

    then = serializers.SerializerMethodField()
    now = serializers.SerializerMethodField()

    @extend_schema_field(StatementSerializer(many=True))
    def get_then(self, compared: Any) -> Any:
        return statements_of(compared.then)

    @extend_schema_field(StatementSerializer(many=True))
    def get_now(self, compared: Any) -> Any:
        return statements_of(compared.now)


def statements_of(found: Any) -> Any:
    statements = [side.statement for side in found.sides if side.statement]
    return StatementSerializer(statements, many=True).data


class ThenAndNowSerializer(serializers.Serializer[Any]):
    """A report on two days, each at its end, by what was recorded up to one moment."""

    report = KeyField("slug")
    known_at = serializers.DateTimeField(allow_null=True)
    measures = ComparedMeasureSerializer(many=True)
    subjects = ComparedSubjectSerializer(many=True)
    ambiguities = ComparedAmbiguitySerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With two fields of which one is called by a word of Python."""
        days = {"from": serializers.DateField(source="then"), "to": serializers.DateField(source="now")}
        return {**days, **super().get_fields()}
