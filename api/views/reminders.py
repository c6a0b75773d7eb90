"""Reminder mail: settings, preview, log and snoozing."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.reminders import (
    PreviewSerializer,
    ReminderChangesSerializer,
    ReminderSettingsSerializer,
    SnoozeDraftSerializer,
)
from api.views.common import SignedInView
from api.views.lists import RecordList
from measures.digests.compose import compose
from measures.digests.plan import next_digest
from measures.digests.queue import briefs_of, digests_of
from measures.lists.reminders import DigestSerializer, SnoozeSerializer
from measures.models import Digest, Measure, ReminderSettings, Snooze
from measures.operations.clock import clock
from measures.operations.reminders import retry_address, set_reminders, snooze_measure, wake_measure


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
