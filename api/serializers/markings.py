"""A marking to be tightened, and what became narrower with it."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import Marking


class MarkingDraftSerializer(StrictSerializer):
    """Who may read a row from now on: fewer people than before."""

    marking = serializers.ChoiceField(choices=Marking.choices)


class TightenedSerializer(serializers.Serializer[object]):
    """How many rows became narrower together: the row itself, and everything that names it."""

    entries = serializers.IntegerField()
    measures = serializers.IntegerField()
    evidence = serializers.IntegerField()
    dates = serializers.IntegerField(help_text="Dates to watch.")
