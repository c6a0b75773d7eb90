"""Feeds are read when they are due, once, one host at a time, and what is new there becomes candidates."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from measures.errors import HostBusyError
from measures.models import FetchHost, FetchOutcome, Role
from measures.operations.clock import clock
from measures.operations.editing import revise
from measures.tasks import tick
from measures.wings.intake.feed_reading import FEEDS, try_feed
from measures.wings.intake.fetching import Fetcher
from measures.wings.intake.items import FeedContent
from measures.wings.intake.models import Candidate, CandidateState, Feed, FeedFetch
from measures.wings.intake.operations import FEED
from measures.wings.intake.web import Answer
from tests.at_once import Act
from tests.factories import make_candidate, make_feed, make_report, make_user
from tests.files import signed_in
from tests.sites import XML, Page, Site, in_turn, page, unless_known

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_pauses(settings: Any) -> None:
    settings.CBM_FETCH_HOST_PAUSE = 0


def rss(*items: tuple[str, str]) -> str:
    entries = "".join(f"<item><title>{title}</title><link>{url}</link></item>" for url, title in items)
    return f'<rss version="2.0"><channel><title>Harbour news</title>{entries}</channel></rss>'


def news(*numbers: int) -> str:
    return rss(*((f"https://example.org/{number}?utm_source=rss", f"News {number}") for number in numbers))


def html(body: str) -> Page:
    return page(f"<!doctype html><html lang='en'><head><title>A page</title></head><body>{body}</body></html>")


def due_feed(site: Site, path: str = "/feed", **fields: Any) -> Feed:
    return make_feed(fields.pop("report", None) or make_report(), url=f"{site.url}{path}", due_at=LONG_AGO, **fields)


def read_all() -> None:
    FEEDS.plan(at=clock())
    FEEDS.fetch_waiting(until=time.monotonic() + 60)


def read_again(feed: Feed) -> FeedFetch:
    """Let a feed fall due and read it; what came of that."""
    Feed.objects.filter(pk=feed.pk).update(due_at=clock())
    read_all()
    feed.refresh_from_db()
    row = feed.fetches.first()
    assert row is not None
    return row


def titles() -> list[str]:
    return list(Candidate.objects.order_by("title").values_list("title", flat=True))


@pytest.mark.django_db
def test_a_feed_that_is_due_is_read_once_and_what_is_new_becomes_candidates(site: Site) -> None:
    site.pages["/feed"] = in_turn(page(news(1, 2), XML), page(news(2, 3), XML))
    feed = due_feed(site, read_every_hours=3)

    read_all()
    read_all()

    feed.refresh_from_db()
    row = feed.fetches.get()
    assert (row.outcome, row.status, row.items, row.candidates_made, row.attempts) == ("read", 200, 2, 2, 1)
    assert row.due_at == LONG_AGO and feed.read_at == row.ended_at and feed.due_at
    assert timedelta(hours=2.9) < feed.due_at - clock() <= timedelta(hours=3)
    candidate = Candidate.objects.get(title="News 1")
    assert (candidate.address, candidate.feed, candidate.fetch) == ("example.org/1", feed, row)
    assert (candidate.language, candidate.publisher, candidate.published) == ("en", "Harbour Office", None)

    assert read_again(feed).candidates_made == 1

    assert titles() == ["News 1", "News 2", "News 3"]


@pytest.mark.django_db
def test_an_item_comes_once_however_often_it_is_listed_and_does_not_come_back_when_it_is_forgotten(site: Site) -> None:
    site.pages["/feed"] = page(news(1, 1, 2), XML)
    feed = due_feed(site)
    read_all()
    assert titles() == ["News 1", "News 2"]
    longest_ago = clock() - timedelta(days=366)
    Candidate.objects.filter(title="News 1").update(state=CandidateState.DROPPED, decided_at=longest_ago)

    FEEDS.forget(at=clock())
    read_again(feed)

    assert titles() == ["News 2"]


@pytest.mark.django_db
def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.pages["/feed"] = unless_known(news(1), XML, '"v1"')
    feed = due_feed(site)
    read_all()

    row = read_again(feed)

    assert (row.outcome, row.status, row.items) == ("not_changed", 304, 0)
    assert site.headers_received[-1]["If-None-Match"] == '"v1"'
    assert feed.read_at == row.ended_at


@pytest.mark.django_db
def test_words_let_items_in_and_keep_them_out(site: Site) -> None:
    names = ["Missiles at sea", "Dismissile", "Missile film", "中国导弹试验", "Weather"]
    site.pages["/feed"] = page(rss(*((f"https://example.org/{name}", name) for name in names)), XML)
    feed = due_feed(site, wanted_words=["missile", "导弹"], unwanted_words=["FILM"])

    shown = try_feed(feed, by=make_user(Role.EDITOR))
    read_all()

    assert titles() == ["Missiles at sea", "中国导弹试验"]
    assert (sorted(item.title for item in shown.items), shown.kept_out) == (titles(), 3)


@pytest.mark.django_db
def test_what_other_words_kept_out_comes_in_though_the_feed_has_not_changed(site: Site) -> None:
    site.pages["/feed"] = unless_known(news(1, 2), XML, '"v1"')
    feed = due_feed(site, wanted_words=["news 1"])
    read_all()
    assert titles() == ["News 1"]

    revise(FEED, feed, changes={"wanted_words": ["news"]}, by=make_user(role=Role.EDITOR))
    read_again(feed)

    assert titles() == ["News 1", "News 2"]


@pytest.mark.django_db
def test_the_links_of_a_page_are_news_when_they_were_not_there_at_the_first_reading(site: Site) -> None:
    old, new = '<a href="https://example.org/a">Old</a>', '<a href="https://example.org/b">New statement</a>'
    site.pages["/page"] = in_turn(*(html(body) for body in (old, new + old, old)))
    feed = due_feed(site, "/page", kind="links")
    read_all()
    assert titles() == []

    read_again(feed)
    read_again(feed)

    assert titles() == ["New statement"]


@pytest.mark.django_db
def test_a_page_whose_text_changes_is_news_each_time_with_what_is_new_in_it(site: Site) -> None:
    one, two = "The harbour is open.", "The harbour is open.\nThe lights are on again."
    site.pages["/page"] = in_turn(*(page(text, "text/plain") for text in (one, two, one, two)))
    feed = due_feed(site, "/page", kind="text")
    read_all()

    for _ in range(3):
        read_again(feed)

    assert [candidate.text for candidate in Candidate.objects.all()] == ["The lights are on again."] * 2


@pytest.mark.django_db
def test_robots_are_heeded_for_pages_and_a_feed_is_there_for_programs(site: Site) -> None:
    site.pages |= {"/robots.txt": page("User-agent: *\nDisallow: /", "text/plain"), "/feed": page(news(1), XML)}
    report = make_report()
    feed, linked = due_feed(site, report=report), due_feed(site, "/page", kind="links", report=report)

    read_all()

    assert [row.outcome for row in (feed.fetches.get(), linked.fetches.get())] == ["read", "not_allowed"]
    assert [path for _, path in site.requests] == ["/feed", "/robots.txt"]


@pytest.mark.django_db
def test_failures_are_kept_and_the_feed_is_asked_ever_more_rarely_until_it_answers(site: Site) -> None:
    site.pages["/feed"] = in_turn(*[page("", status=500)] * 3, page(news(1), XML))
    feed = due_feed(site)
    read_all()
    feed.refresh_from_db()
    since = feed.failing_since
    assert feed.failures == 1 and feed.due_at and feed.due_at - clock() <= AN_HOUR

    row = read_again(feed)
    row = read_again(feed)

    assert (row.outcome, row.status, feed.failures, feed.failing_since) == (FetchOutcome.NO_ANSWER, 500, 3, since)
    assert 3.9 * AN_HOUR < feed.due_at - clock() <= 4 * AN_HOUR

    read_again(feed)

    assert (feed.failures, feed.failing_since, titles()) == (0, None, ["News 1"])


@pytest.mark.django_db
def test_a_host_that_wants_rest_gets_it_and_others_are_asked_meanwhile(site: Site) -> None:
    site.pages |= {"/feed": page("", status=429, Retry_After="7200"), "/other": page(news(1), XML)}
    report = make_report()
    feed, other = due_feed(site, report=report), due_feed(site, "/other", report=report)
    editor = make_user(Role.EDITOR)

    read_all()

    feed.refresh_from_db()
    row, waiting = feed.fetches.get(), other.fetches.get()
    assert (row.outcome, row.status) == ("refused", 429)
    assert 1.9 * AN_HOUR < feed.due_at - clock() <= 2 * AN_HOUR  # type: ignore[operator]
    assert (waiting.attempts, waiting.ended_at) == (0, None)
    with pytest.raises(HostBusyError):
        try_feed(other, by=editor)
    FetchHost.objects.update(free_at=clock())
    read_all()
    assert titles() == ["News 1"]


@pytest.mark.django_db
def test_a_claim_of_a_dead_worker_ends_by_itself_and_what_it_brings_later_is_not_kept(site: Site) -> None:
    site.pages["/feed"] = page(news(1), XML)
    feed = due_feed(site)
    FEEDS.plan(at=clock())
    claimed = FEEDS.claim(at=clock())
    assert claimed and FEEDS.claim(at=clock()) is None

    later = clock() + timedelta(minutes=6)
    again = FEEDS.claim(at=later)

    assert again and again.attempts == 2
    FEEDS.fetch(claimed)
    assert titles() == [] and feed.fetches.get().ended_at is None
    FEEDS.fetch(again)
    assert titles() == ["News 1"]
    FEEDS.fetch(again)
    assert len(site.requests) == 3 and feed.fetches.get().candidates_made == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_claim_two_rows(site: Site) -> None:
    report = make_report()
    for host in ("one.example", "two.example"):
        make_feed(report, url=f"https://{host}/", due_at=LONG_AGO)
    FEEDS.plan(at=clock())

    claimed: list[FeedFetch | None] = []
    with transaction.atomic():
        claimed.append(FEEDS.claim(at=clock()))
        Act(lambda: claimed.append(FEEDS.claim(at=clock()))).ends()

    assert {row.url for row in claimed if row} == {"https://one.example/", "https://two.example/"}


@pytest.mark.django_db
def test_a_fault_at_one_row_is_its_failure_and_the_others_are_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages |= {"/feed": page(news(1), XML), "/other": page(news(2), XML)}
    report = make_report()
    feed, other = due_feed(site, report=report), due_feed(site, "/other", report=report)
    read = FEEDS.read

    def read_or_fail(row: FeedFetch, answer: Answer) -> FeedContent:
        if row.feed_id == feed.pk:
            raise OverflowError("out of range")
        return read(row, answer)

    monkeypatch.setattr(FEEDS, "read", read_or_fail)
    read_all()

    row = feed.fetches.get()
    assert (row.outcome, row.detail, row.ended_at is None) == ("fault", "OverflowError", False)
    feed.refresh_from_db()
    assert feed.failing_since
    assert (other.fetches.get().outcome, titles()) == ("read", ["News 2"])


@pytest.mark.django_db
def test_a_feed_that_says_unasked_that_nothing_has_changed_is_not_read(site: Site) -> None:
    site.pages["/feed"] = page("", status=304)
    feed = due_feed(site)

    read_all()

    feed.refresh_from_db()
    assert (feed.fetches.get().outcome, feed.failures, feed.read_at) == ("no_answer", 1, None)
    assert feed.failing_since


@pytest.mark.django_db
def test_the_page_of_a_feed_tells_of_items_that_cannot_be_followed(site: Site) -> None:
    site.pages["/feed"] = page(rss(("https://example.org/1", "One"), ("javascript:alert(1)", "Two")), XML)
    feed = due_feed(site)
    editor = make_user(Role.EDITOR)

    read_all()

    assert (feed.fetches.get().items, try_feed(feed, by=editor).detail[-3:]) == (1, ": 1")
    shown = signed_in(editor).get(f"/feeds/{feed.key}/").content.decode()
    assert "without a title or an address that can be followed: 1" in shown


@pytest.mark.django_db
def test_what_kills_its_process_each_time_is_given_up(site: Site) -> None:
    feed = due_feed(site)
    FEEDS.plan(at=clock())
    for hours in range(Fetcher.most_attempts):
        assert FEEDS.claim(at=clock() + timedelta(hours=13 * hours))

    feed.fetches.update(next_attempt_at=clock())
    read_all()

    row = feed.fetches.get()
    assert (row.outcome, row.detail) == ("no_answer", "Its process ended at each attempt.")
    assert row.ended_at and site.requests == []


@pytest.mark.django_db
def test_a_feed_that_was_switched_off_or_moved_meanwhile_is_not_read_into(site: Site) -> None:
    site.pages |= {"/feed": page(news(1), XML), "/new": page(news(2), XML)}
    feed = due_feed(site)
    FEEDS.plan(at=clock())
    claimed = FEEDS.claim(at=clock())
    assert claimed
    editor = make_user(role=Role.EDITOR)
    revise(FEED, feed, changes={"url": f"{site.url}/new"}, by=editor)

    FEEDS.fetch(claimed)
    feed.fetches.update(next_attempt_at=None)
    read_all()
    revise(FEED, feed, changes={"is_on": False}, by=editor)
    read_all()

    assert titles() == ["News 2"] and len(site.requests) == 2


@pytest.mark.django_db
def test_nothing_is_fetched_unless_it_is_switched_on(site: Site, settings: Any) -> None:
    due_feed(site)
    settings.CBM_FETCH = False

    tick()

    assert not FeedFetch.objects.exists() and site.requests == []


@pytest.mark.django_db
def test_a_tick_plans_and_wakes_a_worker_who_reads(site: Site, settings: Any) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    site.pages["/feed"] = page(news(1), XML)
    due_feed(site)

    tick()

    assert titles() == ["News 1"]


@pytest.mark.django_db
def test_old_readings_and_dropped_candidates_are_forgotten_and_others_kept() -> None:
    report, at = make_report(), clock()
    feed = make_feed(report)
    old, recent = (
        FeedFetch.objects.create(feed=feed, due_at=at - timedelta(days=days), ended_at=at) for days in (91, 89)
    )
    for days in (366, 364):
        decided: Any = {"decided_at": at - timedelta(days=days), "decided_by": make_user()}
        make_candidate(report, title=f"Dropped {days}", state=CandidateState.DROPPED, feed=feed, fetch=old, **decided)
    make_candidate(report, title="Waiting", found_at=LONG_AGO)

    FEEDS.forget(at=at)

    assert titles() == ["Dropped 364", "Waiting"]
    assert list(FeedFetch.objects.all()) == [recent]
