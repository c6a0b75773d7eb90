"""Access tokens, and secret addresses of calendars, feeds and tables: what is sent to make one."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import OfReportSerializer, StrictSerializer
from measures.models import Report, Scope, SecretUrlKind, TokenReaders
from measures.models.credentials import USUAL_LIFE


def in_a_year() -> datetime:
    return timezone.now() + USUAL_LIFE


class TokenDraftSerializer(OfReportSerializer):
    """A token to make."""

    name = serializers.CharField(max_length=100)
    scope = serializers.ChoiceField(Scope.choices, default=Scope.READ)
    expires_at = serializers.DateTimeField(
        default=in_a_year, allow_null=True, help_text=_("A year from now unless given; null: until it is revoked.")
    )
    report = serializers.CharField(
        default=None, allow_null=True, help_text=_("The one report that it is for; null means all.")
    )
    audience = serializers.ChoiceField(  # type: ignore[assignment]
        TokenReaders.choices,
        default="",
        allow_blank=True,
        help_text=_("Readers whose rows it may read; then it cannot write. Empty: what you read."),
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


class SecretUrlDraftSerializer(StrictSerializer):
    """What to make an address for.

    The filters are those of measures for a calendar, of entries for a feed, of the list that it names for a table.
    """

    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(SecretUrlKind.choices)
    filters = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=1000,
        default="",
        help_text="As in the address of the list: “report=zhao-2020&followed=true”; of a table “list=views” says which "
        "list it is of, and without that it is of measures.",
    )
