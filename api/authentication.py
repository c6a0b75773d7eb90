"""Who calls: the bearer of an access token."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from measures.models import AccessToken, User
from measures.operations.credentials import token_of
from measures.unattributed import is_unattributed


class BearerTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; what is stored of a token is its SHA-256."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        words = get_authorization_header(request).split()
        if not words:
            return None
        # Another scheme is refused: treated as nobody, its sender would take the public part for everything.
        if len(words) != 2 or words[0].lower() != self.keyword:
            raise AuthenticationFailed(_("Write the header as “Authorization: Bearer <token>”."))
        is_noted = not is_unattributed(request.path)
        token = token_of(words[1].decode("latin-1"), at=timezone.now(), is_noted=is_noted)
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        token.user.limits = token.limits
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
