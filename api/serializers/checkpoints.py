"""What is signed of chains, and how others check it."""

import base64
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import StrictSerializer


class InclusionQuerySerializer(StrictSerializer):
    """Of which entry it is shown that it is in its chain."""

    entry = serializers.CharField(help_text=_("Key of an entry."))


class ConsistencyQuerySerializer(StrictSerializer):
    """Between which sizes of a chain it is shown that the larger one continues the smaller one."""

    origin = serializers.CharField(max_length=300)
    since = serializers.IntegerField(min_value=0, help_text=_("The smaller number of rows."))
    until = serializers.IntegerField(
        min_value=0, required=False, help_text=_("The larger number of rows; what was signed last unless given.")
    )


class HashesField(serializers.ListField):
    """Hashes in Base64, as notes have them."""

    child = serializers.CharField()

    def to_representation(self, data: Iterable[bytes]) -> list[str]:
        return [base64.b64encode(each).decode() for each in data]


class InclusionSerializer(serializers.Serializer[object]):
    """The proof that an entry is in a chain as it was signed (RFC 6962, 2.1.1)."""

    origin = serializers.CharField()
    size = serializers.IntegerField(help_text=_("The number of rows of the tree."))
    index = serializers.IntegerField(help_text=_("The place of the entry, counted from 0."))
    commitment = serializers.CharField(help_text=_("What the leaf is made of, in hexadecimal."))
    hashes = HashesField()
    note = serializers.CharField(help_text=_("The signed note of the tree."))


class ConsistencySerializer(serializers.Serializer[object]):
    """The proof that a chain as it was signed continues what it was before (RFC 6962, 2.1.2)."""

    origin = serializers.CharField()
    since = serializers.IntegerField()
    until = serializers.IntegerField()
    hashes = HashesField()
