"""The real web server: bodies that come slowly, too large or without a length, and who is answered meanwhile."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from cbm_tracker.receiving import MOST_BODIES
from cbm_tracker.run import is_answering, web_server
from measures.models import AnnouncedDate, Evidence
from tests.conftest import process
from tests.factories import make_date, make_evidence, make_measure, make_report, make_token, make_user
from tests.faults.asking import Asking, asking
from tests.faults.processes import children_of
from tests.files import PDF
from tests.sites import SITE, Site, free_port, page

PATIENCE = 4.0
# As the system tells the state of a socket.
LISTENS = "0A"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def served(django_db_setup: None) -> Iterator[tuple[int, int]]:
    """Where the web server of `make run` listens, and the number of its process."""
    port = free_port()
    with process(*web_server(port), CBM_BODY_PATIENCE=str(PATIENCE)) as server:
        wait_until_ready(port, server)
        yield port, server.pid


def wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not is_answering(port):
        assert server.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.fixture
def port(served: tuple[int, int]) -> int:
    return served[0]


def listening_on(port: int) -> int:
    """How many processes of this machine take connections on a port."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    found = [(each[1].partition(":")[2], each[3]) for each in (line.split() for line in lines)]
    return found.count((f"{port:04X}", LISTENS))


def slow(port: int, address: str, length: int = 1_000_000) -> socket.socket:
    """A connection on which the first byte of a body came, and no other does."""
    connection = socket.create_connection(("127.0.0.1", port))
    head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken={'a' * 32}\r\nContent-Length: {length}"
    connection.sendall(f"{head}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nx".encode())
    return connection


def whole(connection: socket.socket, seconds: float) -> bytes:
    """All that is answered until the connection ends."""
    connection.settimeout(seconds)
    found = b""
    while piece := connection.recv(1 << 16):
        found += piece
    return found


def sent(port: int, method: str, address: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def seconds_for(port: int, path: str) -> float:
    began = time.monotonic()
    assert sent(port, "GET", path)[0] == 200
    return time.monotonic() - began


def test_pages_are_answered_while_two_hundred_slow_bodies_hang_and_these_are_cut(port: int) -> None:
    for _ in range(10):
        # Each process reads all of the program for its first request.
        seconds_for(port, "/")
    with ExitStack() as stack:
        addresses = ["/accounts/login/", "/api/v1/entries/"]
        hanging = [stack.enter_context(slow(port, addresses[index % 2])) for index in range(200)]
        began = time.monotonic()

        waited = [seconds_for(port, path) for path in ("/livez", "/", "/livez")]
        refused = [whole(each, PATIENCE + 20) for each in hanging]
        cut_after = time.monotonic() - began

    statuses = {answer.split()[1] for answer in refused}
    assert max(waited) < 2
    # Of those that one process has no room for, some may be told so at once.
    assert b"408" in statuses <= {b"408", b"503"}
    assert sum(b" 408 " in answer[:20] for answer in refused) >= MOST_BODIES
    assert cut_after < PATIENCE + 15
    assert sent(port, "POST", "/api/v1/entries/", b"{}", **{"Content-Type": "application/json"})[0] == 401


def test_a_body_that_comes_steadily_is_taken_however_long_it_takes(port: int) -> None:
    token, measure = make_token(make_user()), make_measure()
    development = {
        "report": measure.report.slug, "occurred": "2024", "title": "A notice", "narrative": "n" * 70_000,
        "track": "official", "claim": "reported", "bears_on": [{"on": measure.key, "direction": "away"}],
    }  # fmt: skip
    body = json.dumps(development).encode()
    head = (
        f"POST /api/v1/entries/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"
    )

    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        for start in range(0, len(body), 12_000):
            connection.sendall(body[start : start + 12_000])
            time.sleep(1)
        answer = whole(connection, 20)

    assert answer.startswith(b"HTTP/1.1 201"), answer[:500]


def test_a_body_without_a_length_is_read_too(port: int) -> None:
    token, key = make_token(make_user(role="editor")), make_date(make_report()).key
    pieces = iter([b'{"title": ', b'"Anew"}'])
    headers = {"Authorization": f"Bearer {token}", "If-Match": '"1.x"', "Content-Type": "application/json"}

    status, answer = sent(port, "PATCH", f"/api/v1/dates/{key}/", pieces, **headers)

    assert status == 200, answer
    assert AnnouncedDate.objects.get().title == "Anew"


def test_a_body_that_is_too_large_is_refused_to_whoever_is_still_sending(port: int) -> None:
    body = bytes(30_000_000)

    announced = sent(port, "POST", "/api/v1/evidence/", body, **{"Content-Type": "application/octet-stream"})
    pieces = sent(port, "POST", "/sources/new/", iter([body[: 1 << 20]] * 30))

    assert (announced[0], json.loads(announced[1])["code"]) == (413, "too_large")
    assert (pieces[0], b"25 MB" in pieces[1]) == (413, True)


def test_files_come_in_and_go_out_whole(port: int) -> None:
    key, token = make_evidence().key, make_token(make_user())
    content = PDF + bytes(3_000_000)
    fields = {"title": "Notice", "publisher": "Harbour office", "kind": "press", "grade": "B", "credibility": "2"}
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="file"; filename="n.pdf"\r\n\r\n' + content)
    form = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--x--\r\n"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=x"}

    status, made = sent(port, "POST", "/api/v1/evidence/", form, **headers)

    assert status == 201, made
    assert sent(port, "GET", json.loads(made)["file"]["url"].removeprefix(f"http://127.0.0.1:{port}")) == (200, content)
    assert Evidence.objects.exclude(key=key).count() == 1


def test_headers_and_addresses_arrive_as_they_were_sent(port: int) -> None:
    make_measure(code="DD-1", title="导弹")

    def ask(head: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"GET " + head + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return whole(connection, 20)

    assert b"DD-1" in ask(b"/measures/?q=%E5%AF%BC%E5%BC%B9 HTTP/1.1")
    assert b"DD-1" in ask("/measures/?q=导弹 HTTP/1.1".encode())
    assert b" 404 " in ask(b"/measures/%ff%00/ HTTP/1.1")[:20]
    assert b"content-language: zh-hans" in ask(b"/ HTTP/1.1\r\nAccept-Language: zh-hans").lower()
    assert b"mine" in ask(b"/livez HTTP/1.1\r\nX-Request-ID: mine")
    assert b"mine" not in ask(b"/livez HTTP/1.1\r\nX_Request_ID: mine")


def test_a_killed_process_is_replaced_while_the_other_answers(served: tuple[int, int], site: Site) -> None:
    port, pid = served
    before = children_of(pid)
    site.pages["/"] = page("A plain answer.")
    somebody, undisturbed = Asking(port, "/livez"), Asking(site.server_port, "/", SITE)

    with asking(somebody, undisturbed):
        # The replacement of the first alone is left to answer when the second is killed.
        for killed in before:
            os.kill(killed, signal.SIGKILL)
            deadline = time.monotonic() + 60
            while killed in children_of(pid) or listening_on(port) < len(before):
                assert time.monotonic() < deadline
                time.sleep(0.01)
        for _ in range(20):
            assert sent(port, "GET", "/livez")[0] == 200

    assert len(before) == len(children_of(pid)) == 2
    assert set(before).isdisjoint(children_of(pid))
    assert somebody.too_long(undisturbed) == []


def test_what_is_begun_is_answered_when_the_web_server_is_told_to_stop(django_db_setup: None) -> None:
    port = free_port()
    with ExitStack() as stack:
        server = stack.enter_context(process(*web_server(port)))
        wait_until_ready(port, server)
        hanging = stack.enter_context(slow(port, "/accounts/login/", length=2))

        server.terminate()
        time.sleep(1)
        hanging.sendall(b"y")

        assert b" 403 " in whole(hanging, 20)[:20]
        assert server.wait(20) == 0
    assert listening_on(port) == 0


def test_nobody_answers_for_a_web_server_that_was_killed(django_db_setup: None) -> None:
    port = free_port()
    with process(*web_server(port)) as server:
        wait_until_ready(port, server)
        server.kill()
        deadline = time.monotonic() + 20
        while listening_on(port):
            assert time.monotonic() < deadline
            time.sleep(0.1)
