"""What changed between two days."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import (
    DAY_COMPUTED,
    DayField,
    LevelField,
    ReportAsOfSerializer,
)
from measures.analysis.periods import ChangesBy
from measures.lists.entries import AssessmentSerializer, EntrySerializer
from measures.lists.fields import KeyField, KeysField
from measures.models import AmbiguityState, Assessment, Pointing, ReviewState, Status

TEXTS = Assessment.columns_in_lists()
IS_OURS = "No act of a party changed it: this is what we record from this day."


class ChangesQuerySerializer(ReportAsOfSerializer):
    """Between which days, of which report or measure, and by which calendar."""

    measure = serializers.CharField(required=False, help_text=_("Key of a measure; its parts are included."))
    by = serializers.ChoiceField(ChangesBy.choices, default=ChangesBy.OCCURRENCE)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With two fields of which one is called by a word of Python."""
        first = DayField(required=True, help_text=_("From the beginning of this day (UTC)."))
        last = DayField(help_text=_("Until the end of this day (UTC); today unless given."))
        return {**super().get_fields(), "from": first, "to": last}

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        told_by_to = "as_of" if attrs["by"] == ChangesBy.OCCURRENCE else "known_at"
        if told_by_to in attrs:
            raise serializers.ValidationError({told_by_to: _("Leave this out: “to” sets it.")})
        return attrs


class ChangeSerializer(serializers.Serializer[object]):
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
    """A changed level of ours; null means that none is recorded, never 0."""

    about = serializers.CharField(help_text="Code of a party, “both” or “none”.")
    before = LevelField(allow_null=True)
    after = LevelField(allow_null=True)
    entry = KeyField(allow_null=True)


class MilestoneChangeSerializer(ChangeSerializer):
    """A milestone that now counts as met, or no longer does."""

    milestone = KeyField()
    is_met = serializers.BooleanField()


class ReviewChangeSerializer(serializers.Serializer[object]):
    """A source was reviewed."""

    source = KeyField(source="review.evidence")  # type: ignore[assignment]
    before = serializers.ChoiceField(ReviewState.choices)
    after = serializers.ChoiceField(ReviewState.choices, source="review.state")
    recorded_at = serializers.DateTimeField(source="review.recorded_at")


class PointingSerializer(serializers.Serializer[object]):
    """How many developments have which direction over all their measures."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {each.value: serializers.IntegerField(default=0) for each in Pointing}


class ChangesSerializer(serializers.Serializer[object]):
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
    assessments = AssessmentSerializer(many=True)
    reviews = ReviewChangeSerializer(many=True)
