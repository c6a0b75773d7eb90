"""The chains of the record, by which it shows that nothing was altered; and redaction, which leaves them whole."""

from django.db.models import Value
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import ReauthenticatedPermission
from api.serializers.chains import RedactionDraftSerializer
from api.views.common import RecordView
from api.views.lists import RecordList
from measures.access import allows
from measures.lists.chains import ChainLinkSerializer, HeadSerializer, RedactionSerializer, SourceLinkSerializer
from measures.models import Entry
from measures.operations.redactions import redact_entry
from measures.publishing.filters import ChainFilters, ReportFilters


class HeadList(RecordList):
    """The last seal of each chain whose new rows the reader may read, to be kept elsewhere.

    Chains of sources, which belong to no report, come first.
    """

    serializer_class = HeadSerializer
    filterset_class = ChainFilters
    orderings = {"report": ("of_report", "kind", "marking")}
    ordering = "report"
    computed = {"of_report": Coalesce("report__slug", Value(""))}


class ChainList(RecordList):
    """The links of the journal's chains in order, so that each seal can be computed from the one before."""

    serializer_class = ChainLinkSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "chain__marking", "sequence")}
    ordering = "report"


class SourceChainList(RecordList):
    """The links of the chains of sources in order: one for each review and each copy of a source."""

    serializer_class = SourceLinkSerializer
    orderings = {"marking": ("chain__marking", "sequence")}
    ordering = "marking"


class EntryRedaction(RecordView):
    """Removing the content of an entry for good."""

    serializer_class = RedactionDraftSerializer
    permission_classes = [*RecordView.permission_classes, ReauthenticatedPermission]
    acts = {"POST": "redact_entry"}

    def acted_on(self) -> Entry:
        anything = allows(self.writer, "redact_entry")
        rows = Entry.objects.all() if anything else Entry.objects.visible_to(self.audience)
        return self.find(rows, key=self.kwargs["key"])

    @extend_schema(request=RedactionDraftSerializer, responses={201: RedactionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Redact an entry: its content goes, its commitment and seal stay.

        By its key, an administrator may also redact an entry that they may not read.
        """
        reason = self.body(RedactionDraftSerializer).validated_data["reason"]
        return self.created_response(RedactionSerializer, redact_entry(self.acted_on(), by=self.writer, reason=reason))
