"""Compresses answers for clients that accept it.

A strong ETag is of the bytes that are sent, so that of a compressed answer ends with its coding: `"5.ab12-br"`. What a
request names is freed of that before anybody compares it: by what it received, a program reads again and changes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, parse_header_parameters
from django.utils.text import compress_sequence

BROTLI, GZIP = "br", "gzip"
CODINGS = (BROTLI, GZIP)
CODED = re.compile(r'-(?:br|gzip)(?=")')
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")
# Workbooks, pictures and other files are compressed already.
COMPRESSIBLE = re.compile(r"text/.+|.+[+/](?:json|xml|yaml|javascript)|application/(?:jsonl|vnd\.oai\.openapi)")
HTML = "text/html"
# Bytes, below which it is not worth it.
SMALLEST = 500
QUALITY = 4
# What a page reflects could be guessed letter by letter from its length, together with what it hides (BREACH).
RANDOM_BYTES = 100
WITHOUT_BODY = (204, 206, 304)


class CompressionMiddleware:
    """Stands before all others: they neither see a compressed answer, nor its ETag."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        received = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        for header in CONDITIONS:
            if header in request.META:
                request.META[header] = CODED.sub("", request.META[header])
        response = self.get_response(request)
        if response.status_code == 304:
            name_as_received(response, received)
        elif is_compressible(response):
            # Small answers say it too: whether one is small is not known where it has not been modified.
            patch_vary_headers(response, ["Accept-Encoding"])
            coding = coding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""), response_media_type(response))
            if coding and is_worth_it(response):
                compress(response, coding)
        return response


def name_as_received(response: HttpResponseBase, received: Iterable[str]) -> None:
    """Let a 304 name the ETag that the client has."""
    patch_vary_headers(response, ["Accept-Encoding"])
    same = (etag for etag in received if CODED.sub("", etag) == response.headers.get("ETag"))
    if etag := next(same, None):
        response.headers["ETag"] = etag


def response_media_type(response: HttpResponseBase) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip()


def is_compressible(response: HttpResponseBase) -> bool:
    if response.status_code in WITHOUT_BODY or response.has_header("Content-Encoding"):
        return False
    return COMPRESSIBLE.fullmatch(response_media_type(response)) is not None


def is_worth_it(response: HttpResponseBase) -> bool:
    return response.streaming or len(response.content) >= SMALLEST  # type: ignore[attr-defined]


def coding_for(accepted: str, media_type: str) -> str:
    """The coding that the client prefers, if any; for a page only one that can pad it to a random length."""
    weights = dict(map(coding_and_weight, accepted.lower().split(",")))
    weight_of = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in CODINGS}
    if media_type == HTML:
        del weight_of[BROTLI]
    best = max(weight_of, key=weight_of.__getitem__)
    return best if weight_of[best] > 0 else ""


def coding_and_weight(part: str) -> tuple[str, float]:
    """A coding with its weight: `gzip;q=0.5`."""
    name, parameters = parse_header_parameters(part)
    try:
        return name, float(parameters.get("q", 1))
    except ValueError:
        return name, 0.0


def compress(response: HttpResponseBase, coding: str) -> None:
    noise = RANDOM_BYTES if response_media_type(response) == HTML else None
    if isinstance(response, StreamingHttpResponse):
        parts: Any = response.streaming_content
        response.streaming_content = compressed(parts, coding, noise)
        del response.headers["Content-Length"]
    elif isinstance(response, HttpResponse):
        response.content = b"".join(compressed([response.content], coding, noise))
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = coding
    etag = str(response.headers.get("ETag", ""))
    if etag.startswith('"'):
        response.headers["ETag"] = f'{etag[:-1]}-{coding}"'


def compressed(parts: Iterable[bytes], coding: str, noise: int | None) -> Iterator[bytes]:
    """The same, part by part."""
    if coding == GZIP:
        yield from compress_sequence(parts, max_random_bytes=noise)
        return
    compressor = brotli.Compressor(quality=QUALITY)
    for part in parts:
        yield compressor.process(part)
    yield compressor.finish()
