"""One's reminders: when they come, what they tell, and what rests."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.drafts import one_word
from api.serializers.fields import StrictSerializer
from api.views.common import SignedInView
from api.views.lists import RecordList
from measures.lists.records import RowSerializer
from measures.models import Language, Measure
from measures.operations.clock import clock
from measures.wings.digests.compose import compose
from measures.wings.digests.lists import DigestSerializer, SnoozeSerializer
from measures.wings.digests.models import (
    BriefAttachment,
    BriefCadence,
    Cadence,
    Digest,
    ReminderSettings,
    Snooze,
    Weekday,
)
from measures.wings.digests.operations import CHOSEN, retry_address, set_reminders, snooze_measure, wake_measure
from measures.wings.digests.plan import next_digest
from measures.wings.digests.queue import briefs_of, digests_of


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


class Reminders(SignedInView):
    """Your reminder settings."""

    serializer_class = ReminderSettingsSerializer

    def get(self, request: Request) -> Response:
        """When your digest comes and what it says."""
        return self.shown(ReminderSettings.of(self.writer))

    @extend_schema(request=ReminderChangesSerializer, responses=ReminderSettingsSerializer)
    def patch(self, request: Request) -> Response:
        """Change when your digest comes or what it says."""
        changes = dict(self.body(ReminderChangesSerializer).validated_data)
        wanted = changes.pop("briefs", None)
        briefs = None if wanted is None else {row["report"]["slug"]: row["cadence"] for row in wanted}
        by = self.writer
        return self.shown(set_reminders(by, by=by, at=clock(), changes=changes, briefs=briefs))

    def shown(self, reminders: ReminderSettings) -> Response:
        row: Any = reminders
        row.briefs = briefs_of(self.writer)
        row.next_due = None if reminders.refused_at else reminders.next_due(after=timezone.now())
        return Response(self.get_serializer(row).data)


class ReminderAddress(SignedInView):
    """Your email address, after its mail server refused mail."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> None:
        """Say that your email address works again."""
        retry_address(self.writer, by=self.writer, at=clock())


class ReminderPreview(SignedInView):
    """Your next digest."""

    serializer_class = PreviewSerializer

    def get(self, request: Request) -> Response:
        """What your next digest would say if it came now."""
        [composed] = compose([next_digest(self.writer, at=clock())])
        message = composed.message
        shown = {
            "counts": composed.digest.counts,
            "subject": message.subject if message else "",
            "text": message.body if message else "",
        }
        return Response(self.get_serializer(shown).data)


class ReminderLog(SignedInView, RecordList):
    """The digests that you were sent, latest first."""

    serializer_class = DigestSerializer
    orderings = {"due": ("due_on",)}
    ordering = "-due"

    def get_queryset(self) -> QuerySet[Digest]:
        return digests_of(self.writer)


class Snoozes(SignedInView, RecordList):
    """The measures whose reminders you have snoozed."""

    serializer_class = SnoozeSerializer
    orderings = {"until": ("until", "measure__key")}

    def get_queryset(self) -> QuerySet[Snooze]:
        measures = Measure.objects.visible_to(self.audience)
        mine = Snooze.objects.filter(user=self.writer, until__gt=self.writers_today, measure__in=measures)
        return mine.select_related("measure")


class MeasureSnooze(SignedInView):
    """Snoozing the reminders of a measure."""

    def measure(self, key: str) -> Measure:
        return self.find(Measure.objects.visible_to(self.audience), key=key)

    @extend_schema(request=SnoozeDraftSerializer, responses={204: None})
    def put(self, request: Request, key: str) -> None:
        """Snooze the reminders of the measure until a day."""
        until = self.body(SnoozeDraftSerializer).validated_data["until"]
        snooze_measure(self.measure(key), by=self.writer, until=until, on=self.writers_today)

    def delete(self, request: Request, key: str) -> None:
        """Stop snoozing the reminders of the measure."""
        wake_measure(self.measure(key), by=self.writer)
