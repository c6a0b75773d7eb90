"""The chains of the journal, by which it shows that nothing was altered; and redaction, which leaves them whole."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.chains import ChainLinkSerializer, HeadSerializer, RedactionDraftSerializer, RedactionSerializer
from api.views.common import RecordList, RecordView
from measures.access import allows
from measures.models import Chain, Entry
from measures.operations.redactions import redact_entry
from measures.publishing.filters import ReportFilters
from measures.publishing.journal_columns import chain_columns, head_columns


class HeadList(RecordList):
    """The last seal of each chain of which the reader may read new entries, to be kept elsewhere."""

    queryset = Chain.objects.all()
    serializer_class = HeadSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "marking")}
    ordering = "report"
    columns = staticmethod(head_columns)


class ChainList(RecordList):
    """The links of these chains in their order, so that each seal can be computed from the one before."""

    queryset = Entry.objects.all()
    serializer_class = ChainLinkSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "chain__marking", "sequence")}
    ordering = "report"
    columns = staticmethod(chain_columns)


class EntryRedaction(RecordView):
    """Taking the content of an entry away for good."""

    queryset = Entry.objects.all()
    serializer_class = RedactionDraftSerializer
    acts = {"POST": "redact_entry"}

    def acted_on(self) -> Entry:
        anything = allows(self.writer, "redact_entry")
        rows = Entry.objects.all() if anything else Entry.objects.visible_to(self.audience)
        found: Entry = self.find(rows, key=self.kwargs["key"])
        return found

    @extend_schema(request=RedactionDraftSerializer, responses={201: RedactionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Redact an entry: its content goes, its commitment and seal stay.

        An administrator may do so to an entry that they may not read, by its key.
        """
        reason = self.body(RedactionDraftSerializer).validated_data["reason"]
        return self.written(RedactionSerializer, redact_entry(self.acted_on(), by=self.writer, reason=reason))
