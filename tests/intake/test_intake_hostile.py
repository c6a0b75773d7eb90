"""Hostile feeds and pages among good ones: each is cut off and named, the others are read, and nobody got inside."""

import gzip
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest

from measures.operations.clock import clock
from measures.wings.intake.feed_reading import FEEDS
from measures.wings.intake.models import Candidate, Feed, FeedKind
from measures.wings.intake.web import Limits
from tests.factories import make_feed, make_report
from tests.sites import INSIDE, SITE, XML, Listener, Names, Page, Site, page, raw, redirect

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n<rss>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
PAGE = "<html><head><title>{}</title></head><body>{}</body></html>"


def rss(title: str, *, declared: str = "", url: str = "https://example.org/1", ends: str = "</channel></rss>") -> Page:
    item = f"<item><title>{title}</title><link>{url}</link></item>"
    return page(f'<!DOCTYPE rss [{declared}]><rss version="2.0"><channel><title>Notices</title>{item}{ends}', XML)


def hostile_feeds(listener: Listener) -> Mapping[str, tuple[Page, str]]:
    """What is at each address, and what is to come of reading it."""
    return {
        "drips": (raw(OK, b" ", endlessly=True, pause=0.05), "too_slow"),
        "never-ends": (raw(OK, b"<item>" * 2000, endlessly=True), "too_large"),
        "gzip-bomb": (page(gzip.compress(bytes(5_000_000)), XML, Content_Encoding="gzip"), "too_large"),
        "brotli-bomb": (page(brotli.compress(bytes(5_000_000)), XML, Content_Encoding="br"), "too_large"),
        "leads-round": (redirect("/leads-round"), "too_many_redirects"),
        "leads-inside": (redirect(f"{listener.url}/feed"), "not_public"),
        "leads-to-a-file": (redirect("file:///etc/passwd"), "not_public"),
        "rebound": (redirect(f"http://rebound.example:{listener.port}/good"), "not_public"),
        "gone": (page("", status=410), "gone"),
        "is-a-page": (page(PAGE.format("Not found", "Not found.")), "not_readable"),
        "breaks-off": (rss("It breaks off", ends="<item><title>And th"), "read"),
        "names-a-file": (rss("Outside &e;", declared='<!ENTITY e SYSTEM "file:///etc/passwd">'), "read"),
        "names-an-address": (rss("Outside &e;", declared=f'<!ENTITY e SYSTEM "{listener.url}/e">'), "read"),
        "laughs": (rss("It laughs &l9;", declared=f'<!ENTITY l0 "ha">{LAUGHS}'), "read"),
        "has-a-long-title": (rss("Long " * 4000), "read"),
        "has-a-long-address": (rss("Long", url=f"https://example.org/{'x' * 5000}"), "read"),
        "good": (rss("A notice"), "read"),
    }


@pytest.mark.django_db
def test_every_hostile_answer_is_cut_off_and_named_and_stops_nothing_else(
    site: Site, listener: Listener, names: Names, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CBM_FETCH_HOST_PAUSE = 0
    monkeypatch.setattr(FEEDS, "limits", Limits(seconds=3, bytes_received=200_000, bytes_unpacked=400_000))
    names({"rebound.example": [[SITE], [INSIDE]]})
    feeds, report = hostile_feeds(listener), make_report()
    for path, (answer, _) in feeds.items():
        site.pages[f"/{path}"] = answer
        host = "rebound.example" if path == "rebound" else SITE
        make_feed(report, title=path, url=f"http://{host}:{site.server_port}/{path}", due_at=LONG_AGO)
    site.pages["/missing"] = page(PAGE.format("404", "<h1>Sorry</h1>"))
    make_feed(report, title="missing", kind=FeedKind.TEXT, url=f"{site.url}/missing", due_at=LONG_AGO)

    FEEDS.plan(at=clock())
    FEEDS.fetch_waiting(until=time.monotonic() + 60)

    outcomes = {feed.title: (feed.fetches.get().outcome, feed.failing_since is None) for feed in Feed.objects.all()}
    expected = {path: outcome for path, (_, outcome) in feeds.items()} | {"missing": "gone"}
    assert outcomes == {path: (outcome, outcome == "read") for path, outcome in expected.items()}
    titles = {row.feed.title: row.title for row in Candidate.objects.select_related("feed") if row.feed}
    assert titles.pop("has-a-long-title").startswith("Long Long")
    assert titles.pop("laughs").startswith("It laughs")
    assert titles == {
        "breaks-off": "It breaks off", "names-a-file": "Outside &e;", "names-an-address": "Outside &e;",
        "good": "A notice",
    }  # fmt: skip
