"""The chains of the journal, by which it shows that nothing was altered; and redaction, which leaves them whole."""

from django.db.models import OuterRef, QuerySet, Subquery
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.chains import ChainLinkSerializer, HeadSerializer, RedactionDraftSerializer, RedactionSerializer
from api.views.common import RecordList, RecordView
from measures.access import allows
from measures.models import Chain, Entry
from measures.operations.redactions import redact_entry
from measures.publishing.filters import ChainFilters


class HeadList(RecordList):
    """The last seal of each chain of which the reader may read new entries, to be kept elsewhere."""

    queryset = Chain.objects.all()
    serializer_class = HeadSerializer
    filterset_class = ChainFilters
    keyset = ("report__slug", "marking")

    def get_queryset(self) -> QuerySet[Chain]:
        last = Entry.objects.filter(chain=OuterRef("pk")).order_by("-sequence")
        return (
            Chain.objects.filter(marking__in=self.audience.markings)
            .annotate(sequence=Subquery(last.values("sequence")[:1]), seal=Subquery(last.values("seal")[:1]))
            .exclude(sequence=None)
            .select_related("report")
        )


class ChainList(RecordList):
    """The links of these chains in their order, so that each seal can be computed from the one before."""

    queryset = Entry.objects.all()
    serializer_class = ChainLinkSerializer
    filterset_class = ChainFilters
    keyset = ("report__slug", "chain__marking", "sequence")

    def get_queryset(self) -> QuerySet[Entry]:
        return Entry.objects.filter(chain__marking__in=self.audience.markings).select_related("report", "chain")


class EntryRedaction(RecordView):
    """Taking the content of an entry away for good."""

    queryset = Entry.objects.all()
    serializer_class = RedactionDraftSerializer

    @extend_schema(request=RedactionDraftSerializer, responses={201: RedactionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Redact an entry: its content goes, its commitment and seal stay.

        An administrator may do so to an entry that they may not read, by its key.
        """
        anything = allows(self.writer, "redact_entry")
        entry = self.find(Entry.objects.all() if anything else Entry.objects.visible_to(self.audience), key=key)
        reason = self.body(RedactionDraftSerializer).validated_data["reason"]
        return self.written(RedactionSerializer, redact_entry(entry, by=self.writer, reason=reason))
