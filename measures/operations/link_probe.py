"""Checks whether a web address still answers: politely, briefly, and never inside a private network."""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from measures.models import LinkState

# Seconds for a whole check: ten of them end well within a task's time limit.
TIMEOUT = 15.0
MOST_REDIRECTS = 5
AGENT = "CBM-Tracker-link-check/1.0"
PORTS = {"http": 80, "https": 443}
# IPv6 assigns public addresses from this block only; the rest is local, wraps other addresses, or is reserved.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Special networks that Python's `ipaddress` does not know.
DOCUMENTATION = ipaddress.ip_network("3fff::/20")
RELAYS_OF_OLD = ipaddress.ip_network("192.88.99.0/24")
# The last four bytes are the IPv4 address behind it.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
# How servers refuse HEAD; a GET may succeed.
HEAD_REFUSED = (HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
NETWORK_FAULTS = (OSError, http.client.HTTPException, UnicodeError)


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """The result of a check, as a state and in the server's own terms."""

    state: LinkState
    text: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a check has to be over, all steps together, even if a server sends a byte now and then."""

    ends: float = field(default_factory=lambda: time.monotonic() + TIMEOUT)

    @property
    def seconds_left(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class NotPublicError(Exception):
    """This address is not checked: it is not a web address, or leads into a private network."""


def ask(url: str, *, private: bool = False) -> LinkAnswer:
    """The result of an address, or of where it redirects to; `private` lets a test check its own machine."""
    try:
        status = status_of(url, Deadline(), private=private)
    except NotPublicError as error:
        return LinkAnswer(LinkState.NOT_ASKED, str(error))
    except NETWORK_FAULTS as error:
        return LinkAnswer(LinkState.FAILS, type(error).__name__)
    if status in GONE:
        return LinkAnswer(LinkState.GONE, str(status))
    return LinkAnswer(LinkState.ANSWERS if status < HTTPStatus.MULTIPLE_CHOICES else LinkState.FAILS, str(status))


def status_of(url: str, deadline: Deadline, *, private: bool) -> int:
    """The last status on the way; each step is resolved and judged again."""
    for _ in range(MOST_REDIRECTS + 1):
        status, location = one_answer("HEAD", url, deadline, private=private)
        if status in HEAD_REFUSED:
            status, location = one_answer("GET", url, deadline, private=private)
        if not (HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST and location):
            return status
        url = urljoin(url, location)
    raise http.client.HTTPException


def one_answer(method: str, url: str, deadline: Deadline, *, private: bool) -> tuple[int, str]:
    """The status of one response, and where it redirects to; its body is not read."""
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError as error:
        raise NotPublicError("no web address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotPublicError("no web address")
    if port not in PORTS.values() and not private:
        raise NotPublicError("not a port of the web")
    place = resolve_host(parts.hostname, port, private=private)
    connection = Connection(parts.hostname, port, place, deadline, is_encrypted=parts.scheme == "https")
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            method, percent_encoded(path), headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        )
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def percent_encoded(path: str) -> str:
    """A path, percent-encoded."""
    return "".join(each if "!" <= each <= "~" else "".join(f"%{byte:02X}" for byte in each.encode()) for each in path)


def resolve_host(host: str, port: int, *, private: bool) -> str:
    """The IP address of a host; refused if any of its addresses is not public."""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(is_public(address) for address in found):
        raise NotPublicError("not a public address")
    return found[0]


def is_public(text: str) -> bool:
    """Whether an IP address is public, even if it wraps another one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and address not in RELAYS_OF_OLD
    wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if address in TRANSLATED:
        wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if wrapped:
        return is_public(str(wrapped))
    return address.is_global and address in GLOBAL_UNICAST and address not in DOCUMENTATION


class Connection(http.client.HTTPConnection):
    """Connects to the very address that was judged, so that DNS cannot point elsewhere the second time."""

    def __init__(self, host: str, port: int, place: str, deadline: Deadline, *, is_encrypted: bool) -> None:
        super().__init__(host, port)
        self.place, self.deadline = place, deadline
        self.wrap: Callable[[socket.socket], socket.socket] = encrypt(host) if is_encrypted else lambda plain: plain
        self.default_port = PORTS["https" if is_encrypted else "http"]

    def connect(self) -> None:
        plain = socket.create_connection((self.place, self.port), self.deadline.seconds_left)
        plain.settimeout(self.deadline.seconds_left)
        self.sock: Any = LimitedSocket(self.wrap(plain), self.deadline)


class LimitedSocket:
    """The socket methods that a connection needs, each within the deadline."""

    def __init__(self, inner: socket.socket, deadline: Deadline) -> None:
        self.inner, self.deadline = inner, deadline

    def sendall(self, content: bytes) -> None:
        self.inner.settimeout(self.deadline.seconds_left)
        self.inner.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(LimitedReader(self.inner, self.deadline))

    def close(self) -> None:
        self.inner.close()


class LimitedReader(io.RawIOBase):
    """Reads from a socket until the deadline."""

    def __init__(self, inner: socket.socket, deadline: Deadline) -> None:
        self.inner, self.deadline = inner, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.inner.settimeout(self.deadline.seconds_left)
        return self.inner.recv_into(buffer)


def encrypt(host: str) -> Callable[[socket.socket], socket.socket]:
    context = ssl.create_default_context()
    return lambda plain: context.wrap_socket(plain, server_hostname=host)
