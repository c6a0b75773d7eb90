"""Whatever a site answers, fetching ends within its limits, says what came of it, and never reaches inside."""

import gzip
import socket
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import brotli
import pytest

from measures.errors import FetchingOffError
from measures.networks import is_public
from measures.wings.intake import web
from measures.wings.intake.web import FetchError, Limits, fetch, seconds_to_rest
from tests.sites import INSIDE, SITE, XML, Listener, Names, Page, Site, page, raw, redirect, unless_known

SMALL = Limits(bytes_received=100_000, bytes_unpacked=300_000)
SHORT = replace(SMALL, seconds=0.5)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def outcome_of(url: str, limits: Limits = SMALL) -> tuple[str, str]:
    with pytest.raises(FetchError) as raised:
        fetch(url, limits=limits)
    return raised.value.outcome, raised.value.detail


def test_an_answer_has_what_came_and_how(site: Site, settings: Any) -> None:
    settings.CBM_FETCH_CONTACT = "mailto:tracker@example.org"
    site.pages = {"/old": redirect("/灯?q=a b"), "/%E7%81%AF": page("Lamp.", Last_Modified="then")}

    answer = fetch(f"{site.url}/old", headers={"If-None-Match": '"1"'})

    assert (answer.url, answer.status, answer.body) == (f"{site.url}/灯?q=a b", 200, b"Lamp.")
    assert (answer.headers["last-modified"], answer.headers.get("ETag")) == ("then", None)
    assert site.requests == [("GET", "/old"), ("GET", "/%E7%81%AF?q=a%20b")]
    assert site.headers_received[1]["User-Agent"] == "CBM-Tracker/1.0 (+mailto:tracker@example.org)"
    assert site.headers_received[1]["If-None-Match"] == '"1"'
    first, last = answer.exchanges
    assert (first.status_line, first.address) == ("HTTP/1.0 301 Moved Permanently", SITE)
    assert (last.request_line, last.body) == ("GET /%E7%81%AF?q=a%20b HTTP/1.1", b"Lamp.")
    assert ("Host", f"{SITE}:{site.server_port}") in last.request_headers
    assert ("Last-Modified", "then") in last.headers


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.pages = {"/feed": unless_known("<feed/>", XML, '"7"')}

    etag = fetch(f"{site.url}/feed").headers["etag"]
    answer = fetch(f"{site.url}/feed", headers={"If-None-Match": etag})

    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        (raw(HEAD + b"\r\n", b"a", endlessly=True, pause=0.05), "too_slow", "more than 0.5 seconds"),
        (raw(b"HTTP/1.1 200 OK\r\nX-", b"a", endlessly=True, pause=0.05), "too_slow", "more than 0.5 seconds"),
        (raw(b"HTTP/1.1 100 Continue\r\n\r\n", endlessly=True), "too_large", "more than 100000 bytes"),
        (raw(HEAD + b"\r\n", b"a" * 9000, endlessly=True), "too_large", "more than 100000 bytes"),
        (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 999, endlessly=True), "too_large", "100000"),
        (raw(HEAD, b"X: y\r\n", endlessly=True), "no_answer", "got more than 100 headers"),
        (raw(HEAD + b"Content-Length: 999999999999\r\n\r\n", b"a" * 9000, endlessly=True), "too_large", "100000"),
        (raw(HEAD + b"Content-Length: 9\r\n\r\nabc"), "no_answer", "IncompleteRead"),
        (raw(b"SSH-2.0-OpenSSH\r\n"), "no_answer", "SSH-2.0"),
        (raw(b""), "no_answer", "closed connection without response"),
        (page(gzip.compress(bytes(9_000_000)), Content_Encoding="gzip"), "too_large", "300000 bytes when unpacked"),
        (page(zlib.compress(bytes(9_000_000)), Content_Encoding="deflate"), "too_large", "300000 bytes when unpacked"),
        (page(brotli.compress(bytes(9_000_000)), Content_Encoding="br"), "too_large", "300000 bytes when unpacked"),
        (page(gzip.compress(b"cut short", mtime=0)[:-9], Content_Encoding="gzip"), "not_readable", "ends early"),
        (page(brotli.compress(b"cut short")[:-3], Content_Encoding="br"), "not_readable", "ends early"),
        (page("No gzip.", Content_Encoding="gzip"), "not_readable", "Error -3"),
        (page("No brotli.", Content_Encoding="br"), "not_readable", "failed"),
        (page("?", Content_Encoding="gzip, gzip"), "not_readable", "Content-Encoding: gzip, gzip"),
        (page("Gone.", status=410), "gone", "410"),
        (page("Not for you.", status=403), "refused", "403"),
        (page("Broken.", status=500), "no_answer", "500"),
        (redirect("", 302), "no_answer", "302"),
    ],
)  # fmt: skip
def test_a_hostile_or_useless_answer_is_cut_off_and_named(site: Site, answer: Any, outcome: str, detail: str) -> None:
    site.pages = {"/": answer}

    found, told = outcome_of(f"{site.url}/", SHORT if outcome == "too_slow" else SMALL)

    assert (found, detail in told) == (outcome, True), told


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(b"Lamp." * 99, mtime=0), "gzip"), (zlib.compress(b"Lamp." * 99), "deflate"),
        (zlib.compress(b"Lamp." * 99)[2:-4], "deflate"), (brotli.compress(b"Lamp." * 99), "br"),
        (b"Lamp." * 99, "identity"),
    ],
)  # fmt: skip
def test_a_compressed_answer_is_unpacked_and_kept_as_it_came(site: Site, packed: bytes, encoding: str) -> None:
    site.pages = {"/": page(packed, Content_Encoding=encoding)}

    answer = fetch(f"{site.url}/", limits=SMALL)

    assert (answer.body, answer.exchanges[0].body) == (b"Lamp." * 99, packed)


def test_a_chain_of_redirects_is_followed_so_far(site: Site) -> None:
    site.pages = {f"/{step}": redirect(f"/{step + 1}") for step in range(9)} | {"/9": page("At last.")}

    assert fetch(f"{site.url}/4").body == b"At last."
    assert outcome_of(f"{site.url}/3") == ("too_many_redirects", "more than 5")
    assert site.requests[-1] == ("GET", "/8")


def test_all_redirects_together_take_no_more_bytes_and_time_than_one_answer(site: Site) -> None:
    def late(answer: Page) -> Page:
        return lambda request: (time.sleep(1.5), answer(request))[1]

    site.pages = {
        "/large": page("x" * 3000, status=302, Location="/whole"),
        "/whole": page("x" * 3000),
        "/slow": late(redirect("/late")),
        "/late": late(page("At last.")),
    }
    small, short = Limits(bytes_received=5000), Limits(seconds=2.5)

    assert fetch(f"{site.url}/whole", limits=small) and fetch(f"{site.url}/late", limits=short)
    assert outcome_of(f"{site.url}/large", small) == ("too_large", "more than 5000 bytes")
    assert outcome_of(f"{site.url}/slow", short) == ("too_slow", "more than 2.5 seconds")


def test_that_nothing_has_changed_is_no_answer_to_whoever_knows_nothing(site: Site) -> None:
    site.pages = {"/": page("", status=304)}

    assert outcome_of(f"{site.url}/") == ("no_answer", "HTTP/1.0 304 Not Modified")


def test_where_a_redirect_leads_is_written_without_control_characters(site: Site) -> None:
    site.pages = {"/": raw(b"HTTP/1.1 302 Found\r\nLocation: /a\0\x1b\x85b\r\n\r\n"), "/a%20%EF%BF%BDb": page("Here.")}

    assert fetch(f"{site.url}/").url == f"{site.url}/a \ufffdb"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), ("Sat, 28 Nov 2026 12:01:00 GMT", 60), ("Sat, 28 Nov 2026 11:00:00 GMT", 0),
        ("9" * 5000, web.LONGEST_REST), ("Sat, 28 Nov 2999 12:00:00 GMT", web.LONGEST_REST), ("soon", None), ("", None),
        ("-5", None), ("Mon, 01 Jan 2024 00:00:00 +99999999999999", None),
    ],
)  # fmt: skip
def test_how_long_a_site_wants_to_be_left_alone(header: str, seconds: int | None) -> None:
    assert seconds_to_rest(header, at=datetime(2026, 11, 28, 12, tzinfo=UTC)) == seconds


def test_too_many_requests_say_when_to_come_again(site: Site) -> None:
    site.pages = {"/": page("", status=429, Retry_After="60")}

    with pytest.raises(FetchError) as raised:
        fetch(f"{site.url}/")

    assert (raised.value.outcome, raised.value.status, raised.value.retry_after) == ("refused", 429, 60)


@pytest.mark.parametrize("path", ["/", "/latest/meta-data/"])
def test_a_redirect_into_the_machine_is_not_followed(site: Site, listener: Listener, path: str) -> None:
    site.pages = {"/": redirect(f"{listener.url}{path}")}

    assert outcome_of(f"{site.url}/") == ("not_public", "not a port of the web")


@pytest.mark.parametrize("host", [INSIDE, "localhost", "2130706433", "0", "127.1", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_an_address_of_this_machine_is_not_fetched(site: Site, listener: Listener, host: str) -> None:
    assert outcome_of(f"http://{host}:{site.server_port}/")[0] in ("not_public", "no_answer")


def test_a_name_is_looked_up_once_and_that_address_connected_to(site: Site, listener: Listener, names: Names) -> None:
    looks = names({"rebound.example": [[SITE], [INSIDE], [SITE], [INSIDE]]})
    address = f"http://rebound.example:{site.server_port}/"
    site.pages = {"/": page("The first look.")}

    assert fetch(address).body == b"The first look."
    assert looks == ["rebound.example"]
    assert outcome_of(address) == ("not_public", "not a port of the web")
    # A redirect to the same name is looked up, and judged, again.
    site.pages = {"/": redirect(address)}
    assert outcome_of(address) == ("not_public", "not a port of the web")
    assert site.requests == [("GET", "/")] * 2


def test_a_name_is_refused_if_any_of_its_addresses_is_inside(
    monkeypatch: pytest.MonkeyPatch, settings: Any, names: Names
) -> None:
    settings.CBM_FETCH, connected = True, list[Any]()
    names({"both.example": [["8.8.8.8", "10.0.0.7"]] * 2})
    monkeypatch.setattr(socket, "create_connection", lambda *place: connected.append(place))

    assert outcome_of("http://both.example/") == ("not_public", "not a public address")
    assert outcome_of("https://both.example:8443/") == ("not_public", "not a port of the web")
    assert connected == []


def test_where_one_address_of_a_host_does_not_answer_the_next_one_does(site: Site, settings: Any, names: Names) -> None:
    silent = "127.0.0.3"
    settings.CBM_FETCH_NETWORKS = [ip_network(silent), ip_network(SITE)]
    names({"two.example": [[silent, SITE]]})
    site.pages = {"/": page("Here.")}

    assert fetch(f"http://two.example:{site.server_port}/").exchanges[0].address == SITE


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://", "https://x:y/", "//no/scheme",
        "http://[::1/", f"http://{'a' * 70}.example/", "http://a..example/", "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_not_fetched(url: str, settings: Any) -> None:
    settings.CBM_FETCH = True

    assert outcome_of(url) == ("not_public", "no web address")


@pytest.mark.parametrize(
    ("address", "public"),
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
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_nothing_is_fetched_unless_it_is_switched_on(site: Site, settings: Any) -> None:
    settings.CBM_FETCH = False

    with pytest.raises(FetchingOffError):
        fetch(f"{site.url}/")

    assert site.requests == []


def test_what_is_not_encrypted_is_not_taken_for_it(site: Site) -> None:
    assert outcome_of(site.url.replace("http:", "https:"))[0] == "no_answer"


def test_what_is_encrypted_is_read_if_its_certificate_proves_whose_it_is(encrypted_site: Site, names: Names) -> None:
    names({"other.example": [[SITE]]})
    encrypted_site.pages = {"/": page("Sealed.")}

    assert fetch(f"{encrypted_site.url}/").body == b"Sealed."
    outcome, detail = outcome_of(encrypted_site.url.replace(SITE, "other.example"))
    assert (outcome, "Hostname mismatch" in detail) == ("no_answer", True)


def test_what_is_encrypted_goes_through_the_proxy_as_it_is(
    site: Site, encrypted_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", site.url)
    encrypted_site.pages = {"/": page("Sealed.")}

    answer = fetch(f"{encrypted_site.url}/")

    assert (answer.body, answer.exchanges[0].address) == (b"Sealed.", "")
    assert site.requests == [("CONNECT", encrypted_site.url.removeprefix("https://"))]
    assert "Proxy-Authorization" not in encrypted_site.headers_received[0]


def test_a_site_that_never_says_how_to_encrypt_is_cut_off(site: Site) -> None:
    with socket.create_server((SITE, 0)) as silent:
        url = f"https://{SITE}:{silent.getsockname()[1]}/"

        assert outcome_of(url, SHORT) == ("too_slow", "more than 0.5 seconds")


def test_a_proxy_of_the_environment_is_used_and_addresses_are_judged_all_the_same(
    site: Site, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.url.replace("//", "//me:pass@"))
    monkeypatch.setenv("no_proxy", "direct.example")
    site.pages = {"http://8.8.8.8/": page("By the proxy.")}

    answer = fetch("http://8.8.8.8/")

    assert (answer.body, answer.exchanges[0].address) == (b"By the proxy.", "")
    assert site.headers_received[0]["Host"] == "8.8.8.8"
    assert site.headers_received[0]["Proxy-Authorization"] == "Basic bWU6cGFzcw=="
    assert not any(name == "Proxy-Authorization" for name, _ in answer.exchanges[0].request_headers)
    assert outcome_of(f"{listener.url}/") == ("not_public", "not a port of the web")
    assert outcome_of("http://127.0.0.1/") == ("not_public", "not a public address")
    assert len(site.requests) == 1
