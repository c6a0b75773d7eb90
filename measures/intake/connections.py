"""Connections to the web that lead into no private network, take no more than a budget, and last no longer."""

import base64
import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from django.conf import settings

PORTS = {"http": 80, "https": 443}
# Seconds; where one address of a host does not answer, the next one may.
LONGEST_CONNECTING = 10.0
# IPv6 assigns public addresses from this block only; the rest is local, wraps other addresses, or is reserved.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Special networks that Python's `ipaddress` does not know.
DOCUMENTATION = ipaddress.ip_network("3fff::/20")
RELAYS_OF_OLD = ipaddress.ip_network("192.88.99.0/24")
# The last four bytes are the IPv4 address behind it.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class NotPublicError(Exception):
    """This address is not fetched: it is not a web address, or leads into a private network."""


class TooLargeError(Exception):
    """An answer has more bytes than are taken."""


class Budget:
    """The time and the bytes that are left, all steps together, even if a server sends a byte now and then."""

    def __init__(self, *, seconds: float, size: int) -> None:
        self.ends = time.monotonic() + seconds
        self.size = self.bytes_left = size

    @property
    def seconds_left(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def take(self, size: int) -> None:
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise TooLargeError(f"more than {self.size} bytes")


class Connection(http.client.HTTPConnection):
    """Connects to the very addresses that were judged, so that DNS cannot point elsewhere the second time."""

    def __init__(self, parts: SplitResult, budget: Budget) -> None:
        host, port = host_and_port(parts)
        super().__init__(host, port)
        self.is_encrypted, self.budget = parts.scheme == "https", budget
        self.server_name, self.address = host, ""
        self.opened: socket.socket | None = None
        self.default_port = PORTS[parts.scheme]
        self.proxy = proxy_for(parts)
        self.places = [(address, port) for address in judged_addresses(host, port, through_proxy=bool(self.proxy))]
        if self.proxy:
            self.places = [(self.proxy.hostname or "", self.proxy.port or PORTS["http"])]
            if self.is_encrypted:
                self.set_tunnel(host, port, authorization(self.proxy))

    def connect(self) -> None:
        self.opened = connect_to_one(self.places, self.budget)
        # A proxy's address is not the site's.
        self.address = "" if self.proxy else str(self.opened.getpeername()[0])
        self.sock: Any = LimitedSocket(self.opened, self.budget)
        if self.is_encrypted:
            if self.proxy:
                self._tunnel()  # type: ignore[attr-defined]
            self.opened.settimeout(self.budget.seconds_left)
            self.opened = ssl.create_default_context().wrap_socket(self.opened, server_hostname=self.server_name)
            self.sock = LimitedSocket(self.opened, self.budget)

    def hang_up(self) -> None:
        """Close the socket, which `close` leaves open for the body that is still to be read."""
        self.close()
        if self.opened:
            self.opened.close()


class LimitedSocket:
    """The socket methods that a connection needs, each within the budget."""

    def __init__(self, inner: socket.socket, budget: Budget) -> None:
        self.inner, self.budget = inner, budget

    def sendall(self, content: bytes) -> None:
        self.inner.settimeout(self.budget.seconds_left)
        self.inner.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(LimitedReader(self.inner, self.budget))

    def close(self) -> None:
        """Leave it open: see `Connection.hang_up`."""


class LimitedReader(io.RawIOBase):
    """Reads from a socket within the budget."""

    def __init__(self, inner: socket.socket, budget: Budget) -> None:
        self.inner, self.budget = inner, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.inner.settimeout(self.budget.seconds_left)
        size = self.inner.recv_into(buffer)
        self.budget.take(size)
        return size


def host_and_port(parts: SplitResult) -> tuple[str, int]:
    """The host of a web address, in ASCII, and its port."""
    try:
        host = (parts.hostname or "").encode("idna").decode()
        port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError as error:
        raise NotPublicError("no web address") from error
    if parts.scheme not in PORTS or not host:
        raise NotPublicError("no web address")
    return host, port


def judged_addresses(host: str, port: int, *, through_proxy: bool) -> Sequence[str]:
    """The IP addresses of a host; refused if any of them is not public, or not let through by the settings."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        # Behind a proxy there may be no names of the world: then the proxy alone knows where they lead.
        if through_proxy:
            return []
        raise
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    for address in found:
        if is_let_through(address):
            continue
        if port not in PORTS.values():
            raise NotPublicError("not a port of the web")
        if not is_public(address):
            raise NotPublicError("not a public address")
    return found


def is_let_through(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    return any(address in network for network in settings.CBM_FETCH_NETWORKS)


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


def proxy_for(parts: SplitResult) -> SplitResult | None:
    """The proxy that the environment names for an address, if any."""
    named = getproxies().get(parts.scheme)
    if not named or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return urlsplit(named if "//" in named else f"//{named}")


def authorization(proxy: SplitResult) -> dict[str, str]:
    """The header by which the user whom the environment names passes a proxy."""
    if not proxy.username:
        return {}
    user = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(user.encode()).decode()}


def connect_to_one(places: Sequence[tuple[str, int]], budget: Budget) -> socket.socket:
    """A connection to the first of these places that answers."""
    for place in places[:-1]:
        try:
            return socket.create_connection(place, min(budget.seconds_left, LONGEST_CONNECTING))
        except OSError:
            continue
    return socket.create_connection(places[-1], budget.seconds_left)
