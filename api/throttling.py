"""How many requests are answered per minute: by token or session, else by address.

Every answer says how many are left, in the headers of draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from measures.models import AccessToken, User

if TYPE_CHECKING:  # the settings name this module, so it is imported before the views
    from rest_framework.views import APIView


# What this process asks of itself has here, where no header gets, the day to answer for.
IN_PROCESS = "cbm.in_process"


class ThrottleWithHeaders(SimpleRateThrottle):
    """A limit that each answer states in its headers."""

    # When the requests that count now were sent, the latest first; empty if this one does not count.
    history: list[float] = []
    now: float
    num_requests: int
    duration: int

    def headers(self) -> dict[str, str]:
        """The limit, how many requests are left of it, and in how many seconds there will be more."""
        if not self.history:
            return {}
        left, seconds = self.num_requests - len(self.history), self.duration - (self.now - self.history[-1])
        return {
            "RateLimit-Policy": f'"{self.scope}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{self.scope}";r={left};t={math.ceil(seconds)}',
        }


class CredentialThrottle(ThrottleWithHeaders):
    """Counts by token, so that one program's haste does not slow another; a session counts by its user."""

    scope = "signed"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        if isinstance(request.auth, AccessToken):
            return f"throttle-token-{request.auth.pk}"
        return f"throttle-user-{request.user.pk}" if isinstance(request.user, User) else None


class AddressThrottle(ThrottleWithHeaders):
    """Counts unsigned requests by the address they come from; each secret address is counted by itself.

    A calendar is fetched whatever else its reader's network asks for. A secret that is none counts as everything else.
    """

    scope = "address"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        if isinstance(request.user, User) or IN_PROCESS in request.META:
            return None
        secret_url = getattr(view, "secret_url", None)
        return f"throttle-secret-{secret_url.pk}" if secret_url else f"throttle-address-{self.get_ident(request)}"
