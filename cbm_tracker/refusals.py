"""Answers to what is refused or fails outside the views: a problem for programs, a page for people."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from api.problems import problem_body, refusal
from cbm_tracker.busy import API, answer_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return of_api(request, "bad_request") or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return of_api(request, "permission_denied") or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return of_api(request, "not_found") or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    # Where the database is lost beyond the views: when a session is kept, for example.
    return answer_of(request, sys.exception()) or of_api(request, "server_error") or defaults.server_error(request)


def of_api(request: HttpRequest, code: str) -> HttpResponse | None:
    """The problem, where a program asks."""
    return refusal(problem_body(code)) if request.path.startswith(API) else None
