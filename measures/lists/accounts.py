"""Accounts, and what is somebody's own: tokens, secret addresses, saved views, acts on many measures."""

from typing import Any

from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace, only_if
from measures.lists.fields import KeyField, PersonField, PersonRoleField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import AccessToken, AccountEvent, BulkAct, ReportRole, SavedView, SecretUrl, User
from measures.models.bylines import may_be_named, role_or_none


class ReportRoleSerializer(RecordSerializer):
    """A role for one report."""

    report = KeyField("slug")

    class Meta:
        model = ReportRole
        fields = ["report", "role"]
        cell = ["report", "role"]


class UserSerializer(RecordSerializer):
    """An account, as administrators see it."""

    renamed = {"last_login": "last_login_at"}

    report_roles = ReportRoleSerializer(many=True, read_only=True)

    class Meta:
        model = User
        fields = [
            "id", "email", "name", "role", "is_participant", "report_roles", "language", "time_zone", "is_active",
            "joined_at", "last_login", "version",
        ]  # fmt: skip
        columns = file_columns(
            User,
            fields,
            without=["id"],
            report_roles=_("Roles for one report"),
            last_login=_("Last signed in"),
        )


class AccountEventSerializer(RecordSerializer):
    """Something that happened to an account."""

    renamed = {"at": "happened_at"}

    by = PersonField(source="by.name", help_text=_("Who was signed in."))
    by_role = PersonRoleField("by__name")
    address = serializers.IPAddressField(allow_null=True, help_text=_("Kept for a while only, or never."))

    class Meta:
        model = AccountEvent
        fields = ["at", "kind", "about", "before", "after", "by", "by_role", "address"]
        columns = {
            "at": _("When"),
            "kind": _("What happened"),
            "about": _("About"),
            "before": _("Before"),
            "after": _("After"),
            "by": _("Who was signed in"),
            "address": _("Network address"),
        }

    def sql_by(self, place: DocumentPlace) -> Combinable:
        """Whoever reads their own log knows themselves."""
        readable = may_be_named(AccountEvent, "by__name", place.audience) | Q(by=F("account"))
        return only_if(readable, place.at("by.name"))

    def sql_by_role(self, place: DocumentPlace) -> Combinable:
        return only_if(~Q(by=F("account")), role_or_none("by__name"))


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


class NewTokenSerializer(TokenSerializer):
    """A new token with its secret, which is shown only once."""

    secret = serializers.CharField(allow_null=True, help_text=_("Shown once. Null if the same request was sent again."))

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


class SavedViewSerializer(RecordSerializer):
    """A saved view."""

    class Meta:
        model = SavedView
        fields = ["key", "name", "page", "filters", "is_shared", "created_at"]
        columns = file_columns(SavedView, fields, is_shared=_("Shared with the team"))


class SharedViewSerializer(SavedViewSerializer):
    """A view that somebody shares with the team, and whose it is."""

    user = serializers.CharField(source="user.name", help_text=_("Whose view it is."))

    class Meta(SavedViewSerializer.Meta):
        fields = ["key", "name", "user", "page", "filters", "created_at"]
        columns = file_columns(SavedView, fields, user=_("Whose view"))


class BulkActSerializer(RecordSerializer):
    """A change of many measures: each before and after it, and until when it can be undone."""

    class Meta:
        model = BulkAct
        fields = ["key", "kind", "subject", "changes", "made_at", "undone_at"]
        columns = {
            "key": _("Key"),
            "kind": _("What was done"),
            "changes": _("Changes"),
            "made_at": _("Created"),
            "undone_at": _("Undone"),
        }
