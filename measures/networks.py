"""Which addresses of the web are public: others are never fetched and never called, unless the settings let them be."""

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
# Names of no public host, by the standards that reserve them.
LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa")
# IPv6 assigns public addresses from this block only; the rest is local, wraps other addresses, or is reserved.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Special networks that Python's `ipaddress` does not know.
DOCUMENTATION = ipaddress.ip_network("3fff::/20")
RELAYS_OF_OLD = ipaddress.ip_network("192.88.99.0/24")
# The last four bytes are the IPv4 address behind it.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class NotPublicError(Exception):
    """This address is not fetched: it is not a web address, or leads into a private network."""


def split_address(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise NotPublicError("no web address") from error


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


def judged_addresses(host: str, port: int, *, through_proxy: bool, flags: int = 0) -> Sequence[str]:
    """The IP addresses of a host; refused if any of them is not public, or not let through by the settings."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
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


def refuse_never_public(url: str) -> None:
    """Refuse an address that is not public whatever the names of the world say: by its number, its name or its port."""
    host, port = host_and_port(split_address(url))
    try:
        judged_addresses(host, port, through_proxy=False, flags=socket.AI_NUMERICHOST)
    except OSError:
        # Which of the networks that are let through a name leads to, only those names say.
        if settings.CBM_FETCH_NETWORKS:
            return
        name = host.lower().rstrip(".")
        if "." not in name or name.endswith(LOCAL_NAMES):
            raise NotPublicError("a local name") from None
        if port not in PORTS.values():
            raise NotPublicError("not a port of the web") from None


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
