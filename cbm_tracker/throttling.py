"""How many forms strangers send in a minute from one address, so that pages which write are no cheaper to flood."""

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


class FormThrottleMiddleware(MiddlewareMixin):
    """Refuses the forms of an address that has sent too many without being signed in."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method != "POST" or request.path.startswith(API) or request.user.is_authenticated:
            return None
        throttle = FormThrottle()
        if throttle.allow_request(request, None):  # type: ignore[arg-type]
            return None
        words = {"heading": _("Too many forms were sent"), "detail": _("Wait a minute, then send it again.")}
        answer = render(request, "measures/refused.html", words, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer["Retry-After"] = str(int(throttle.wait() or 0) + 1)
        return answer
