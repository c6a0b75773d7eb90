"""The chains of the record, by which it shows that nothing was altered: their seals, signed heads and proofs."""

from django.db.models import Value
from django.db.models.functions import Coalesce
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.entries import SealedEntrySerializer
from api.views.common import RecordView
from api.views.lists import RecordList
from measures.analysis.proofs import sealed_words
from measures.lists.chains import ChainLinkSerializer, HeadSerializer, SourceLinkSerializer
from measures.models import Entry
from measures.publishing.filters import ChainFilters, ReportFilters


class HeadList(RecordList):
    """The last seal of each chain whose new rows the reader may read, to be kept elsewhere.

    Chains of sources, which belong to no report, come first.
    """

    serializer_class = HeadSerializer
    filterset_class = ChainFilters
    orderings = {"report": ("of_report", "kind", "marking")}
    computed = {"of_report": Coalesce("report__slug", Value(""))}


class ChainList(RecordList):
    """The links of the journal's chains in order, so that each seal can be computed from the one before."""

    serializer_class = ChainLinkSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "chain__marking", "sequence")}


class SourceChainList(RecordList):
    """The links of the chains of sources in order: one for each review and each copy of a source."""

    serializer_class = SourceLinkSerializer
    orderings = {"marking": ("chain__marking", "sequence")}


class SealedEntry(RecordView):
    """What the seal of an entry is computed from."""

    queryset = Entry.objects.all()
    serializer_class = SealedEntrySerializer

    def get(self, request: Request, key: str) -> Response:
        """The salt and the content of an entry's commitment, if you may read all that it names and nothing is redacted.

        The writer's name stands in it as a hash only, with a salt that is not given.
        """
        words = sealed_words(key, self.audience)
        if words is None:
            raise NotFound
        return Response(self.get_serializer(words).data)
