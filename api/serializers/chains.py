"""The chains of the record: their heads and links, and redactions."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer


class RedactionDraftSerializer(StrictSerializer):
    """Why the content of an entry is taken away."""

    reason = serializers.CharField()
