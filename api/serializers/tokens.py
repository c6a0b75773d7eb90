"""Access tokens: what they are for, until when, and when they were used last."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import Scope
from measures.models.credentials import USUAL_LIFE


def in_a_year() -> datetime:
    return timezone.now() + USUAL_LIFE


class TokenDraftSerializer(StrictSerializer):
    """A token to make."""

    name = serializers.CharField(max_length=100)
    scope = serializers.ChoiceField(Scope.choices, default=Scope.READ)
    expires_at = serializers.DateTimeField(
        default=in_a_year, allow_null=True, help_text=_("A year from now unless given; null means until it is revoked.")
    )
    password = serializers.CharField(
        write_only=True, trim_whitespace=False, max_length=1000, help_text=_("Your own password again.")
    )

    def validate_expires_at(self, value: datetime | None) -> datetime | None:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError(gettext("This moment has passed."))
        return value
