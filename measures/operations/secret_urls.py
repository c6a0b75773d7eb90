"""Making and revoking the secret addresses of calendars and feeds."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from measures import access
from measures.models import SecretUrl, User
from measures.operations.clock import clock
from measures.operations.evidence import random_key
from measures.operations.transactions import in_one_transaction

SECRET_BYTES = 32
USE_IS_NOTED_EVERY = timedelta(minutes=1)


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
    return address, secret


@in_one_transaction
def revoke_secret_url(address: SecretUrl, *, by: User) -> None:
    """Revoke an address: one's own, or as an administrator anybody's."""
    if address.user_id != by.pk:
        access.require(by, "manage_users", address.user)
    SecretUrl.objects.filter(pk=address.pk, revoked_at=None).update(revoked_at=clock())


def secret_url_of(secret: str, kind: str, *, at: datetime) -> SecretUrl | None:
    """The usable address with this secret; its use is noted to the minute, to write seldom."""
    found = SecretUrl.objects.usable().select_related("user").filter(kind=kind, digest=secret_digest(secret)).first()
    before = at - USE_IS_NOTED_EVERY
    if found and (found.last_used_at is None or found.last_used_at < before):
        stale = Q(last_used_at=None) | Q(last_used_at__lt=before)
        SecretUrl.objects.filter(stale, pk=found.pk).update(last_used_at=at)
    return found


def secret_digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
