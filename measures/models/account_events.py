"""The account log: what happened to an account, when, and from where."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.legacy import OLD_EVENTS
from measures.models.people import User
from measures.models.records import JournalRow, RecordManager

EVENTS_KEPT = timedelta(days=730)


class AccountEventKind(models.TextChoices):
    """What happened to an account."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    CONFIRMATION_FAILED = "confirmation_failed", _("Password or code refused while signed in")
    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere", _("Signed out everywhere else")
    PASSWORD_LINK_SENT = "password_link_sent", _("Link to choose a password sent")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    CODES_SET_UP = "codes_set_up", _("Codes from an app set up")
    CODES_REMOVED = "codes_removed", _("Codes from an app removed")
    PASSKEY_ADDED = "passkey_added", _("Passkey added")
    PASSKEY_REMOVED = "passkey_removed", _("Passkey removed")
    RECOVERY_CODES_REPLACED = "recovery_codes_replaced", _("Recovery codes replaced")
    FACTORS_RESET = "factors_reset", _("Passkeys and codes removed by the operator")
    PROVIDER_LINKED = "provider_linked", _("Account linked to a provider")
    PROVIDER_UNLINKED = "provider_unlinked", _("Link to a provider removed")
    TOKEN_MADE = "token_made", _("Access token created")
    TOKEN_REVOKED = "token_revoked", _("Access token revoked")
    ADDRESS_MADE = "address_made", _("Secret address created")
    ADDRESS_REVOKED = "address_revoked", _("Secret address revoked")
    WEBHOOK_MADE = "webhook_made", _("Webhook created")
    WEBHOOK_REMOVED = "webhook_removed", _("Webhook removed")
    INVITED = "invited", _("Invited")
    ROLE_CHANGED = "role_changed", _("Role changed")
    REPORT_ROLE_CHANGED = "report_role_changed", _("Role for one report changed")
    MADE_PARTICIPANT = "made_participant", _("Marked as a participant")
    NO_PARTICIPANT = "no_participant", _("No longer marked as a participant")
    EMAIL_CHANGED = "email_changed", _("Email address changed")
    DEACTIVATED = "deactivated", _("Deactivated")
    REACTIVATED = "reactivated", _("Reactivated")


class SignInMethod(models.TextChoices):
    """How somebody signs in, or confirms that it is they; a provider is named by its issuer."""

    PASSWORD = "password", _("password")
    TOTP = "totp", _("code from an app")
    WEBAUTHN = "webauthn", _("passkey")
    RECOVERY_CODES = "recovery_codes", _("recovery code")
    LET_IN = "let_in", _("link of the operator")


class AccountEvent(JournalRow):
    """Something that happened to an account; only its network address goes earlier than the event."""

    mutable_columns: ClassVar[tuple[str, ...]] = ("address",)

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=30, choices=AccountEventKind)
    at = models.DateTimeField(db_default=Now())
    # Who was signed in: nobody if it failed, or was done by a command.
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    # How somebody signed in; the name of a token or address, the provider, the report of a role.
    about = models.CharField(max_length=200, blank=True)
    # Of a role.
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True)

    objects = RecordManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["account", "-at", "-id"], name="account_event_latest")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"

    @property
    def what_happened(self) -> str:
        """Its kind, in the reader's words."""
        return str({**dict(AccountEventKind.choices), **OLD_EVENTS}[self.kind])
