"""Summaries of reports: what there is to know by a day, in a few words."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.summaries import SummaryCorrectionSerializer, SummaryDraftSerializer
from api.views.entries import Correcting, Entries, Logging
from measures.lists.entries import EntrySerializer
from measures.models import EntryKind
from measures.operations.developments import correct_entry
from measures.operations.summaries import write_summary


class SummaryList(Logging, Entries):
    """Summaries, latest first; the overview shows the first that counts. Corrected ones stay, and say so."""

    kind = EntryKind.SUMMARY
    acts = {"POST": "write_summary"}

    @extend_schema(request=SummaryDraftSerializer, responses={201: EntrySerializer})
    def post(self, request: Request) -> Response:
        """Write a summary of a report; it is signed with your name and dated today."""
        body = self.body(SummaryDraftSerializer)
        draft = body.draft(language=self.writer.language, written_on=self.writers_today)
        return self.logged(write_summary(body.validated_data["report"], draft, by=self.writer, on=self.writers_today))


class SummaryCorrection(Correcting):
    """Replacing a summary by another; the old one stays but no longer counts."""

    kind = EntryKind.SUMMARY

    @extend_schema(request=SummaryCorrectionSerializer, responses={201: EntrySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Correct a summary; the correction keeps its marking."""
        corrected = self.acted_on()
        given = {"language": corrected.language, "marking": corrected.marking, "written_on": self.writers_today}
        draft = self.body(SummaryCorrectionSerializer).draft(**given)
        return self.logged(correct_entry(corrected, draft, by=self.writer, on=self.writers_today))
