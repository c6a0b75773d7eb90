"""Whether the address of a feed was ever tried live: by an editor, or as it fell due; and who has not tried it."""

import time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import yaml
from django.db import IntegrityError, connection, transaction
from django.test import Client

from measures.errors import FetchingOffError, HostBusyError, NotAllowedError
from measures.library.load import load_content, load_library
from measures.library.read import LibraryError, parse_library
from measures.library.write import catalogue_of
from measures.models import TEAM, FetchOutcome, Report, Role
from measures.operations.clock import clock
from measures.operations.editing import revise
from measures.wings.intake import feed_reading
from measures.wings.intake.feed_reading import FEEDS, try_feed
from measures.wings.intake.models import Feed, FeedFetch
from measures.wings.intake.operations import FEED
from tests.at_once import Act, held
from tests.factories import give_role, make_feed, make_report, make_user
from tests.files import signed_in
from tests.servers import ROOT
from tests.sites import XML, Site, in_turn, page

EARLIER = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
NEVER = (None, "")
NEWS = (
    '<rss version="2.0"><channel><title>N</title><item><title>Fog bulletin</title>'
    "<link>https://example.org/fog</link></item></channel></rss>"
)


@pytest.fixture(autouse=True)
def no_pauses(settings: Any) -> None:
    settings.CBM_FETCH_HOST_PAUSE = 0


def tried(feed: Feed) -> tuple[datetime | None, str]:
    """When a feed was last tried, and what came of it."""
    feed.refresh_from_db()
    return feed.tried_at, feed.tried_outcome


def read_now(feed: Feed) -> None:
    Feed.objects.filter(pk=feed.pk).update(due_at=clock())
    FEEDS.plan(at=clock())
    FEEDS.fetch_waiting(until=time.monotonic() + 60)


@pytest.mark.django_db
def test_a_feed_that_an_editor_tries_is_tried_and_is_neither_read_nor_edited_by_that(site: Site) -> None:
    site.pages["/feed"] = page(NEWS, XML)
    feed = make_feed(make_report(), url=f"{site.url}/feed", is_on=False)
    assert tried(feed) == NEVER
    began = clock()

    try_feed(feed, by=make_user(Role.EDITOR))

    at, outcome = tried(feed)
    assert at and began < at <= clock()
    assert (outcome, feed.read_at, feed.version) == ("read", None, 1)


@pytest.mark.django_db
def test_a_trial_that_fails_counts_with_its_outcome_and_the_next_in_its_place(site: Site) -> None:
    site.pages["/feed"] = in_turn(page("", status=404), page(NEWS, XML))
    feed, editor = make_feed(make_report(), url=f"{site.url}/feed", is_on=False), make_user(Role.EDITOR)

    try_feed(feed, by=editor)
    first, failed = tried(feed)
    try_feed(feed, by=editor)

    second, succeeded = tried(feed)
    assert (failed, succeeded, feed.failing_since) == ("gone", "read", None)
    assert first and second and first < second


@pytest.mark.django_db
def test_a_feed_that_falls_due_is_tried_whatever_comes_of_it(site: Site) -> None:
    site.pages["/feed"] = in_turn(page(NEWS, XML), page("", status=403))
    feed = make_feed(make_report(), url=f"{site.url}/feed")

    read_now(feed)
    assert tried(feed) == (feed.read_at, "read")
    read_now(feed)

    assert tried(feed) == (feed.failing_since, "refused")


@pytest.mark.django_db
def test_what_is_refused_tries_nothing(site: Site, settings: Any) -> None:
    site.pages["/feed"] = page(NEWS, XML)
    feed, other = (make_feed(make_report(), url=f"{site.url}/{name}", is_on=False) for name in ("feed", "other"))
    elsewhere = give_role(make_user(), other.report)

    for person in (make_user(Role.READER), make_user(), elsewhere):
        with pytest.raises(NotAllowedError):
            try_feed(feed, by=person)
    assert signed_in(make_user()).post(f"/feeds/{feed.key}/preview/").status_code == 403
    assert signed_in(elsewhere).post(f"/feeds/{feed.key}/preview/").status_code == 403
    assert Client().post(f"/feeds/{feed.key}/preview/").status_code == 302
    assert signed_in(make_user(Role.EDITOR)).get(f"/feeds/{feed.key}/preview/").status_code == 405
    settings.CBM_FETCH = False
    with pytest.raises(FetchingOffError):
        try_feed(feed, by=make_user(Role.EDITOR))

    assert tried(feed) == NEVER and site.requests == []
    settings.CBM_FETCH = True
    try_feed(other, by=elsewhere)
    assert tried(other)[1] == "gone"


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"url": "https://example.org/other"}, {"kind": "links"}])
def test_a_feed_at_another_address_or_of_another_kind_was_never_tried(changes: dict[str, str]) -> None:
    feed = make_feed(make_report(), tried_at=EARLIER, tried_outcome="gone")

    revise(FEED, feed, changes=changes, by=make_user(Role.EDITOR))

    assert tried(feed) == NEVER


@pytest.mark.django_db
def test_a_feed_of_which_anything_else_is_edited_stays_tried() -> None:
    feed, editor = make_feed(make_report(), tried_at=EARLIER, tried_outcome="read"), make_user(Role.EDITOR)

    revise(FEED, feed, changes={"title": "Other", "wanted_words": ["fog"], "is_on": False}, by=editor)

    assert tried(feed) == (EARLIER, "read")


@pytest.mark.django_db(transaction=True)
def test_a_trial_of_an_address_that_is_edited_meanwhile_says_nothing_of_the_new_one(site: Site) -> None:
    site.pages["/feed"] = page(NEWS, XML)
    feed, editor = make_feed(make_report(), url=f"{site.url}/feed"), make_user(Role.EDITOR)

    with held(feed_reading, "fetch") as gate:
        trial = Act(lambda: try_feed(Feed.objects.get(), by=editor))
        gate.is_reached()
        revise(FEED, feed, changes={"url": f"{site.url}/new"}, by=editor)
        gate.opened.set()
        trial.ends()

    assert tried(feed) == NEVER


@pytest.mark.django_db(transaction=True)
def test_a_trial_that_ends_while_the_address_is_being_edited_waits_and_says_nothing_of_the_new_one(site: Site) -> None:
    site.pages["/feed"] = page(NEWS, XML)
    feed, editor = make_feed(make_report(), url=f"{site.url}/feed"), make_user(Role.EDITOR)

    with transaction.atomic():
        revise(FEED, feed, changes={"url": f"{site.url}/new"}, by=editor)
        trial = Act(lambda: try_feed(feed, by=editor))
        trial.waits()
    trial.ends()

    assert tried(feed) == NEVER


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_one_tries_and_the_other_is_told_to_wait(site: Site) -> None:
    site.pages["/feed"] = page(NEWS, XML)
    feed, editor = make_feed(make_report(), url=f"{site.url}/feed"), make_user(Role.EDITOR)

    with held(feed_reading, "fetch") as gate:
        first = Act(lambda: try_feed(Feed.objects.get(), by=editor))
        gate.is_reached()
        with pytest.raises(HostBusyError):
            try_feed(feed, by=editor)
        assert tried(feed) == NEVER
        gate.opened.set()
        first.ends()

    assert tried(feed)[1] == "read" and len(site.requests) == 1


@pytest.mark.django_db
def test_no_feed_has_an_outcome_that_was_never_tried() -> None:
    with pytest.raises(IntegrityError, match="feed_outcome_only_if_tried"), transaction.atomic():
        make_feed(make_report(), tried_outcome="read")


@pytest.mark.django_db
def test_pages_say_which_feeds_were_never_tried_and_what_came_of_the_others(site: Site) -> None:
    report = make_report()
    feed, _other = make_feed(report, url=f"{site.url}/gone", is_on=False), make_feed(report)
    make_feed(report, tried_at=EARLIER, tried_outcome="refused")
    reader, editor = signed_in(make_user()), signed_in(make_user(Role.EDITOR, time_zone="Asia/Shanghai"))

    before, listed = (reader.get(at).content.decode() for at in (f"/feeds/{feed.key}/", "/feeds/"))
    shown = editor.post(f"/feeds/{feed.key}/preview/").content.decode()
    after, listed_after = (reader.get(at).content.decode() for at in (f"/feeds/{feed.key}/", "/feeds/"))

    assert "Never tried live" in before and "Try it now" not in before
    assert (listed.count("Never tried live"), listed_after.count("Never tried live")) == (2, 1)
    assert "2 of 3 switched on, 0 failing." in listed
    assert "2 never tried live." in listed and "1 never tried live." in listed_after
    assert "2 November 2026, 09:30 UTC" in listed and "The site refuses" in listed
    for after_trial in (shown, after):
        assert "Never tried live" not in after_trial and "Nothing is there" in after_trial


@pytest.mark.django_db
def test_in_chinese_too() -> None:
    feed = make_feed(make_report())
    client = signed_in(make_user())

    for at in (f"/feeds/{feed.key}/", "/feeds/"):
        assert "从未实际尝试抓取" in client.get(at, headers={"accept-language": "zh-hans"}).content.decode()


def load(*feeds: dict[str, Any]) -> None:
    content = {
        "library": 1,
        "version": "1",
        "report": {
            "slug": "small",
            "title": {"en": "A small report"},
            "disclaimer": {"en": "Fictional."},
            "levels": {str(level): {"en": "A level"} for level in range(4)},
        },
        "feeds": list(feeds),
    }
    load_content(parse_library("small.yaml", yaml.safe_dump(content)))


def brought(title: str = "News", **fields: Any) -> dict[str, Any]:
    said = {"key": "news", "title": {"en": title}, "kind": "feed", "url": "https://example.org/news", "language": "en"}
    return said | fields


def written() -> dict[str, Any]:
    [feed] = catalogue_of(Report.objects.get(), TEAM)["feeds"]
    return dict(feed)


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{}, {"never_tried": True}, {"never_tried": False}])
def test_a_feed_that_a_library_brings_was_never_tried_here_whatever_it_says(fields: dict[str, bool]) -> None:
    load(brought(**fields))

    assert tried(Feed.objects.get()) == NEVER
    assert written() == brought(never_tried=True)


@pytest.mark.django_db
def test_a_library_says_it_of_no_feed_that_was_tried_and_takes_it_back_from_none() -> None:
    load(brought())
    Feed.objects.update(tried_at=EARLIER, tried_outcome="gone")

    assert written() == brought()
    load(brought("Notices", never_tried=True))

    feed = Feed.objects.get()
    assert (tried(feed), feed.title) == ((EARLIER, "gone"), "Notices")
    assert written() == brought("Notices")


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"url": "https://example.org/other"}, {"kind": "text"}])
def test_an_address_that_a_newer_library_brings_was_never_tried(fields: dict[str, str]) -> None:
    load(brought())
    Feed.objects.update(tried_at=EARLIER, tried_outcome="read")

    load(brought(**fields))

    assert tried(Feed.objects.get()) == NEVER


@pytest.mark.django_db
def test_a_library_says_yes_or_no_of_it() -> None:
    with pytest.raises(LibraryError, match="never_tried"):
        load(brought(never_tried="yes"))


@pytest.mark.django_db
def test_the_eight_pages_of_the_real_report_were_never_tried() -> None:
    load_library(ROOT / "fixtures/zhao-2020.yaml")

    feeds = catalogue_of(Report.objects.get(), TEAM)["feeds"]

    assert (len(feeds), {feed["party"] for feed in feeds}) == (8, {"CN", "US"})
    assert all(feed["never_tried"] for feed in feeds)
    assert not Feed.objects.exclude(tried_at=None, is_on=False).exists()


FILL_IN = import_module("measures.migrations.0073_feeds_that_were_tried").FILL_IN
LATER = EARLIER + timedelta(hours=6)


def fill_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL_IN)


def make_reading(feed: Feed, at: datetime, outcome: str = FetchOutcome.READ) -> None:
    FeedFetch.objects.create(feed=feed, due_at=at, ended_at=at, outcome=outcome)


@pytest.mark.django_db
def test_feeds_that_were_read_before_count_as_tried_after_an_upgrade() -> None:
    report = make_report()
    changed, failing = make_feed(report, read_at=LATER), make_feed(report, read_at=EARLIER, failing_since=LATER)
    for at, outcome in ((EARLIER, "read"), (LATER, "not_changed")):
        make_reading(changed, at, outcome)
    for at, outcome in ((LATER, "gone"), (LATER + timedelta(hours=1), "no_answer")):
        make_reading(failing, at, outcome)

    fill_in()

    assert tried(changed) == (LATER, "not_changed")
    assert tried(failing) == (LATER + timedelta(hours=1), "no_answer")


@pytest.mark.django_db
def test_feeds_whose_readings_are_forgotten_count_as_tried_by_what_they_say_themselves() -> None:
    report = make_report()
    read = make_feed(report, read_at=EARLIER)
    failing, never_read = (
        make_feed(report, read_at=EARLIER, failing_since=LATER),
        make_feed(report, failing_since=LATER),
    )

    fill_in()

    assert tried(read) == (EARLIER, "read")
    # Why it failed is kept nowhere.
    assert tried(failing) == tried(never_read) == (LATER, "")
    assert f"{LATER:%H:%M} UTC" in signed_in(make_user()).get(f"/feeds/{failing.key}/").content.decode()


@pytest.mark.django_db
def test_feeds_that_were_never_read_or_not_at_their_present_address_were_never_tried_after_an_upgrade() -> None:
    report, editor = make_report(), make_user(Role.EDITOR)
    never, waiting, moved = make_feed(report), make_feed(report), make_feed(report, read_at=LATER)
    FeedFetch.objects.create(feed=waiting, due_at=EARLIER)
    make_reading(moved, LATER)
    revise(FEED, moved, changes={"url": "https://example.org/moved"}, by=editor)

    fill_in()

    assert {tried(feed) for feed in (never, waiting, moved)} == {NEVER}


@pytest.mark.django_db
def test_readings_since_a_feed_has_moved_count_and_those_before_its_title_was_changed_do_too() -> None:
    report, editor = make_report(), make_user(Role.EDITOR)
    moved, renamed = make_feed(report), make_feed(report)
    revise(FEED, moved, changes={"url": "https://example.org/moved"}, by=editor)
    since = clock()
    make_reading(moved, since, "gone")
    make_reading(renamed, EARLIER)
    revise(FEED, renamed, changes={"title": "Other"}, by=editor)

    fill_in()

    assert (tried(moved), tried(renamed)) == ((since, "gone"), (EARLIER, "read"))
