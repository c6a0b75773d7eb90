"""Lets whoever has yet to set up a second factor do that and nothing else.

On pages; in the API whatever lets somebody in asks for it (`api.authentication`).
"""

from collections.abc import Callable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from cbm_tracker.busy import API
from measures.models import User

OPEN = (
    "account_logout",
    "account_reauthenticate",
    "set_language",
    "confirm_at_provider",
    "openid_connect_login",
    "openid_connect_callback",
)


class SecondFactorMiddleware(MiddlewareMixin):
    """Leads from every page to the one on which a factor is set up."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        user = request.user
        if is_open(request) or not isinstance(user, User) or not user.lacks_second_factor:
            return None
        return redirect("mfa_index")


def is_open(request: HttpRequest) -> bool:
    """Whether an address is of the API, or of a page on which a factor is set up."""
    if request.path.startswith(API):
        return True
    name = str(request.resolver_match and request.resolver_match.url_name)
    return name.startswith("mfa_") or name in OPEN
