"""A site of the web for tests, on a loopback address that is let through, and a listener on one that is not.

`site.pages` says how each path is answered. Whatever connects to the listener has got where nothing may lead.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from itertools import chain, repeat
from pathlib import Path
from select import select
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SITE, INSIDE = "127.0.0.2", "127.0.0.1"
HTML, XML = "text/html; charset=utf-8", "application/xml"

type Page = Callable[["Request"], None]
type Names = Callable[[Mapping[str, Sequence[Sequence[str]]]], list[str]]


class Request(BaseHTTPRequestHandler):
    """Answers as the site's page of that path does, and notes what was asked."""

    server: "Site"

    def do_GET(self) -> None:
        self.server.requests.append((self.command, self.path))
        self.server.headers_received.append(dict(self.headers.items()))
        self.server.pages.get(self.path.partition("?")[0], page("Not here.", status=404))(self)

    def do_POST(self) -> None:
        self.server.contents.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.do_GET()

    def do_CONNECT(self) -> None:
        """As a proxy does: pass on what comes from either side, until one of them hangs up."""
        self.server.requests.append((self.command, self.path))
        host, _, port = self.path.partition(":")
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        with socket.create_connection((host, int(port))) as other:
            sides = {self.connection: other, other: self.connection}
            while True:
                for side in select(list(sides), [], [])[0]:
                    content = side.recv(1 << 16)
                    if not content:
                        return
                    sides[side].sendall(content)

    def log_message(self, *words: Any) -> None:
        pass


class Site(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__((SITE, 0), Request)
        self.url = f"http://{SITE}:{self.server_port}"
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, str]] = []
        self.headers_received: list[Mapping[str, str]] = []
        self.contents: list[bytes] = []
        self.is_over = threading.Event()

    def handle_error(self, *words: Any) -> None:
        """Whoever fetches may hang up."""


class Listener:
    """Hears whether anything connects to the loopback address of the machine itself, at the site's own port."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_server((INSIDE, port))
        self.socket.setblocking(False)
        self.port, self.url = port, f"http://{INSIDE}:{port}"

    @property
    def heard(self) -> bool:
        try:
            self.socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site from which the tracker may fetch."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    settings.CBM_FETCH = True
    settings.CBM_FETCH_NETWORKS = [ip_network(SITE)]
    with Site() as made, serving(made):
        yield made


@contextmanager
def serving(made: Site) -> Iterator[None]:
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield
    made.is_over.set()
    made.shutdown()
    thread.join()


@pytest.fixture
def encrypted_site(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Another, by HTTPS, with a certificate that is believed."""
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(self_signed(SITE))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Site() as made, serving(made):
        made.socket = context.wrap_socket(made.socket, server_side=True, do_handshake_on_connect=False)
        made.url = made.url.replace("http:", "https:")
        yield made


def self_signed(address: str) -> bytes:
    """A key and a certificate of it for an IP address."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + made.public_bytes(pem)


@pytest.fixture
def listener(site: Site) -> Iterator[Listener]:
    """Hears nothing: the test fails otherwise."""
    made = Listener(site.server_port)
    yield made
    heard = made.heard
    made.socket.close()
    assert not heard


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Lets names lead to these addresses: at the first look, the second and so on. Gives the list of looks."""
    look_up, looks = socket.getaddrinfo, list[str]()

    def let_lead(places: Mapping[str, Sequence[Sequence[str]]]) -> list[str]:
        turns = {name: iter(each) for name, each in places.items()}

        def found(host: str, port: int, *rest: Any, **more: Any) -> Any:
            if host not in turns:
                return look_up(host, port, *rest, **more)
            looks.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(turns[host])]

        monkeypatch.setattr(socket, "getaddrinfo", found)
        return looks

    return let_lead


def page(body: str | bytes, kind: str = HTML, *, status: int = 200, **headers: str) -> Page:
    """Answers with a body; `Retry_After="60"` is a header."""
    content = body.encode() if isinstance(body, str) else body

    def answer(request: Request) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            request.send_header(name.replace("_", "-"), value.encode().decode("latin-1"))
        request.end_headers()
        request.wfile.write(content)

    return answer


def redirect(to: str, status: int = 301) -> Page:
    return page("", status=status, Location=to)


def unless_known(body: str | bytes, kind: str, etag: str) -> Page:
    """Answers with 304 to whoever has this version already."""

    def answer(request: Request) -> None:
        known = request.headers.get("If-None-Match") == etag
        (page("", status=304, ETag=etag) if known else page(body, kind, ETag=etag))(request)

    return answer


def in_turn(*pages: Page) -> Page:
    """Answers each time with the next of these, and with the last for good."""
    turns = chain(pages, repeat(pages[-1]))

    def answer(request: Request) -> None:
        next(turns)(request)

    return answer


def raw(*parts: bytes, endlessly: bool = False, pause: float = 0) -> Page:
    """Sends these bytes as they are, the last of them again and again, until the other side has enough."""

    def answer(request: Request) -> None:
        request.close_connection = True
        for part in parts:
            request.wfile.write(part)
        while endlessly and not request.server.is_over.wait(pause):
            request.wfile.write(parts[-1])

    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
