"""Where a measure stands, who sees it how, and how the sides' views differ."""

from typing import Any

from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED
from measures.analysis.differences import DifferenceState
from measures.lists.fields import LEVEL
from measures.lists.standings import LatestViewSerializer, StandingSerializer


class SideViewsSerializer(serializers.Serializer[Any]):
    """What one side says: its own word first, with our reading of it."""

    whose = serializers.CharField()
    level = serializers.IntegerField(allow_null=True, help_text=LEVEL)
    is_reading = serializers.BooleanField(help_text="Whether this side has only our own reading.")
    views = LatestViewSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """The sides' views about one subject, side by side; all but “comparable” are not comparable."""

    about = serializers.CharField()
    state = serializers.ChoiceField(DifferenceState.choices)
    is_comparable = serializers.BooleanField()
    sides = SideViewsSerializer(many=True)
    independent = LatestViewSerializer(allow_null=True)


class StandingAsOfSerializer(serializers.Serializer[Any]):
    """The standing of a measure, now or as of a past day."""

    measure = serializers.CharField()
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    standing = StandingSerializer(allow_null=True)
    differences = DifferenceSerializer(many=True)
