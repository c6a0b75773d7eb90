"""The origins under which heads of chains are signed, and proofs that rest on them."""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.fields import KnownAtField, StrictSerializer
from api.views.common import RecordView
from api.views.lists import RecordList
from measures.lists.fields import HashField
from measures.models import Entry
from measures.wings.checkpoints.lists import OriginSerializer
from measures.wings.checkpoints.models import Checkpoint, Origin
from measures.wings.checkpoints.readings import leaves_of
from measures.wings.checkpoints.trees import consistency_proof, inclusion_proof


class InclusionQuerySerializer(StrictSerializer):
    """Of which entry it is shown that it is in its chain."""

    entry = serializers.CharField(help_text=_("Key of an entry."))
    known_at = KnownAtField()


class ConsistencyQuerySerializer(StrictSerializer):
    """Between which sizes of a chain it is shown that the larger one continues the smaller one."""

    origin = serializers.CharField(max_length=300)
    since = serializers.IntegerField(min_value=0, help_text=_("The smaller number of rows."))
    until = serializers.IntegerField(
        min_value=0, required=False, help_text=_("The larger number of rows; what was signed last unless given.")
    )


class InclusionSerializer(serializers.Serializer[object]):
    """The proof that an entry is in a chain as it was signed (RFC 6962, 2.1.1)."""

    origin = serializers.CharField()
    size = serializers.IntegerField(help_text=_("The number of rows of the tree."))
    index = serializers.IntegerField(help_text=_("The place of the entry, counted from 0."))
    commitment = HashField(help_text=_("What the leaf is made of, in hexadecimal."))
    hashes = serializers.ListField(child=HashField())
    note = serializers.CharField(help_text=_("The signed note of the tree."))
    key = serializers.CharField(
        help_text=_("The public key that it is signed by, as programs for signed notes take it.")
    )


class ConsistencySerializer(serializers.Serializer[object]):
    """The proof that a chain as it was signed continues what it was before (RFC 6962, 2.1.2)."""

    origin = serializers.CharField()
    since = serializers.IntegerField()
    until = serializers.IntegerField()
    hashes = serializers.ListField(child=HashField())


class OriginList(RecordList):
    """The origins under which heads of chains are signed, each with its latest checkpoint."""

    serializer_class = OriginSerializer
    orderings = {"report": ("of_report", "name")}
    computed = {"of_report": Coalesce("chain__report__slug", Value(""))}


class Inclusion(RecordView):
    """That an entry is in its chain as it was signed last, or last by a moment."""

    serializer_class = InclusionSerializer
    finds_one = True

    @extend_schema(parameters=[InclusionQuerySerializer])
    def get(self, request: Request) -> Response:
        """The hashes by which the signed root follows from the commitment of an entry."""
        asked = self.reading_parameters(InclusionQuerySerializer)
        entry = self.find(Entry.objects.visible_to(self.audience).select_related("chain"), key=asked["entry"])
        signed = Checkpoint.objects.filter(origin__chain=entry.chain, size__gte=entry.sequence)
        if asked["known_at"]:
            signed = signed.filter(signed_at__lte=asked["known_at"])
        checkpoint = self.find(signed.select_related("origin").order_by("-origin", "-size")[:1])
        index = entry.sequence - 1
        proof = {
            "origin": checkpoint.origin.name,
            "size": checkpoint.size,
            "index": index,
            "commitment": entry.commitment,
            "hashes": inclusion_proof(index, leaves_of(entry.chain)[: checkpoint.size]),
            "note": checkpoint.note,
            "key": checkpoint.key,
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
