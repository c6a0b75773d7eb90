"""Where a measure stands, as of a day."""

from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED
from measures.lists.standings import StandingSerializer


class StandingAsOfSerializer(serializers.Serializer[object]):
    """The standing of a measure, now or as of a past day."""

    measure = serializers.CharField()
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    standing = StandingSerializer(allow_null=True)
