"""Connections to the web that lead into no private network, take no more than a budget, and last no longer."""

import base64
import http.client
import io
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from measures.networks import PORTS, host_and_port, judged_addresses

# Seconds; where one address of a host does not answer, the next one may.
LONGEST_CONNECTING = 10.0


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

    def spend(self, size: int) -> None:
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
        self.sock: object = LimitedSocket(self.opened, self.budget)
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
        self.budget.spend(size)
        return size


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
