"""Making and revoking the tokens with which programs act for a user."""

import secrets
from datetime import datetime
from hashlib import sha256

from measures import access
from measures.models import AccessToken, User
from measures.operations.clock import clock
from measures.operations.transactions import in_one_transaction

TOKEN_BYTES = 32
PREFIX = "cbm_"


@in_one_transaction
def create_token(user: User, *, name: str, scope: str, expires_at: datetime | None = None) -> tuple[AccessToken, str]:
    """Make a token for a user; the secret is returned here and not stored."""
    secret = f"{PREFIX}{secrets.token_urlsafe(TOKEN_BYTES)}"
    token = AccessToken(
        user=user, name=name, scope=scope, digest=sha256(secret.encode()).hexdigest(), expires_at=expires_at
    )
    token.full_clean()
    token.save()
    return token, secret


@in_one_transaction
def revoke_token(token: AccessToken, *, by: User) -> None:
    """Revoke a token: one's own, or as an administrator anybody's."""
    if token.user_id != by.pk:
        access.require(by, "manage_users", token.user)
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock())
