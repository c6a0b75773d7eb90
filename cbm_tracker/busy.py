"""Asks callers to try again when others were in the way or the database is down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from api.errors import headers_for_error, problem_of
from api.problems import refusal
from measures.errors import (
    BusyError,
    CrowdedError,
    FilesUnavailableError,
    NoRoomError,
    UnavailableError,
)
from measures.operations.transactions import busy_error_for

API = "/api/"
HEADINGS = {
    BusyError: gettext_noop("Others are changing the same data"),
    CrowdedError: gettext_noop("Too much at once"),
    FilesUnavailableError: gettext_noop("The stored files cannot be reached"),
    NoRoomError: gettext_noop("There is no storage space"),
}


class BusyMiddleware(MiddlewareMixin):
    """Turns errors that no view could prevent into a 503 with Retry-After."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_of(request, exception)


def answer_of(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """A problem for programs and a page for people; none if the fault is ours."""
    error = busy_error_for(exception)
    if error is None:
        return None
    problem = problem_of(error)
    if problem and request.path.startswith(API):
        return refusal(problem, headers_for_error(error))
    answer = busy_page(request, error)
    for name, value in headers_for_error(error).items():
        answer[name] = value
    return answer


def busy_page(request: HttpRequest, error: BusyError) -> HttpResponse:
    if isinstance(error, UnavailableError):
        # Without the request: who reads, and under which report, is in the database.
        return HttpResponse(loader.render_to_string("503.html", {"detail": str(error)}), status=503)
    words = {"heading": _(HEADINGS[type(error)]), "detail": str(error)}
    return render(request, "measures/refused.html", words, status=503)
