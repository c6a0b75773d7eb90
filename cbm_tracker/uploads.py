"""Refuses a request by what became of its body: neither memory nor disk is filled, and no thread waits for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from api.problems import problem_body, refusal
from cbm_tracker.bodies import FATE, BodyOutcome, announced_length, limit_for, most_bytes
from cbm_tracker.busy import API, answer_of
from measures.errors import CrowdedError, NoRoomError


class BodyMiddleware(MiddlewareMixin):
    """Answers 413, 408 or 503 where a body was not received; one that is too large is known by its length already."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        match request.META.get(FATE, BodyOutcome.RECEIVED):
            case BodyOutcome.SLOW:
                detail = _("The rest came too late. Nothing was saved: send it again.")
                return refused(request, "too_slow", _("This was sent too slowly"), detail)
            case BodyOutcome.CROWDED:
                return answer_of(request, CrowdedError())
            case BodyOutcome.NO_ROOM:
                return answer_of(request, NoRoomError())
            case BodyOutcome.TOO_LARGE:
                return too_large(request)
        return too_large(request) if announced_length(request.META) > most_bytes(request.path) else None


def too_large(request: HttpRequest) -> HttpResponse:
    detail = _("Files may not be larger than %(limit)d MB in total. Nothing was saved.")
    return refused(request, "too_large", _("This is too large"), detail % {"limit": limit_for(request.path)})


def refused(request: HttpRequest, code: str, heading: str, detail: str) -> HttpResponse:
    body = problem_body(code, detail)
    if request.path.startswith(API):
        return refusal(body)
    return render(request, "measures/refused.html", {"heading": heading, "detail": detail}, status=body["status"])
