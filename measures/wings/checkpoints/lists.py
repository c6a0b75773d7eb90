"""What is signed of chains: the origins, each with its latest checkpoint."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.fields import HashField, KeyField, TimestampField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import Audience, ChainKind
from measures.wings.checkpoints.models import Checkpoint, Origin


class OriginSerializer(RecordSerializer):
    """An origin under which the heads of a chain are signed, with its latest checkpoint.

    If `stopped_at` is given, nothing more is signed under it: the chain did not continue what had been signed.
    """

    kind = serializers.ChoiceField(ChainKind.choices, source="chain.kind", read_only=True)
    report = KeyField("slug", source="chain.report", allow_null=True, help_text="A chain of sources has none.")
    marking = serializers.CharField(source="chain.marking", help_text="The first marking, which is that of the chain.")
    size = serializers.IntegerField(help_text="How many rows the chain had when it was signed last.")
    root_hash = HashField(help_text="Of the tree of their commitments, by RFC 6962, in hexadecimal.")
    note = serializers.CharField(help_text="The signed note: origin, size, root in Base64, and the signature.")
    key = serializers.CharField(help_text="The public key, as programs for signed notes take it.")
    signed_at = TimestampField()

    class Meta:
        model = Origin
        fields = [
            "name", "kind", "report", "marking", "size", "root_hash", "note", "key", "signed_at", "begun_at", "reason",
            "stopped_at",
        ]  # fmt: skip
        columns = file_columns(
            Origin,
            fields,
            kind=_("Kind of chain"),
            marking=_("First marking"),
            size=_("Number of rows"),
            root_hash=_("Root"),
            note=_("Signed note"),
            key=_("Public key"),
            signed_at=_("Signed"),
        )
        sheet = _("Checkpoints")

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Any]:
        latest = Checkpoint.objects.filter(origin=OuterRef("pk")).order_by("-size")
        columns = {"size": "size", "root_hash": "root", "note": "note", "key": "key", "signed_at": "signed_at"}
        seen: QuerySet[Any] = Origin.objects.visible_to(audience)
        latest_ones = {name: Subquery(latest.values(column)[:1]) for name, column in columns.items()}
        signed: QuerySet[Any] = seen.annotate(**latest_ones).exclude(size=None)
        return signed
