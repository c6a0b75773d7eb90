"""Secret addresses of calendars and feeds."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import SecretUrlKind


class SecretUrlDraftSerializer(StrictSerializer):
    """What to make an address for; filters are those of measures for a calendar, of entries for a feed."""

    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(SecretUrlKind.choices)
    filters = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=1000,
        default="",
        help_text="As in the address of the list: “report=zhao-2020&followed=true”.",
    )
