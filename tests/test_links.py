"""Addresses of sources are asked now and then, politely, and never inside anybody's own network."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from django.conf import settings as project

from measures.models import LinkCheck
from measures.operations import link_probe
from measures.operations.link_checks import check_link, links_due
from measures.operations.link_probe import LinkAnswer, ask, is_public
from measures.tasks import check_links
from tests.factories import make_evidence

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Server(BaseHTTPRequestHandler):
    """Answers as its path says, and remembers what it was asked."""

    requests: ClassVar[list[tuple[str, str]]] = []

    def do_HEAD(self) -> None:
        self.requests.append((self.command, self.path))
        word = self.path.strip("/").partition("?")[0]
        if word in ("drips", "dawdles"):
            self.answer_slowly(word)
            return
        status = 405 if word == "no-head" else int(word) if word.isdigit() else 302 if word in WHERE else 200
        self.send_response(status)
        if word in WHERE:
            self.send_header("Location", WHERE[word])
        self.end_headers()

    def answer_slowly(self, word: str) -> None:
        """Send one header that never ends, a letter at a time, or lead on after a while, to the same again."""
        self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /dawdles\r\n")
        for _ in range(50 if word == "drips" else 1):
            if self.server.is_over.wait(0.1):  # type: ignore[attr-defined]
                return
            self.wfile.write(b"a")
        self.wfile.write(b": 1\r\n\r\n")

    def do_GET(self) -> None:
        self.requests.append((self.command, self.path))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words: Any) -> None:
        pass


WHERE = {"moved": "/200", "round": "/round", "file": "file:///etc/passwd", "inside": "http://169.254.169.254/latest/"}


@pytest.fixture
def server() -> Iterator[str]:
    Server.requests.clear()
    with HTTPServer(("127.0.0.1", 0), Server) as made:
        made.is_over = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.is_over.set()  # type: ignore[attr-defined]
        made.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "state", "text"),
    [
        ("/200", "answers", "200"),
        ("/moved", "answers", "200"),
        ("/404", "gone", "404"),
        ("/410", "gone", "410"),
        ("/500", "fails", "500"),
        ("/429", "fails", "429"),
        ("/round", "fails", "HTTPException"),
        ("/file", "not_asked", "no web address"),
    ],
)
def test_an_address_answers_in_one_word(server: str, path: str, state: str, text: str) -> None:
    assert ask(f"{server}{path}", private=True) == LinkAnswer(state, text)  # type: ignore[arg-type]


def test_a_server_that_takes_no_head_is_asked_by_get(server: str) -> None:
    assert ask(f"{server}/no-head", private=True).state == "answers"
    assert Server.requests == [("HEAD", "/no-head"), ("GET", "/no-head")]


def test_letters_of_a_path_are_sent_as_bytes(server: str) -> None:
    assert ask(f"{server}/灯?q=a b", private=True).state == "answers"
    assert Server.requests == [("HEAD", "/%E7%81%AF?q=a%20b")]


@pytest.mark.parametrize("path", ["/drips", "/dawdles"])
def test_a_server_that_drips_or_leads_on_and_on_holds_nobody_past_the_deadline(
    server: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_probe, "TIMEOUT", 0.35)
    began = time.monotonic()

    assert ask(f"{server}{path}", private=True) == LinkAnswer("fails", "TimeoutError")  # type: ignore[arg-type]

    assert time.monotonic() - began < 3


def test_nothing_listens() -> None:
    assert ask("http://127.0.0.1:9/", private=True) == LinkAnswer("fails", "ConnectionRefusedError")  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0"])
def test_an_address_of_this_machine_is_not_asked(server: str, host: str) -> None:
    port = server.rpartition(":")[2]

    assert ask(f"http://{host}:{port}/200").state in ("not_asked", "fails")
    assert Server.requests == []


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://", "https://x:y/", "//no/scheme"]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    assert ask(url, private=True) == LinkAnswer("not_asked", "no web address")  # type: ignore[arg-type]


def test_a_name_that_leads_inside_is_refused_at_every_step(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lookups = {"public.example": "8.8.8.8", "inner.example": "10.0.0.7"}
    found = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.7", 80))]
    monkeypatch.setattr(
        link_probe.socket, "getaddrinfo", lambda host, port, **_: found if host == "both.example" else
        [(2, 1, 6, "", (lookups.get(host, host), port))],
    )  # fmt: skip
    connected = []
    monkeypatch.setattr(link_probe.socket, "create_connection", lambda place, timeout: connected.append(place))

    for url in ("http://inner.example/", "http://both.example/", "http://169.254.169.254/latest/meta-data/"):
        assert ask(url) == LinkAnswer("not_asked", "not a public address")  # type: ignore[arg-type]
    assert connected == []
    monkeypatch.setattr(link_probe, "one_answer", redirecting(link_probe.one_answer))
    assert ask("http://public.example/") == LinkAnswer("not_asked", "not a public address")  # type: ignore[arg-type]
    assert connected == []


def redirecting(parameters: Any) -> Any:
    """The first step leads on to an inner address; every other is really asked."""
    return lambda method, url, deadline, *, private: (
        (302, "http://inner.example/") if "public" in url else parameters(method, url, deadline, private=private)
    )


@pytest.mark.parametrize(
    ("index", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),
        ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:0a00:0001::", False),
        ("2a00:1450:4001::1", True), ("64:ff9b::808:808", True), ("::ffff:8.8.8.8", True), ("192.88.99.1", False),
        ("::127.0.0.1", False), ("::7f00:1", False), ("::808:808", False), ("fec0::1", False), ("5f00::1", False),
        ("::ffff:0:127.0.0.1", False), ("::ffff:0:8.8.8.8", False), ("64:ff9b:1::a00:1", False), ("100::1", False),
        ("3fff::1", False), ("2001:db8::1", False), ("4000::1", False), ("ff0e::1", False), ("255.255.255.255", False),
        ("240.0.0.1", False), ("198.18.0.1", False), ("192.0.2.1", False),
    ],
)  # fmt: skip
def test_which_numbers_are_public(index: str, public: bool) -> None:
    assert is_public(index) is public


@pytest.mark.parametrize(
    "url", ["http://8.8.8.8:22/", "https://8.8.8.8:8443/", "http://8.8.8.8:0/", "http://[::1]:6379/"]
)
def test_no_other_ports_are_asked_than_those_of_the_web(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(link_probe.socket, "create_connection", lambda *place: connected.append(place))

    assert ask(url).state == "not_asked"
    assert connected == []


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "http://8.8.8.8:443/", "https://8.8.8.8:80/"])
def test_the_ports_of_the_web_are_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected = []

    def refuse(place: tuple[str, int], _timeout: float) -> None:
        connected.append(place[1])
        raise ConnectionRefusedError

    monkeypatch.setattr(link_probe.socket, "create_connection", refuse)

    assert ask(url).state == "fails"

    assert connected[0] in (80, 443)


def answering(state: str) -> Any:
    return lambda url: LinkAnswer(state, "said")  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_address_that_fails_is_asked_after_1_2_4_days_up_to_30_and_anew_once_it_answers() -> None:
    source, waits, at = make_evidence(), [], NOW
    for _ in range(7):
        row = check_link(source, at=at, ask=answering("fails"))
        waits.append((row.due_at - at).days)
        at = row.due_at
    row = check_link(source, at=at, ask=answering("answers"))

    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert (row.failures, (row.due_at - at).days, row.state, row.answer) == (0, 30, "answers", "said")
    assert LinkCheck.objects.get() == row


@pytest.mark.django_db
def test_an_address_that_brings_down_whoever_asks_it_is_not_asked_first_again() -> None:
    source, other = (make_evidence(key=f"waits-{host}", url=f"https://{host}.example/") for host in ("a", "b"))

    def brought_down(url: str) -> LinkAnswer:
        raise SystemExit

    for days in (1, 2):
        at = NOW + days * DAY
        with pytest.raises(SystemExit):
            check_link(source, at=at, ask=brought_down)

    assert links_due(at=NOW + 2 * DAY) == [other]
    check_link(source, at=NOW, ask=answering("answers"))
    with pytest.raises(SystemExit):
        check_link(source, at=NOW + 30 * DAY, ask=brought_down)
    row = LinkCheck.objects.get(evidence=source)
    assert (row.state, row.answer, row.checked_at, row.due_at) == ("answers", "said", NOW, NOW + 31 * DAY)


@pytest.mark.django_db
def test_due_are_those_that_wait_and_never_two_of_one_host() -> None:
    # With keys of their own: sources that wait alike come in the order of their keys.
    of_one_host = [(f"waits-{index}", f"https://example.org/of-one-host/{index}") for index in (1, 2)]
    first, second = (make_evidence(key=key, url=url) for key, url in of_one_host)
    other = make_evidence(key="waits-3", url="https://example.net/")
    make_evidence(url="")

    assert links_due(at=NOW) == [first, other]
    check_link(first, at=NOW, ask=answering("answers"))
    assert links_due(at=NOW) == [second, other]
    for source in (second, other):
        check_link(source, at=NOW, ask=answering("gone"))
    assert links_due(at=NOW) == []
    assert links_due(at=NOW + DAY) == [second, other]


@pytest.mark.django_db
def test_the_task_asks_and_notes(server: str, settings: Any) -> None:
    source = make_evidence(url=f"{server}/404")

    check_links()
    assert LinkCheck.objects.get(evidence=source).state == "not_asked"
    assert Server.requests == []

    settings.CBM_LINK_CHECK_PRIVATE = True
    LinkCheck.objects.all().delete()
    check_links()
    assert LinkCheck.objects.get(evidence=source).state == "gone"


def test_a_laptop_asks_nobody_of_its_own_accord() -> None:
    assert project.CBM_LINK_CHECK is False
    assert "check-links" not in project.CELERY_BEAT_SCHEDULE
    assert {"sweep-files", "remove-stray-files"} <= set(project.CELERY_BEAT_SCHEDULE)
