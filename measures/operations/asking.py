"""Asks a web address whether it is still there: politely, briefly, and never inside anybody's own network."""

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

# Seconds for all of an ask, however it goes on: ten of them end well within the time limit of a task.
TIMEOUT = 15.0
MOST_REDIRECTS = 5
AGENT = "CBM-Tracker-link-check/1.0"
PORTS = {"http": 80, "https": 443}
# IPv6 has given out nothing else: what lies outside is local, wraps other addresses, or is yet to mean something.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# What Python does not know to be special.
DOCUMENTATION = ipaddress.ip_network("3fff::/20")
RELAYS_OF_OLD = ipaddress.ip_network("192.88.99.0/24")
# The last four bytes are an address of IPv4 that is reached through it.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
# What a server says to a HEAD that it does not want to answer; a GET may fare better.
HEAD_REFUSED = (HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
NETWORK_FAULTS = (OSError, http.client.HTTPException, UnicodeError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered, in a word and in its own terms."""

    state: LinkState
    text: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an ask has to be over, all of its steps together: a server that sends a byte now and then gets no more."""

    ends: float = field(default_factory=lambda: time.monotonic() + TIMEOUT)

    @property
    def seconds_left(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class NotPublicError(Exception):
    """This address is not asked: it is none of the web, or leads into a private network."""


def ask(url: str, *, private: bool = False) -> Answer:
    """The answer of an address, or of where it leads on to; `private` lets a test ask its own machine."""
    try:
        status = status_of(url, Deadline(), private=private)
    except NotPublicError as error:
        return Answer(LinkState.NOT_ASKED, str(error))
    except NETWORK_FAULTS as error:
        return Answer(LinkState.FAILS, type(error).__name__)
    if status in GONE:
        return Answer(LinkState.GONE, str(status))
    return Answer(LinkState.ANSWERS if status < HTTPStatus.MULTIPLE_CHOICES else LinkState.FAILS, str(status))


def status_of(url: str, deadline: Deadline, *, private: bool) -> int:
    """The status of the last answer on the way; each step is looked up and judged anew."""
    for _ in range(MOST_REDIRECTS + 1):
        status, location = one_answer("HEAD", url, deadline, private=private)
        if status in HEAD_REFUSED:
            status, location = one_answer("GET", url, deadline, private=private)
        if not (HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST and location):
            return status
        url = urljoin(url, location)
    raise http.client.HTTPException


def one_answer(method: str, url: str, deadline: Deadline, *, private: bool) -> tuple[int, str]:
    """The status of one answer, and where it leads on to; its body is not read."""
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError as error:
        raise NotPublicError("no web address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotPublicError("no web address")
    if port not in PORTS.values() and not private:
        raise NotPublicError("not a port of the web")
    place = place_of(parts.hostname, port, private=private)
    connection = Connection(parts.hostname, port, place, deadline, is_encrypted=parts.scheme == "https")
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, encoded(path), headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def encoded(path: str) -> str:
    """A path as it goes over the wire."""
    return "".join(each if "!" <= each <= "~" else "".join(f"%{byte:02X}" for byte in each.encode()) for each in path)


def place_of(host: str, port: int, *, private: bool) -> str:
    """The number under which a host is reached; refused if any of its numbers is not a public one."""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(is_public(number) for number in found):
        raise NotPublicError("not a public address")
    return found[0]


def is_public(number: str) -> bool:
    """Whether a number belongs to the open internet, also where it wraps another one."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and address not in RELAYS_OF_OLD
    wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if address in TRANSLATED:
        wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if wrapped:
        return is_public(str(wrapped))
    return address.is_global and address in GLOBAL_UNICAST and address not in DOCUMENTATION


class Connection(http.client.HTTPConnection):
    """Connects to the very number that was judged, so that a name cannot lead elsewhere the second time."""

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
    """What a connection needs of a socket, each step of it within the deadline."""

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
    """Reads of a socket what comes before the deadline."""

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
