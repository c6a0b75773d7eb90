"""Refuses a request that is too large by its announced length: neither memory nor disk is filled by its body."""

import time
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from api.problems import problem, refusal

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
        limit = limit_for(request.path)
        most = limit * MEGABYTE + ROOM_FOR_TEXT
        if not announced.isascii() or not announced.isdigit() or int(announced) <= most:
            return None
        listen_on(request)
        detail = _("Files of more than %(limit)d MB together are not taken. Nothing is saved.")
        detail %= {"limit": limit}
        if request.path.startswith("/api/"):
            return refusal(problem("too_large", detail))
        return render(
            request, "measures/refused.html", {"heading": _("This is too large"), "detail": detail}, status=413
        )


def limit_for(path: str) -> int:
    """In megabytes: tables that are to be imported may be larger than the files of sources."""
    is_import = path.removeprefix("/api/v1") == "/imports/"
    return int(settings.CBM_TABLE_LIMIT_MB if is_import else settings.CBM_FILE_LIMIT_MB)


def listen_on(request: HttpRequest) -> None:
    """Let the sender go on for a while, and throw away what comes."""
    ends = time.monotonic() + LISTENING_SECONDS
    with suppress(OSError):
        while request.read(CHUNK) and time.monotonic() < ends:
            pass
