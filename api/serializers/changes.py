"""What changed between two days."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED, LevelField, ReportAsOfSerializer
from measures.analysis.periods import ChangesBy
from measures.lists.entries import EntrySerializer, ViewSerializer
from measures.lists.fields import KeyField, KeysField
from measures.models import AmbiguityState, ReviewState, Status

IS_OURS = "No act of a party changed it: we record it so from this day."


class ChangesQuerySerializer(ReportAsOfSerializer):
    """Between which days, of which report or measure, and by which calendar."""

    measure = serializers.CharField(required=False, help_text=_("Key of a measure; its parts are included."))
    since = serializers.DateField(help_text=_("The state at the end of this day is compared with …"))
    until = serializers.DateField(required=False, help_text=_("… that at the end of this one; today unless given."))
    by = serializers.ChoiceField(ChangesBy.choices, default=ChangesBy.OCCURRENCE)

    def validate_since(self, value: date) -> date:
        return self.validate_as_of(value)

    def validate_until(self, value: date) -> date:
        return self.validate_as_of(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        told_by_until = "as_of" if attrs["by"] == ChangesBy.OCCURRENCE else "known_at"
        if told_by_until in attrs:
            raise serializers.ValidationError({told_by_until: _("By this calendar, “until” says so.")})
        return attrs


class ChangeSerializer(serializers.Serializer[Any]):
    """Something is not as it was, from a day on."""

    on = KeyField()
    day = serializers.DateField()


class StatusChangeSerializer(ChangeSerializer):
    """A measure's status is another; an empty one is none on record."""

    before = serializers.ChoiceField(Status.choices, allow_blank=True)
    after = serializers.ChoiceField(Status.choices, allow_blank=True)
    entry = KeyField(allow_null=True)
    is_ours = serializers.BooleanField(help_text=IS_OURS)


class StateChangeSerializer(ChangeSerializer):
    """An ambiguity's state is another; an empty one is none on record."""

    before = serializers.ChoiceField(AmbiguityState.choices, allow_blank=True)
    after = serializers.ChoiceField(AmbiguityState.choices, allow_blank=True)
    entry = KeyField(allow_null=True)
    is_ours = serializers.BooleanField(help_text=IS_OURS)


class LevelChangeSerializer(ChangeSerializer):
    """A level moved; null is no level on record, never 0."""

    whose = serializers.CharField(help_text="Code of a party, or “independent”.")
    about = serializers.CharField(help_text="Code of a party, “both” or “none”.")
    by_representative = serializers.BooleanField()
    before = LevelField(allow_null=True)
    after = LevelField(allow_null=True)
    entry = KeyField(allow_null=True)


class MilestoneChangeSerializer(ChangeSerializer):
    """A milestone counts as met, or no longer does."""

    milestone = KeyField()
    is_met = serializers.BooleanField()


class ReviewChangeSerializer(serializers.Serializer[Any]):
    """A source was reviewed."""

    source = KeyField(source="review.evidence")  # type: ignore[assignment]
    before = serializers.ChoiceField(ReviewState.choices)
    after = serializers.ChoiceField(ReviewState.choices, source="review.state")
    recorded_at = serializers.DateTimeField(source="review.recorded_at")


class ChangesSerializer(serializers.Serializer[Any]):
    """All that changed, the latest first. Reviews are only recorded, so that by occurrence there are none."""

    report = KeyField("slug")
    since = serializers.DateField(source="period.since")
    until = serializers.DateField(source="period.until")
    by = serializers.ChoiceField(ChangesBy.choices, source="period.by")
    as_of = serializers.DateField(source="period.last_day", help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(source="period.last_known", allow_null=True)
    entries = EntrySerializer(many=True, help_text="Entries that began to count.")
    no_longer = KeysField(help_text="Entries that no longer count, because they were corrected.")
    statuses = StatusChangeSerializer(many=True)
    states = StateChangeSerializer(many=True)
    levels = LevelChangeSerializer(many=True)
    milestones = MilestoneChangeSerializer(many=True)
    views = ViewSerializer(many=True)
    reviews = ReviewChangeSerializer(many=True)
