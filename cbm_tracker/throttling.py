"""How many forms strangers send, and how many files they ask for, in a minute from one address.

So that pages are no cheaper to flood than the API.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from rest_framework.throttling import SimpleRateThrottle

from cbm_tracker.busy import API


class FormThrottle(SimpleRateThrottle):
    """Counts forms by client address, separately from what the API counts."""

    scope = "forms"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        return f"throttle-forms-{self.get_ident(request)}"  # type: ignore[arg-type]


class FileThrottle(SimpleRateThrottle):
    """Counts files of pages together with what the API answers the same address."""

    scope = "address"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        return f"throttle-address-{self.get_ident(request)}"  # type: ignore[arg-type]


class FormThrottleMiddleware(MiddlewareMixin):
    """Refuses the forms, and the files, of an address that has asked for too many without being signed in."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        is_form = request.method == "POST"
        if not (is_form or "format" in request.GET) or request.path.startswith(API) or request.user.is_authenticated:
            return None
        throttle = FormThrottle() if is_form else FileThrottle()
        if throttle.allow_request(request, None):  # type: ignore[arg-type]
            return None
        heading = _("Too many forms were sent") if is_form else _("Too many files were asked for")
        words = {"heading": heading, "detail": _("Wait a minute, then send it again.")}
        answer = render(request, "measures/refused.html", words, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer["Retry-After"] = str(int(throttle.wait() or 0) + 1)
        return answer
