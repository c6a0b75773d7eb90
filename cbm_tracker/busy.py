"""Asks to try again where others stood in the way, or where the database is down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from api.errors import headers_of, problem_of
from api.problems import refusal
from measures.errors import BusyError, UnavailableError
from measures.operations.transactions import told_of

API = "/api/"


class BusyMiddleware(MiddlewareMixin):
    """Answers with 503 and when to come again what a view could do nothing about."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_of(request, exception)


def answer_of(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """A problem to programs and a page to people; none where it is a fault of ours."""
    error = told_of(exception)
    if error is None:
        return None
    problem = problem_of(error)
    if problem and request.path.startswith(API):
        return refusal(problem, headers_of(error))
    answer = page_of(request, error)
    for name, value in headers_of(error).items():
        answer[name] = value
    return answer


def page_of(request: HttpRequest, error: BusyError) -> HttpResponse:
    if isinstance(error, UnavailableError):
        # Without the request: who reads, and under which report, is in the database.
        return HttpResponse(loader.render_to_string("503.html", {"detail": str(error)}), status=503)
    said = {"heading": _("Others are writing the same"), "detail": str(error)}
    return render(request, "measures/refused.html", said, status=503)
