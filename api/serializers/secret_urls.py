"""Secret addresses of calendars and feeds."""

from rest_framework import serializers

from api.serializers.fields import RecordSerializer, StrictSerializer
from measures.models import SecretUrl, SecretUrlKind


class SecretUrlSerializer(RecordSerializer):
    """A secret address, without its secret."""

    class Meta:
        model = SecretUrl
        fields = ["key", "name", "kind", "filters", "created_at", "last_used_at", "revoked_at"]


class SecretUrlMadeSerializer(SecretUrlSerializer):
    """With the address itself, told this once."""

    url = serializers.URLField(allow_null=True, help_text="Null where the same request was sent again.")

    class Meta(SecretUrlSerializer.Meta):
        fields = [*SecretUrlSerializer.Meta.fields, "url"]


class SecretUrlDraftSerializer(StrictSerializer):
    """What to make an address for; the filters are those of measures for a calendar, of entries for a feed."""

    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(SecretUrlKind.choices)
    filters = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=1000,
        default="",
        help_text="As in the address of the list: “report=zhao-2020&followed=true”.",
    )
