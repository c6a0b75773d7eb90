"""Summaries: what a writer sends."""

from typing import Any

from rest_framework import serializers

from api.serializers.drafts import some_keys, some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer
from measures.operations.drafts import EntryDraft, summary_draft, summary_fields

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


class DraftOfSummarySerializer(SummaryContentSerializer):
    """What a summary says, as its correction may say it again: add why, and what is otherwise."""

    as_of = serializers.DateField(required=False, help_text="The last day that it covers.")
    text = some_text(MOST, help_text="At most 60 words.")
    text_zh_hans = some_text(MOST, help_text="At most 130 Chinese characters.")


class SummaryCorrectionSerializer(DraftOfSummarySerializer):
    """What a summary says otherwise now, and why; what is left out stays as it was, an empty list takes it away."""

    reason = serializers.CharField(help_text="Why the entry is corrected.")

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent, by the fields of an entry."""
        return summary_fields(self.validated_data)
