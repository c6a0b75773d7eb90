"""What is of an account: its roles for reports, tokens and secret addresses."""

from typing import Any

from django.db.models import Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import AccessToken, ReportRole, SecretUrl


class ReportRoleSerializer(RecordSerializer):
    """A role for one report."""

    report = KeyField("slug")

    class Meta:
        model = ReportRole
        fields = ["report", "role"]
        cell = ["report", "role"]


class TokenSerializer(RecordSerializer):
    """A token without its secret."""

    report = KeyField("slug", allow_null=True, help_text=_("The one report that it is for; null means all."))

    class Meta:
        model = AccessToken
        fields = ["id", "name", "scope", "report", "audience", "created_at", "expires_at", "revoked_at", "last_used_at"]
        columns = file_columns(
            AccessToken,
            [
                "name", "scope", "report", "audience", "created_at", "expires_at", "last_used_at", "revoked_at",
            ],
            scope=_("What it may do"),
            revoked_at=_("Revoked"),
        )  # fmt: skip
        sheet = _("Access tokens")


class NewTokenSerializer(TokenSerializer):
    """A new token with its secret, which is shown only once."""

    secret = serializers.CharField(allow_null=True, help_text=_("Shown once; null if the request is repeated."))

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]

    def sql_secret(self, place: DocumentPlace) -> Combinable:
        """Only a hash of it is kept."""
        return Value(None)

    def to_representation(self, instance: AccessToken) -> Any:
        return {**super().to_representation(instance), "secret": instance.secret}  # type: ignore[attr-defined]


class SecretUrlSerializer(RecordSerializer):
    """A secret address, without its secret."""

    class Meta:
        model = SecretUrl
        fields = ["key", "name", "kind", "filters", "created_at", "last_used_at", "revoked_at"]
        columns = file_columns(SecretUrl, fields, revoked_at=_("Revoked"))


class SecretUrlMadeSerializer(SecretUrlSerializer):
    """A new secret address, which is shown only once."""

    url = serializers.URLField(allow_null=True, help_text="Null if the same request was sent again.")

    class Meta(SecretUrlSerializer.Meta):
        fields = [*SecretUrlSerializer.Meta.fields, "url"]

    def sql_url(self, place: DocumentPlace) -> Combinable:
        """Only a hash of it is kept."""
        return Value(None)

    def to_representation(self, instance: SecretUrl) -> Any:
        return {**super().to_representation(instance), "url": instance.url}  # type: ignore[attr-defined]
