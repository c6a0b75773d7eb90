"""The one way out to the web: politely, within limits, and never into a private network."""

import http.client
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urljoin

import brotli
from django.conf import settings
from django.utils.datastructures import CaseInsensitiveMapping

from measures.errors import FetchingOffError
from measures.models import FetchOutcome
from measures.networks import NotPublicError, split_address
from measures.wings.intake.connections import Budget, Connection, TooLargeError, authorization

CHUNK = 1 << 16
# Seconds; no site is left alone for longer, whatever it wishes.
LONGEST_REST = 30 * 86_400
ENDS_EARLY = "the compressed body ends early"
# The headers by which a request names the answer that we have already.
CONDITIONS = ("If-None-Match", "If-Modified-Since")
REDIRECTS = (301, 302, 303, 307, 308)
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
# The first that fits.
FAULTS: Mapping[type[Exception], FetchOutcome] = {
    NotPublicError: FetchOutcome.NOT_PUBLIC,
    TooLargeError: FetchOutcome.TOO_LARGE,
    zlib.error: FetchOutcome.NOT_READABLE,
    brotli.error: FetchOutcome.NOT_READABLE,
    OSError: FetchOutcome.NO_ANSWER,
    http.client.HTTPException: FetchOutcome.NO_ANSWER,
    ValueError: FetchOutcome.NO_ANSWER,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken of an answer, with all redirects that lead to it."""

    seconds: float = 30.0
    bytes_received: int = 10_000_000
    bytes_unpacked: int = 30_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response; the body is without the chunks it came in, but still compressed."""

    url: str
    # Of the host that was connected to; empty if a proxy was.
    address: str
    request_line: str
    request_headers: Sequence[tuple[str, str]]
    status: int
    status_line: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    at: datetime

    def header(self, name: str) -> str:
        """The value of a header; empty if there is none."""
        return ", ".join(value.strip() for each, value in self.headers if each.lower() == name.lower())


@dataclass(frozen=True)
class Answer:
    """What came from an address, at the end of its redirects."""

    url: str
    status: int
    body: bytes
    exchanges: Sequence[Exchange]

    @cached_property
    def headers(self) -> CaseInsensitiveMapping[str]:
        """The last headers, each on one line and without control characters."""
        last = self.exchanges[-1]
        return CaseInsensitiveMapping({name: on_one_line(last.header(name)) for name, _ in last.headers})

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")


class FetchError(Exception):
    """An address was not fetched: the outcome says why, the detail in the server's terms."""

    def __init__(
        self,
        outcome: FetchOutcome,
        detail: str = "",
        *,
        status: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(outcome, detail)
        self.outcome, self.detail = outcome, on_one_line(detail)[:300]
        # In seconds, where the site says so.
        self.status, self.retry_after = status, retry_after


def fetch(url: str, *, limits: Limits = Limits(), headers: Mapping[str, str] = NO_HEADERS) -> Answer:
    """What is at an address: an answer of 200 and the like, or 304 if asked for. Anything else is a FetchError."""
    budget = Budget(seconds=limits.seconds, size=limits.bytes_received)
    exchanges: list[Exchange] = []
    with faults_as_outcomes(limits):
        for _ in range(limits.redirects + 1):
            exchange = exchange_with(url, headers=headers, budget=budget)
            exchanges.append(exchange)
            location = exchange.header("Location")
            if exchange.status not in REDIRECTS or not location:
                refuse_failure(exchange)
                body = unpack_body(exchange.body, exchange.header("Content-Encoding"), most=limits.bytes_unpacked)
                return Answer(url, exchange.status, body, exchanges)
            url = urljoin(url, on_one_line(location.encode("latin-1").decode("utf-8", "replace")))
    raise FetchError(FetchOutcome.TOO_MANY_REDIRECTS, f"more than {limits.redirects}")


def post(url: str, content: bytes, *, limits: Limits, headers: Mapping[str, str]) -> Answer:
    """Send something to an address: an answer of 200 and the like, without its body. Anything else is a FetchError."""
    with faults_as_outcomes(limits):
        budget = Budget(seconds=limits.seconds, size=limits.bytes_received)
        exchange = exchange_with(url, headers=headers, budget=budget, content=content)
        if exchange.status in REDIRECTS:
            raise FetchError(FetchOutcome.REFUSED, exchange.status_line, status=exchange.status)
        refuse_failure(exchange)
        return Answer(url, exchange.status, b"", [exchange])


@contextmanager
def faults_as_outcomes(limits: Limits) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise FetchError(FetchOutcome.TOO_SLOW, f"more than {limits.seconds:g} seconds") from error
    except tuple(FAULTS) as error:
        outcome = next(outcome for kind, outcome in FAULTS.items() if isinstance(error, kind))
        raise FetchError(outcome, str(error) or type(error).__name__) from error


def exchange_with(url: str, *, headers: Mapping[str, str], budget: Budget, content: bytes | None = None) -> Exchange:
    """One request to the host of an address, which is judged before it is connected to, and its response.

    If it sends something, the body of the response is not read.
    """
    if not settings.CBM_FETCH:
        raise FetchingOffError
    parts = split_address(url)
    connection = Connection(parts, budget)
    at = datetime.now(UTC)
    target = percent_encoded((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    if connection.proxy and not connection.is_encrypted:
        target = f"http://{host_header(connection)}{target}"
        headers = {**headers, **authorization(connection.proxy)}
    method = "GET" if content is None else "POST"
    if content is not None:
        headers = {**headers, "Content-Length": str(len(content))}
    lines = [
        ("Host", host_header(connection)),
        ("User-Agent", user_agent()),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate, br"),
        *headers.items(),
        ("Connection", "close"),
    ]
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in lines:
            connection.putheader(name, value)
        connection.endheaders(content)
        response = connection.getresponse()
        return Exchange(
            url=url,
            address=connection.address,
            request_line=f"{method} {target} HTTP/1.1",
            request_headers=[line for line in lines if line[0] != "Proxy-Authorization"],
            status=response.status,
            status_line=f"HTTP/{response.version / 10:.1f} {response.status} {response.reason}",
            headers=response.getheaders(),
            body=read_body(response) if content is None else b"",
            at=at,
        )
    finally:
        connection.hang_up()


def host_header(connection: Connection) -> str:
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    return host if connection.port == connection.default_port else f"{host}:{connection.port}"


def percent_encoded(path: str) -> str:
    """A path, percent-encoded."""
    return "".join(each if "!" <= each <= "~" else "".join(f"%{byte:02X}" for byte in each.encode()) for each in path)


def user_agent() -> str:
    """By what name sites know who asks, and whom they can write to."""
    contact = f" (+{settings.CBM_FETCH_CONTACT})" if settings.CBM_FETCH_CONTACT else ""
    return f"{settings.CBM_FETCH_AGENT}{contact}"


def read_body(response: http.client.HTTPResponse) -> bytes:
    """The whole body of a response; that of a failure is not read."""
    body = bytearray()
    if response.status >= HTTPStatus.BAD_REQUEST:
        return b""
    while chunk := response.read(CHUNK):
        body += chunk
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


def refuse_failure(exchange: Exchange) -> None:
    """Refuse every answer but a success and “not modified”, which needs a request that named an earlier answer."""
    status = exchange.status
    was_asked = any(name in CONDITIONS for name, _ in exchange.request_headers)
    if status < HTTPStatus.MULTIPLE_CHOICES or (status == HTTPStatus.NOT_MODIFIED and was_asked):
        return
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        outcome = FetchOutcome.GONE
    elif HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        outcome = FetchOutcome.REFUSED
    else:
        outcome = FetchOutcome.NO_ANSWER
    rest = seconds_to_rest(exchange.header("Retry-After"), at=exchange.at)
    raise FetchError(outcome, exchange.status_line, status=status, retry_after=rest)


def seconds_to_rest(text: str, *, at: datetime) -> int | None:
    """For how long a site wants to be left alone, by its header: a number of seconds, or a moment."""
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_REST)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # A moment without a zone is in UTC, as all moments of HTTP are.
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - at).total_seconds()
    return int(min(max(seconds, 0), LONGEST_REST))


def unpack_body(body: bytes, encoding: str, *, most: int) -> bytes:
    """A body without its compression; refused if it would be larger than allowed."""
    encoding = encoding.lower()
    if encoding in ("", "identity") or not body:
        unpacked = body
    elif encoding == "br":
        unpacked = unpack_brotli(body, most + 1)
    elif encoding in ("gzip", "x-gzip", "deflate"):
        unpacked = unpack_deflate(body, most + 1)
    else:
        raise FetchError(FetchOutcome.NOT_READABLE, f"Content-Encoding: {encoding}")
    if len(unpacked) > most:
        raise TooLargeError(f"more than {most} bytes when unpacked")
    return unpacked


def unpack_brotli(body: bytes, most: int) -> bytes:
    unpacking = brotli.Decompressor()
    unpacked: bytes = unpacking.process(body, output_buffer_limit=most)
    if len(unpacked) < most and not unpacking.is_finished():
        raise FetchError(FetchOutcome.NOT_READABLE, ENDS_EARLY)
    return unpacked


def unpack_deflate(body: bytes, most: int) -> bytes:
    """A body in gzip or deflate; of the latter some servers send the bare stream, without its two bytes of header."""
    try:
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        unpacked = unpacking.decompress(body, most)
    except zlib.error:
        unpacking = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        unpacked = unpacking.decompress(body, most)
    if len(unpacked) < most and not unpacking.eof:
        raise FetchError(FetchOutcome.NOT_READABLE, ENDS_EARLY)
    return unpacked


def on_one_line(text: str) -> str:
    """A text of a server without line breaks and control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
