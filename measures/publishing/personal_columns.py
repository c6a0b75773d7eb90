"""The columns of what is somebody's own: account, digests, what rests, what they follow, tokens, secret addresses."""

from django.utils.translation import gettext_lazy as _

from measures.models import BulkKind, Cadence, Language, Role, SavedList, Scope, SecretUrlKind
from measures.models.digests import RESULT, DigestResult
from measures.publishing.catalogue_columns import KEY, labels
from measures.publishing.tables import Column, Terms, plain


def digest_columns(terms: Terms) -> list[Column]:
    return [
        plain("due_on", _("Due day")),
        plain("cadence", _("How often"), labels=labels(Cadence.choices)),
        plain("caught_up_with", _("Missed day that is caught up with")),
        plain("counts", _("How much it counted")),
        Column("result", _("What came of it"), RESULT, labels(DigestResult.choices)),
        plain("sent_at", _("Sent")),
        plain("attempts", _("Attempts")),
        plain("next_attempt_at", _("Not tried again before")),
        plain("parked_at", _("Given up")),
        plain("problem", _("Why it could not be sent")),
    ]


def troubled_digest_columns(terms: Terms) -> list[Column]:
    return [plain("recipient", _("Email address"), "recipient__email"), *digest_columns(terms)]


def snooze_columns(terms: Terms) -> list[Column]:
    return [plain("measure", _("Measure"), "measure__key"), plain("until", _("Until"))]


def watch_columns(terms: Terms) -> list[Column]:
    return [plain("measure", _("Measure"), "measure__key"), plain("since", _("Since"))]


def token_columns(terms: Terms) -> list[Column]:
    return [
        plain("name", _("Name")),
        plain("scope", _("What it may do"), labels=labels(Scope.choices)),
        plain("created_at", _("Made")),
        plain("expires_at", _("Expires")),
        plain("last_used_at", _("Last used")),
        plain("revoked_at", _("Revoked")),
    ]


def user_columns(terms: Terms) -> list[Column]:
    return [
        plain("email", _("Email address")),
        plain("name", _("Name")),
        plain("role", _("Role"), labels=labels(Role.choices)),
        plain("speaks_for", _("Authorised to speak for"), "speaks_for_id"),
        plain("language", _("Language"), labels=labels(Language.choices)),
        plain("time_zone", _("Time zone")),
        plain("is_active", _("Active")),
        plain("joined_at", _("Joined")),
        plain("last_login", _("Signed in last")),
        plain("version", _("Version")),
    ]


def secret_url_columns(terms: Terms) -> list[Column]:
    return [
        KEY,
        plain("name", _("Name")),
        plain("kind", _("Kind"), labels=labels(SecretUrlKind.choices)),
        plain("filters", _("Filters")),
        plain("created_at", _("Made")),
        plain("last_used_at", _("Last used")),
        plain("revoked_at", _("Revoked")),
    ]


def saved_view_columns(terms: Terms) -> list[Column]:
    return [
        KEY,
        plain("name", _("Name")),
        plain("page", _("List"), labels=labels(SavedList.choices)),
        plain("filters", _("Filters")),
        plain("created_at", _("Made")),
    ]


def bulk_act_columns(terms: Terms) -> list[Column]:
    return [
        KEY,
        plain("kind", _("What was done"), labels=labels(BulkKind.choices)),
        plain("changes", _("Changes")),
        plain("made_at", _("Made")),
        plain("undone_at", _("Undone")),
    ]
