"""Access tokens: what they are for, until when, and when they were used last."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import OfReportSerializer
from measures.models import Report, Scope, TokenReaders
from measures.models.credentials import USUAL_LIFE


def in_a_year() -> datetime:
    return timezone.now() + USUAL_LIFE


class TokenDraftSerializer(OfReportSerializer):
    """A token to make."""

    name = serializers.CharField(max_length=100)
    scope = serializers.ChoiceField(Scope.choices, default=Scope.READ)
    expires_at = serializers.DateTimeField(
        default=in_a_year, allow_null=True, help_text=_("A year from now unless given; null means until it is revoked.")
    )
    report = serializers.CharField(
        default=None, allow_null=True, help_text=_("Short name of the one report that it is for; null means all.")
    )
    audience = serializers.ChoiceField(  # type: ignore[assignment]
        TokenReaders.choices,
        default="",
        allow_blank=True,
        help_text=_("The readers whose rows it reads at most, and then it cannot write; empty means what you read."),
    )
    password = serializers.CharField(
        write_only=True, trim_whitespace=False, max_length=1000, help_text=_("Your own password again.")
    )

    def validate_report(self, value: str | None) -> Report | None:  # type: ignore[override]
        return super().validate_report(value) if value else None

    def validate_expires_at(self, value: datetime | None) -> datetime | None:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError(gettext("This moment has passed."))
        return value
