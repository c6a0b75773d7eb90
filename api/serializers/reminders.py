"""Reminder mail: one's settings, what the next digest says, and what was sent."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import one_word
from api.serializers.fields import StrictSerializer
from measures.lists.records import RowSerializer
from measures.models import BriefAttachment, BriefCadence, Cadence, Language, ReminderSettings, Weekday
from measures.operations.reminders import CHOSEN


class BriefSubscriptionSerializer(StrictSerializer):
    """The brief of a report by mail, and how often it comes."""

    report = serializers.SlugField(source="report.slug")
    cadence = serializers.ChoiceField(BriefCadence.choices)


class ReminderSettingsSerializer(RowSerializer):
    """When your digest comes, in which language, about what; `refused_at` says when your mail server refused mail.

    `briefs` are those that you get by mail.
    """

    language = serializers.ChoiceField(source="user.language", choices=Language.choices)
    time_zone = serializers.CharField(source="user.time_zone")
    next_due = serializers.DateTimeField(allow_null=True, read_only=True)
    briefs = BriefSubscriptionSerializer(many=True)

    class Meta:
        model = ReminderSettings
        fields = [*CHOSEN, "language", "time_zone", "briefs", "next_due", "refused_at", "refusal"]


class ReminderChangesSerializer(StrictSerializer):
    """What to change of your reminders; what is left out stays."""

    cadence = one_word(Cadence)
    weekday = serializers.ChoiceField(choices=Weekday.choices, required=False)
    month_day = serializers.IntegerField(required=False, min_value=1, max_value=31)
    hour = serializers.IntegerField(required=False, min_value=0, max_value=23)
    paused_until = serializers.DateField(required=False, allow_null=True)
    overdue = serializers.BooleanField(required=False)
    due_soon = serializers.BooleanField(required=False)
    unchecked = serializers.BooleanField(required=False)
    dates = serializers.BooleanField(required=False)
    reviews = serializers.BooleanField(required=False)
    news = serializers.BooleanField(required=False)
    notices = serializers.BooleanField(required=False)
    brief_attachment = one_word(BriefAttachment)
    briefs = BriefSubscriptionSerializer(
        many=True, required=False, help_text=_("All the briefs that you want by email; the others will no longer come.")
    )
    language = one_word(Language)
    time_zone = serializers.CharField(required=False, max_length=60)

    def validate_briefs(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each report once: of two, one would be dropped without a word."""
        slugs = [row["report"]["slug"] for row in rows]
        if len(slugs) > len(set(slugs)):
            raise serializers.ValidationError(_("Name each report only once."))
        return rows


class SnoozeDraftSerializer(StrictSerializer):
    """The day before which no reminder of the measure comes."""

    until = serializers.DateField()


class PreviewSerializer(serializers.Serializer[object]):
    """What the next digest would say if it came now; no subject and text if it would say nothing."""

    counts = serializers.DictField(child=serializers.IntegerField())
    subject = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
