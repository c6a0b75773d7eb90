"""Reminder mail: what is snoozed, and what was sent."""

from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField, PageField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.wings.digests.models import RESULT, Digest, DigestResult, Snooze


class SnoozeSerializer(RecordSerializer):
    """A measure whose reminders are snoozed until a day."""

    measure = KeyField()
    html_url = PageField("measure", "measure.key")

    class Meta:
        model = Snooze
        fields = ["measure", "until", "html_url"]
        columns = file_columns(Snooze, fields)


class DigestSerializer(RecordSerializer):
    """A digest, or the brief of a report: its day, how much it counted, and whether it was sent."""

    brief_of = KeyField("slug", allow_null=True)
    result = serializers.ChoiceField(DigestResult.choices)
    counts = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Digest
        fields = [
            "brief_of", "due_on", "cadence", "caught_up_with", "counts", "result", "sent_at", "attempts",
            "next_attempt_at", "parked_at", "problem",
        ]  # fmt: skip
        columns = file_columns(Digest, fields, counts=_("Number of items"), result=_("Result"), sent_at=_("Sent"))

    def sql_result(self, place: DocumentPlace) -> Combinable:
        return RESULT
