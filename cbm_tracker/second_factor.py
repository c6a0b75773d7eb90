"""Lets whoever has yet to set up a second factor do that and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from api.problems import problem_body, refusal
from cbm_tracker.busy import API
from measures.errors import SecondFactorNeededError
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
    """Leads from every page to the one on which a factor is set up, and refuses programs that come with a session."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not user.lacks_second_factor or is_open(request):
            return None
        if request.path.startswith(API):
            return refusal(problem_body(SecondFactorNeededError.code))
        return redirect("mfa_index")


def is_open(request: HttpRequest) -> bool:
    """Whether a page is one on which a factor is set up; a program that brings a token is judged by that."""
    if request.path.startswith(API):
        return "Authorization" in request.headers
    name = str(request.resolver_match and request.resolver_match.url_name)
    return name.startswith("mfa_") or name in OPEN
