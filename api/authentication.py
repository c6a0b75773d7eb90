"""Who calls: the bearer of an access token."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from measures.models import AccessToken, User

if TYPE_CHECKING:  # the settings name this module, so it is imported before the views are
    pass

USE_IS_NOTED_EVERY = timedelta(minutes=1)


class BearerTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; what is stored of a token is its SHA-256."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        words = get_authorization_header(request).split()
        if not words:
            return None
        # Another scheme is refused: read as nobody, its sender would take what is public for all there is.
        if len(words) != 2 or words[0].lower() != self.keyword:
            raise AuthenticationFailed(_("Write the header as “Authorization: Bearer <token>”."))
        now = timezone.now()
        digest = sha256(words[1]).hexdigest()
        token = AccessToken.objects.usable(at=now).select_related("user").filter(digest=digest).first()
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        note_use(token, at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def note_use(token: AccessToken, *, at: datetime) -> None:
    """Keep when a token was last used, to the minute: reading costs no write each time."""
    before = at - USE_IS_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < before:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=before)
        AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=at)
