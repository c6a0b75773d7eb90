"""The account log: what happened to an account, when, and from where."""

from datetime import timedelta
from itertools import chain
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.legacy import OLD_EVENTS
from measures.models.people import User
from measures.models.records import JournalRow, RecordManager
from measures.wing import from_wings

EVENTS_KEPT = timedelta(days=730)


class AccountEventKind(models.TextChoices):
    """What happens to an account in the core."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    CONFIRMATION_FAILED = "confirmation_failed", _("Password or code refused while signed in")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    TOKEN_MADE = "token_made", _("Access token created")
    TOKEN_REVOKED = "token_revoked", _("Access token revoked")
    ADDRESS_MADE = "address_made", _("Secret address created")
    ADDRESS_REVOKED = "address_revoked", _("Secret address revoked")
    INVITED = "invited", _("Invited")
    ROLE_CHANGED = "role_changed", _("Role changed")
    REPORT_ROLE_CHANGED = "report_role_changed", _("Role for one report changed")
    MADE_PARTICIPANT = "made_participant", _("Marked as a participant")
    NO_PARTICIPANT = "no_participant", _("No longer marked as a participant")
    EMAIL_CHANGED = "email_changed", _("Email address changed")
    DEACTIVATED = "deactivated", _("Deactivated")
    REACTIVATED = "reactivated", _("Reactivated")


def event_kinds() -> list[tuple[str, object]]:
    """What may happen to an account in the core and in wings, and what could once."""
    of_wings = from_wings(lambda wing: wing.account_events)
    return [*AccountEventKind.choices, *chain.from_iterable(each.choices for each in of_wings), *OLD_EVENTS.items()]


class AccountEvent(JournalRow):
    """Something that happened to an account; only its network address goes earlier than the event."""

    mutable_columns: ClassVar[tuple[str, ...]] = ("address",)

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=30, choices=event_kinds)
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
