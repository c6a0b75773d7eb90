"""Making and revoking what programs show in a person's place: tokens, and secret addresses of calendars and feeds."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from django.db.models import CharField, DateTimeField, Q

from measures import access
from measures.errors import SecondFactorNeededError
from measures.models import AccessToken, AccountEventKind, Report, SecretUrl, User
from measures.models.compiled import Compiled
from measures.models.placeholders import Placeholder
from measures.operations.account_log import note_event
from measures.operations.clock import clock
from measures.operations.evidence import random_key
from measures.operations.transactions import in_one_transaction
from measures.wing import wings

SECRET_BYTES = 32
# Each token begins with this, so that whoever finds one knows which program it opens.
PREFIX = "cbm_"
USE_IS_NOTED_EVERY = timedelta(minutes=1)
AT, DIGEST = Placeholder("at", DateTimeField()), Placeholder("digest", CharField(max_length=64))


@in_one_transaction
def create_token(
    user: User,
    *,
    name: str,
    scope: str,
    expires_at: datetime | None = None,
    report: Report | None = None,
    audience: str = "",
) -> tuple[AccessToken, str]:
    """Make a token for a user, with all their rights or for one report or fewer readers only.

    The secret is returned here and not stored.
    """
    if user.lacks_second_factor:
        raise SecondFactorNeededError
    secret = f"{PREFIX}{secrets.token_urlsafe(SECRET_BYTES)}"
    token = AccessToken(
        user=user,
        name=name,
        scope=scope,
        digest=secret_digest(secret),
        expires_at=expires_at,
        report=report,
        audience=audience,
    )
    token.full_clean()
    token.save()
    note_event(user, AccountEventKind.TOKEN_MADE, about=name)
    return token, secret


@in_one_transaction
def create_secret_url(user: User, *, name: str, kind: str, filters: str = "") -> tuple[SecretUrl, str]:
    """Make an address for a user; its secret is returned here and not stored."""
    access.require(user, "keep_secret_url")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    address = SecretUrl(
        user=user, key=random_key("address"), name=name, kind=kind, filters=filters, digest=secret_digest(secret)
    )
    address.full_clean()
    address.save()
    note_event(user, AccountEventKind.ADDRESS_MADE, about=name)
    return address, secret


@in_one_transaction
def revoke_credential(credential: AccessToken | SecretUrl, *, by: User) -> None:
    """Revoke a token or an address: one's own, or as an administrator anybody's."""
    if credential.user_id != by.pk:
        access.require(by, "manage_users", credential.user)
    revoke(credential)


@in_one_transaction
def revoke_keys(user: User) -> None:
    """Revoke all tokens and secret addresses of an account, and what else works for it without its owner."""
    for credential in (*user.access_tokens.filter(revoked_at=None), *user.secret_urls.filter(revoked_at=None)):
        revoke(credential)
    for wing in wings():
        wing.revoke_keys(user, at=clock())


def revoke(credential: AccessToken | SecretUrl) -> None:
    if type(credential).objects.filter(pk=credential.pk, revoked_at=None).update(revoked_at=clock()):
        is_token = isinstance(credential, AccessToken)
        kind = AccountEventKind.TOKEN_REVOKED if is_token else AccountEventKind.ADDRESS_REVOKED
        note_event(credential.user, kind, about=credential.name)


def token_of(secret: str, *, at: datetime) -> AccessToken | None:
    """The usable token with this secret."""
    return next(iter(compiled_tokens().filled({"at": at, "digest": secret_digest(secret)})), None)


@cache
def compiled_tokens() -> Compiled[AccessToken]:
    """Each request of a program asks for its token."""
    return Compiled(AccessToken.objects.usable(at=AT).filter(digest=DIGEST).select_related("user").order_by())


def secret_url_of(secret: str, kind: str, *, at: datetime) -> SecretUrl | None:
    """The usable address with this secret."""
    addresses = SecretUrl.objects.usable().filter(kind=kind, digest=secret_digest(secret))
    return note_use(addresses.select_related("user").first(), at=at)


def note_use[Used: (AccessToken, SecretUrl)](credential: Used | None, *, at: datetime) -> Used | None:
    """Keep when a credential was last used, to the minute: reading costs no write each time."""
    before = at - USE_IS_NOTED_EVERY
    if credential and (credential.last_used_at is None or credential.last_used_at < before):
        stale = Q(last_used_at=None) | Q(last_used_at__lt=before)
        type(credential).objects.filter(stale, pk=credential.pk).update(last_used_at=at)
    return credential


def secret_digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
