"""What changed between two days, and two days of a report side by side."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import (
    DAY_COMPUTED,
    DayField,
    KnownAtField,
    LevelField,
    OfReportSerializer,
    ReportAsOfSerializer,
)
from measures.analysis.periods import DAY, ChangesBy
from measures.lists.entries import EntrySerializer, ViewSerializer
from measures.lists.fields import KeyField, KeysField
from measures.models import AmbiguityState, Language, Pointing, Provenance, ReviewState, Status, View

TEXTS = View.columns_in_lists()
IS_OURS = "No act of a party changed it: this is what we record from this day."


class ChangesQuerySerializer(ReportAsOfSerializer):
    """Between which days, of which report or measure, and by which calendar."""

    measure = serializers.CharField(required=False, help_text=_("Key of a measure; its parts are included."))
    since = DayField(
        help_text=_("From the end of this day, which is not included; the same as “from” with the next day.")
    )
    until = DayField(help_text=_("Up to the end of this day; the same as “to”."))
    by = serializers.ChoiceField(ChangesBy.choices, default=ChangesBy.OCCURRENCE)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With two fields of which one is called by a word of Python."""
        first = DayField(
            help_text=_("From the beginning of this day (UTC), which is included. Give either this or “since”.")
        )
        last = DayField(help_text=_("To the end of this day, which is included; today unless given."))
        return {**super().get_fields(), "from": first, "to": last}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs.pop("from", None), attrs.pop("to", None)
        if ("since" in attrs) == (first is not None):
            field = "since" if first is None else "from"
            raise serializers.ValidationError({field: _("Give the first day either as “from” or as “since”.")})
        if "until" in attrs and last is not None:
            raise serializers.ValidationError({"to": _("Give the last day either as “to” or as “until”.")})
        if first is not None:
            attrs["since"] = first - DAY
        if last is not None:
            attrs["until"] = last
        told_by_until = "as_of" if attrs["by"] == ChangesBy.OCCURRENCE else "known_at"
        if told_by_until in attrs:
            raise serializers.ValidationError({told_by_until: _("Leave this out: with this “by”, “until” sets it.")})
        return attrs


class ChangeSerializer(serializers.Serializer[Any]):
    """Something that changed on a day."""

    on = KeyField()
    day = serializers.DateField()


class StatusChangeSerializer(ChangeSerializer):
    """A changed status of a measure; empty if none is recorded."""

    before = serializers.ChoiceField(Status.choices, allow_blank=True)
    after = serializers.ChoiceField(Status.choices, allow_blank=True)
    entry = KeyField(allow_null=True)
    is_ours = serializers.BooleanField(help_text=IS_OURS)


class StateChangeSerializer(ChangeSerializer):
    """A changed state of an ambiguity; empty if none is recorded."""

    before = serializers.ChoiceField(AmbiguityState.choices, allow_blank=True)
    after = serializers.ChoiceField(AmbiguityState.choices, allow_blank=True)
    entry = KeyField(allow_null=True)
    is_ours = serializers.BooleanField(help_text=IS_OURS)


class LevelChangeSerializer(ChangeSerializer):
    """A changed level; null means that none is recorded, never 0."""

    whose = serializers.CharField(help_text="Code of a party, or “independent”.")
    about = serializers.CharField(help_text="Code of a party, “both” or “none”.")
    before = LevelField(allow_null=True)
    after = LevelField(allow_null=True)
    entry = KeyField(allow_null=True)


class MilestoneChangeSerializer(ChangeSerializer):
    """A milestone that now counts as met, or no longer does."""

    milestone = KeyField()
    is_met = serializers.BooleanField()


class ReviewChangeSerializer(serializers.Serializer[Any]):
    """A source was reviewed."""

    source = KeyField(source="review.evidence")  # type: ignore[assignment]
    before = serializers.ChoiceField(ReviewState.choices)
    after = serializers.ChoiceField(ReviewState.choices, source="review.state")
    recorded_at = serializers.DateTimeField(source="review.recorded_at")


class PointingSerializer(serializers.Serializer[Any]):
    """How many developments have which direction over all their measures."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {each.value: serializers.IntegerField(default=0) for each in Pointing}


class ChangesSerializer(serializers.Serializer[Any]):
    """All that changed, latest first. Reviews have no day of occurrence, so they appear by recording only."""

    report = KeyField("slug")
    since = serializers.DateField(source="period.since", help_text="The day before the first day.")
    until = serializers.DateField(source="period.until")
    by = serializers.ChoiceField(ChangesBy.choices, source="period.by")
    as_of = serializers.DateField(source="period.last_day", help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(source="period.last_known", allow_null=True)
    pointing = PointingSerializer(
        help_text="How many developments began to count, each once: toward a measure and away from none is toward."
    )
    entries = EntrySerializer(many=True, help_text="Entries that began to count.")
    no_longer = KeysField(help_text="Entries that no longer count, because they were corrected.")
    redacted = KeysField(help_text="Entries that were redacted; by occurrence there are none.")
    statuses = StatusChangeSerializer(many=True)
    states = StateChangeSerializer(many=True)
    levels = LevelChangeSerializer(many=True)
    milestones = MilestoneChangeSerializer(many=True)
    views = ViewSerializer(many=True)
    reviews = ReviewChangeSerializer(many=True)


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
    provenance = serializers.CharField(help_text="How we know what a view says; empty for a passage of a text.")
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
