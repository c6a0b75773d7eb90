"""Refuses a request that is too large by its announced length: neither memory nor disk is filled by its body."""

import time
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

MEGABYTE = 1_000_000
# Beside the files: all the fields of a form.
ROOM_FOR_TEXT = 3 * MEGABYTE
CHUNK = 1 << 16
# A client that is still sending when the connection ends never gets to read why.
LISTENING_SECONDS = 5.0


class LargeBodyMiddleware(MiddlewareMixin):
    """Answers 413 by the length that is announced; more than that the server does not hand on."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        most = settings.CBM_FILE_LIMIT_MB * MEGABYTE + ROOM_FOR_TEXT
        if not announced.isascii() or not announced.isdigit() or int(announced) <= most:
            return None
        listen_on(request)
        detail = _("Files of more than %(limit)d MB together are not taken. Nothing is saved.")
        detail %= {"limit": settings.CBM_FILE_LIMIT_MB}
        if request.path.startswith("/api/"):
            problem = {"type": "about:blank", "title": "Content Too Large", "status": 413, "code": "too_large"}
            return JsonResponse(problem | {"detail": detail}, status=413, content_type="application/problem+json")
        return render(
            request, "measures/refused.html", {"heading": _("This is too large"), "detail": detail}, status=413
        )


def listen_on(request: HttpRequest) -> None:
    """Let the sender go on for a while, and throw away what comes."""
    ends = time.monotonic() + LISTENING_SECONDS
    with suppress(OSError):
        while request.read(CHUNK) and time.monotonic() < ends:
            pass
