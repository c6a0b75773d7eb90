"""ETags: which version of a row an answer shows, and which version a caller has or wants to change.

An ETag is ``"<version>.<hash>"``: the version is raised by edits of the row's own fields only, the hash is of what this
reader is shown, so that it tells nothing of what is hidden. A list and a row that is not revised have the hash alone.
"""

import hashlib
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from measures.access import is_active

JSON = "application/json"
ANY = "*"
NO_VERSION = 0
# Answers differ by reader, whom a session or a token identifies.
VARIES_BY = ("Authorization", "Cookie")
# The headers for caches.
KEPT_HEADERS = ("Cache-Control", "Vary")


def etag_of(content: bytes, version: int | None = None) -> str:
    """The ETag of an answer with this content, and the version of the row that it shows."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def tagged_answer(request: Request, content: bytes, *, version: int | None = None) -> HttpResponse:
    """A row or a list as JSON with its ETag; 304 if the caller has it already."""
    return with_etag(request, HttpResponse(content, content_type=JSON), version=version)


def with_etag[Answer: HttpResponse](
    request: Request, response: Answer, *, version: int | None = None
) -> Answer | HttpResponse:
    """The answer with its ETag, or 304 Not Modified."""
    etag = etag_of(response.content, version)
    found = not_modified(response) if has_etag(request, etag) else response
    found.headers["ETag"] = etag
    return found


def not_modified(response: HttpResponse) -> HttpResponse:
    """A 304 with the caching headers of the answer that it stands for."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    found = HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    del found.headers["Content-Type"]
    return found


def has_etag(request: Request, etag: str) -> bool:
    """Whether If-None-Match names this ETag; a proxy that compresses answers may have made it weak."""
    if request.method not in SAFE_METHODS:
        return False
    etags = parse_etags(request.headers.get("If-None-Match", ""))
    return etags == [ANY] or etag in (each.removeprefix("W/") for each in etags)


def version_to_change(request: Request, current: int) -> int | None:
    """The version that If-Match names: the current one if it is among several, none without the header."""
    etags = parse_etags(request.headers.get("If-Match", ""))
    if not etags:
        return None
    if etags == [ANY]:
        return current
    versions = [version_in(etag) for etag in etags]
    return current if current in versions else versions[0]


def version_in(etag: str) -> int:
    """The number before the dot; an ETag without a dot names no version."""
    version = etag.removeprefix("W/").strip('"').split(".")[0]
    return int(version) if version.isdecimal() and len(version) < 10 else NO_VERSION


def is_signed_in(request: Request) -> bool:
    """Whether somebody is signed in; a bad token must not break an answer that was made without authentication."""
    try:
        return is_active(request.user)
    except AuthenticationFailed:
        return False


def limit_caching(request: Request, response: HttpResponse) -> None:
    """Make caches revalidate every time, and never share an answer that was made for one user."""
    patch_vary_headers(response, VARIES_BY)
    if "no-store" in response.get("Cache-Control", ""):
        return
    if is_signed_in(request):
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, no_cache=True)
