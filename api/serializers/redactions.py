"""What is sent to redact something."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.operations.catalogue_texts import CATALOGUE_BY_NAME


class RedactionDraftSerializer(StrictSerializer):
    """Why something is taken away."""

    reason = serializers.CharField()


class TextRedactionDraftSerializer(RedactionDraftSerializer):
    """Which texts of which row of the catalogue are taken away, and why."""

    noun = serializers.ChoiceField(sorted(CATALOGUE_BY_NAME), help_text="The kind of row.")
    row = serializers.CharField(max_length=200, help_text="Its key, or its number if it has none.")
    texts = serializers.ListField(child=serializers.CharField(max_length=63), allow_empty=False)
