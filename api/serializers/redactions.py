"""What is sent to redact something, or to tighten a marking, and what became narrower with it."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import Marking
from measures.operations.catalogue_texts import CATALOGUE_BY_NAME


class RedactionDraftSerializer(StrictSerializer):
    """Why something is taken away."""

    reason = serializers.CharField()


class TextRedactionDraftSerializer(RedactionDraftSerializer):
    """Which texts of which row of the catalogue are taken away, and why."""

    noun = serializers.ChoiceField(sorted(CATALOGUE_BY_NAME), help_text="The kind of row.")
    row = serializers.CharField(max_length=200, help_text="Its key, or its number if it has none.")
    texts = serializers.ListField(child=serializers.CharField(max_length=63), allow_empty=False)


class MarkingDraftSerializer(StrictSerializer):
    """Who may read a row from now on: fewer people than before."""

    marking = serializers.ChoiceField(choices=Marking.choices)


class TightenedSerializer(serializers.Serializer[object]):
    """How many rows became narrower together: the row itself, and everything that names it."""

    entries = serializers.IntegerField()
    measures = serializers.IntegerField()
    evidence = serializers.IntegerField()
    dates = serializers.IntegerField(help_text="Dates to watch.")
