"""The chains of the record, by which it shows that nothing was altered: their seals, signed heads and proofs."""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.checkpoints import (
    ConsistencyQuerySerializer,
    ConsistencySerializer,
    InclusionQuerySerializer,
    InclusionSerializer,
)
from api.views.common import RecordView
from api.views.lists import RecordList
from measures.analysis.checkpoints import leaves_of
from measures.analysis.trees import consistency_proof, inclusion_proof
from measures.lists.chains import ChainLinkSerializer, HeadSerializer, SourceLinkSerializer
from measures.lists.checkpoints import OriginSerializer
from measures.models import Checkpoint, Entry, Origin
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


class OriginList(RecordList):
    """The origins under which heads of chains are signed, each with its latest checkpoint."""

    serializer_class = OriginSerializer
    orderings = {"report": ("of_report", "name")}
    computed = {"of_report": Coalesce("chain__report__slug", Value(""))}


class Inclusion(RecordView):
    """That an entry is in its chain as it was signed last."""

    serializer_class = InclusionSerializer
    finds_one = True

    @extend_schema(parameters=[InclusionQuerySerializer])
    def get(self, request: Request) -> Response:
        """The hashes by which the signed root follows from the commitment of an entry."""
        key = self.reading_parameters(InclusionQuerySerializer)["entry"]
        entry = self.find(Entry.objects.visible_to(self.audience).select_related("chain"), key=key)
        signed = Checkpoint.objects.filter(origin__chain=entry.chain, size__gte=entry.sequence)
        checkpoint = self.find(signed.select_related("origin").order_by("-origin", "-size")[:1])
        index = entry.sequence - 1
        proof = {
            "origin": checkpoint.origin.name,
            "size": checkpoint.size,
            "index": index,
            "commitment": bytes(entry.commitment).hex(),
            "hashes": inclusion_proof(index, leaves_of(entry.chain)[: checkpoint.size]),
            "note": checkpoint.note,
        }
        return Response(self.get_serializer(proof).data)


class Consistency(RecordView):
    """That a chain as it was signed continues what it was before."""

    serializer_class = ConsistencySerializer
    finds_one = True

    @extend_schema(parameters=[ConsistencyQuerySerializer])
    def get(self, request: Request) -> Response:
        """The hashes by which the roots of a chain at two sizes follow."""
        asked = self.reading_parameters(ConsistencyQuerySerializer)
        origin = self.find(Origin.objects.visible_to(self.audience).select_related("chain"), name=asked["origin"])
        latest = self.find(origin.checkpoints.order_by("-size")[:1])
        since, until = asked["since"], asked.get("until", latest.size)
        if not since <= until <= latest.size:
            message = _("Give two numbers of rows, the smaller one first: %(size)d rows were signed.")
            raise ValidationError({"until": [message % {"size": latest.size}]})
        proof: dict[str, Any] = {"origin": origin.name, "since": since, "until": until}
        proof["hashes"] = consistency_proof(since, leaves_of(origin.chain)[:until])
        return Response(self.get_serializer(proof).data)
