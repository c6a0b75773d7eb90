"""Entries of the journal with all that came with them, as far as their reader may see it."""

from typing import Any

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.lists.entries import EntrySerializer


class ChecksDraftSerializer(StrictSerializer):
    """Measures that were checked, with nothing new."""

    measures = serializers.ListField(
        child=serializers.CharField(max_length=100), min_length=1, max_length=500, help_text="Keys of measures."
    )
    quotes_feeds = serializers.BooleanField(
        default=False,
        help_text="Whether the entry says how many feeds of each side were read, when, and how many fail.",
    )


class ChecksSerializer(serializers.Serializer[Any]):
    """The entries that say so: one for each report and marking."""

    entries = EntrySerializer(many=True)
