"""Access tokens: what they are for, until when, and when they were used last."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import RecordSerializer, StrictSerializer
from measures.models import AccessToken, Scope


class TokenSerializer(RecordSerializer):
    """A token, but for the secret."""

    class Meta:
        model = AccessToken
        fields = ["id", "name", "scope", "created_at", "expires_at", "revoked_at", "last_used_at"]


class NewTokenSerializer(TokenSerializer):
    """A token that was just made, with the secret that is shown this once."""

    secret = serializers.CharField(
        allow_null=True, help_text=_("Shown once. Null where the same request was sent again.")
    )

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]


class TokenDraftSerializer(StrictSerializer):
    """A token to be made."""

    name = serializers.CharField(max_length=100)
    scope = serializers.ChoiceField(Scope.choices, default=Scope.READ)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)

    def validate_expires_at(self, value: datetime | None) -> datetime | None:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError(gettext("This moment has passed."))
        return value
