"""The chains of the journal: their heads and links, and redactions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import KeyField, RecordSerializer, StrictSerializer
from measures.models import Chain, Entry, Redaction


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
class HashField(serializers.Field[bytes, Any, str, Any]):
    """A SHA-256, in hexadecimal."""

    def to_representation(self, value: bytes) -> str:
        return bytes(value).hex()


class HeadSerializer(RecordSerializer):
    """The last seal of a chain: keep it elsewhere, and the chain cannot be altered unseen."""

    report = KeyField("slug")
    sequence = serializers.IntegerField()
    seal = HashField()

    class Meta:
        model = Chain
        fields = ["report", "marking", "sequence", "seal"]


class ChainLinkSerializer(RecordSerializer):
    """A link of a chain; its entry is not named to those from whom it has been hidden since."""

    report = KeyField("slug")
    marking = serializers.CharField(source="chain.marking", help_text="The first marking, which the chain has.")
    entry = serializers.SerializerMethodField()
    commitment = HashField()
    seal = HashField()

    class Meta:
        model = Entry
        fields = ["report", "marking", "sequence", "commitment", "seal", "entry"]

    def get_entry(self, entry: Entry) -> str | None:
        return entry.key if self.audience.may_read(entry.marking) else None


class RedactionDraftSerializer(StrictSerializer):
    """Why the content of an entry is taken away."""

    reason = serializers.CharField()


class RedactionSerializer(RecordSerializer):
    """That the content of an entry was taken away, by whom and why."""

    entry = KeyField()

    class Meta:
        model = Redaction
        fields = ["entry", "by_name", "reason", "redacted_at"]
