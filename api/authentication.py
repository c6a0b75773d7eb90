"""Who calls: the bearer of an access token, or the browser of a session.

Whichever lets somebody in also asks whether they have the second factor that their role needs.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from measures.errors import SecondFactorNeededError
from measures.models import AccessToken, User
from measures.operations.credentials import note_use, token_of


class BearerTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; what is stored of a token is its SHA-256."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        if "Authorization" not in request.headers:
            return None
        words = get_authorization_header(request).split()
        # No token, or another scheme, is refused: as nobody, its sender would take the public part for everything.
        if len(words) != 2 or words[0].lower() != self.keyword:
            raise AuthenticationFailed(_("Write the header as “Authorization: Bearer <token>”."))
        now = timezone.now()
        token = token_of(words[1].decode("latin-1"), at=now)
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        require_second_factor(token.user)
        note_use(token, at=now)
        token.user.limits = token.limits
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class FactorSessionAuthentication(SessionAuthentication):
    """The session of a browser, once its user has the second factor that their role needs."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found = super().authenticate(request)
        if found:
            require_second_factor(found[0])
        return found


def require_second_factor(user: User) -> None:
    if user.lacks_second_factor:
        raise PermissionDenied(code=SecondFactorNeededError.code)
