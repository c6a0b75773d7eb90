"""What is sent to redact something."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer


class RedactionDraftSerializer(StrictSerializer):
    """Why something is taken away."""

    reason = serializers.CharField()
