"""Summaries: what a writer sends."""

from typing import Any

from rest_framework import serializers

from api.serializers.drafts import correction_reason, some_keys, some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer
from measures.operations.drafts import EntryDraft, summary_draft

MOST = 500


class SummaryContentSerializer(StrictSerializer):
    """What a summary says, in both languages, up to the end of a day."""

    as_of = serializers.DateField(help_text="The last day that it covers.")
    text = serializers.CharField(max_length=MOST, help_text="At most 60 words.")
    text_zh_hans = serializers.CharField(max_length=MOST, help_text="At most 130 Chinese characters.")
    note = some_text()
    note_zh_hans = some_text()
    rests_on = some_keys(help_text="Keys of entries of the same report.")
    marking = some_text(60)

    def draft(self, **given: Any) -> EntryDraft:
        """The draft that was sent; `given` stands where the writer sent nothing."""
        values = {**given, **self.validated_data}
        values.pop("report", None)
        return summary_draft(**values)


class SummaryDraftSerializer(OfReportSerializer, SummaryContentSerializer):
    """A summary of a report."""


class SummaryCorrectionSerializer(SummaryContentSerializer):
    """What replaces a summary, and why."""

    reason = correction_reason()
