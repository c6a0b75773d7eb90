"""Secret addresses of calendars, feeds and tables."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import SecretUrlKind


class SecretUrlDraftSerializer(StrictSerializer):
    """What to make an address for.

    The filters are those of measures for a calendar, of entries for a feed, of the list that it names for a table.
    """

    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(SecretUrlKind.choices)
    filters = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=1000,
        default="",
        help_text="As in the address of the list: “report=zhao-2020&followed=true”; of a table “list=views” says which "
        "list it is of, and without that it is of measures.",
    )
