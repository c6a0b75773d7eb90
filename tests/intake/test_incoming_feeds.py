"""Feeds that are read for a report: what editors do with them, and what a library brings."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.test import Client

from measures.errors import FeedRemovedError, FetchingOffError, NotAllowedError, VersionConflictError
from measures.library.load import load_content
from measures.library.read import LibraryError, parse_library
from measures.library.write import catalogue_of
from measures.models import TEAM, Party, Report, Role
from measures.operations.catalogue import LoadTally
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft
from measures.operations.editing import add_row, revise
from measures.tasks import tick
from measures.wings.intake.feed_reading import try_feed
from measures.wings.intake.models import Candidate, Feed, FeedKind
from measures.wings.intake.operations import FEED, remove_feed
from measures.wings.intake.tasks import fetch_waiting
from tests.factories import get, log, make_feed, make_measure, make_party, make_report, make_user
from tests.sites import XML, Site, page

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
NEWS = "https://example.org/news.atom"
NEW = {"title": "News", "url": NEWS, "language": "en"}


def faults_of(act: Any, *args: Any, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        act(*args, **values)
    faults: dict[str, list[str]] = refused.value.message_dict
    return faults


def test_a_feed_is_read_once_an_editor_switches_it_on() -> None:
    report, editor = make_report(), make_user(Role.EDITOR)

    feed = add_row(FEED, report, values=NEW, by=editor)

    assert not Feed.objects.due(at=clock()).exists()
    switched_on = revise(FEED, feed, changes={"is_on": True}, version=1, by=editor)
    assert Feed.objects.due(at=clock()).get() == feed
    assert (switched_on.version, switched_on.added_by) == (2, editor)
    revise(FEED, feed, changes={"is_on": False}, by=editor)
    assert Feed.objects.get().due_at is None


def test_only_editors_add_and_change_feeds() -> None:
    feed, contributor = make_feed(make_report()), make_user()

    for act in (
        lambda: add_row(FEED, feed.report, values=NEW, by=contributor),
        lambda: revise(FEED, feed, changes={"is_on": False}, by=contributor),
        lambda: remove_feed(feed, by=contributor, at=AT),
    ):
        with pytest.raises(NotAllowedError):
            act()

    assert Feed.objects.get().is_on


def test_all_that_is_wrong_with_a_feed_is_named() -> None:
    report, editor = make_report(), make_user(Role.EDITOR)
    add_row(FEED, report, values=NEW, by=editor)

    again = faults_of(add_row, FEED, report, values=NEW, by=editor)
    wrong = NEW | {"title": "", "url": "ftp://example.org/", "kind": "mail", "party": "NO", "read_every_hours": 700}

    assert again == {"url": ["This address is read for this report already."]}
    assert faults_of(add_row, FEED, report, values=wrong, by=editor).keys() == {
        "title", "url", "kind", "party", "read_every_hours"
    }  # fmt: skip
    assert Feed.objects.count() == 1


def test_a_feed_at_a_new_address_is_read_anew() -> None:
    party = make_party()
    feed = make_feed(make_report(), etag="x", failing_since=AT, failures=3, last_text="old", party=party)

    revise(FEED, feed, changes={"url": NEWS, "party": "", "wanted_words": ["fog"]}, by=make_user(Role.EDITOR))

    feed.refresh_from_db()
    assert (feed.etag, feed.failing_since, feed.failures, feed.last_text) == ("", None, 0, "")
    assert (feed.due_at and feed.due_at <= clock(), feed.party, feed.wanted_words, feed.version) == (
        True, None, ["fog"], 2,
    )  # fmt: skip


def test_what_somebody_else_has_changed_is_not_changed_over() -> None:
    feed = make_feed(make_report(), version=2)

    with pytest.raises(VersionConflictError):
        revise(FEED, feed, changes={"title": "Other"}, version=1, by=make_user(Role.EDITOR))


def test_a_removed_feed_is_read_no_longer_and_its_address_is_free() -> None:
    feed, editor = make_feed(make_report(), url=NEWS), make_user(Role.EDITOR)

    remove_feed(feed, by=editor, at=AT)

    assert not Feed.objects.standing().exists()
    with pytest.raises(FeedRemovedError):
        revise(FEED, feed, changes={"is_on": True}, by=editor)
    assert add_row(FEED, feed.report, values=NEW, by=editor).url == NEWS


def test_an_editor_sees_what_would_come_in_and_nothing_is_kept(site: Site, settings: Any) -> None:
    settings.CBM_FETCH_HOST_PAUSE = 0
    link = "<a href='https://example.org/fog'>Fog signals resume</a>"
    site.pages["/news"] = page(f"<html lang='en'><body>{link}<a href='https://example.org/menu'>Menu</a></body></html>")
    feed = make_feed(make_report(), url=f"{site.url}/news", kind="links", unwanted_words=["menu"], is_on=False)
    editor = make_user(Role.EDITOR)

    found = try_feed(feed, by=editor)
    feed.url = f"{site.url}/gone"
    gone = try_feed(feed, by=editor)

    assert ([item.title for item in found.items], found.kept_out) == (["Fog signals resume"], 1)
    assert (gone.outcome, list(gone.items)) == ("gone", [])
    assert not Candidate.objects.exists()
    settings.CBM_FETCH = False
    with pytest.raises(FetchingOffError):
        try_feed(feed, by=editor)


def test_a_side_whose_pages_cannot_be_read_is_named_beside_nothing_found(client: Client) -> None:
    measure = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"])
    log(
        measure,
        assessments=[AssessmentDraft(on=measure.key, about="NORTHSHORE", nothing="nothing_found")],
    )
    north, south = (Party.objects.get(code=code) for code in measure.party_codes)
    long_ago = clock() - timedelta(days=2)
    failing = [
        make_feed(measure.report, party=north, failing_since=long_ago, is_on=is_on, url=f"https://example.org/{is_on}")
        for is_on in (True, False)
    ]
    make_feed(measure.report, party=north)
    make_feed(measure.report, party=south, failing_since=clock())
    make_feed(make_report(), party=south, failing_since=long_ago)
    words = "pages of Northshore cannot be read from here"

    def is_named(address: str) -> bool:
        return words in client.get(address).content.decode()

    of_measure, method = f"/measures/{measure.key}/", f"/reports/{measure.report.slug}/codebook/"
    assert is_named(of_measure)
    assert not is_named(f"{of_measure}?as_of=2025")
    page = client.get(method).content.decode()
    assert "official pages of Northshore" in page
    assert "example.org/True" not in page
    assert get(f"reports/{measure.report.slug}/")["unreadable_sides"] == ["NORTHSHORE"]
    Feed.objects.filter(pk=failing[0].pk).update(failing_since=None, read_at=clock())
    assert not is_named(of_measure)


def load(*feeds: dict[str, Any]) -> LoadTally:
    """Load a report that has nothing but a party and these feeds."""
    content = {
        "library": 1,
        "version": "1",
        "report": {
            "slug": "small",
            "title": {"en": "A small report"},
            "disclaimer": {"en": "Fictional."},
            "levels": {str(level): {"en": "A level"} for level in range(4)},
        },
        "parties": [{"code": "NORTHSHORE", "name": {"en": "North Shore"}, "kind": "state"}],
        "feeds": list(feeds),
    }
    return load_content(parse_library("small.yaml", yaml.safe_dump(content)))["feeds"]


def brought(key: str = "news", title: str = "News", **fields: Any) -> dict[str, Any]:
    return {"key": key, "title": {"en": title}, "kind": "feed", "url": NEWS, "language": "en", **fields}


def test_a_library_brings_feeds_switched_off_and_takes_them_back() -> None:
    page = brought("page", kind="links", url="https://example.org/page", party="NORTHSHORE", read_every_hours=24)

    assert load(brought(wanted_words=["fog"]), page).added == 2
    assert load(brought(wanted_words=["fog"]), page).unchanged == 2
    assert load(brought(title="Notices"), page).changed == 1
    feeds = Feed.objects.order_by("key")
    assert [(feed.key, str(feed), feed.kind, feed.party_id, feed.is_on) for feed in feeds] == [
        ("small-news", "Notices", FeedKind.FEED, None, False),
        ("small-page", "News", FeedKind.LINKS, "NORTHSHORE", False),
    ]
    assert catalogue_of(Report.objects.get(), TEAM)["feeds"][1] == page | {"never_tried": True}
    assert load(page).withdrawn == 1
    assert [feed.key for feed in Feed.objects.standing()] == ["small-page"]
    load(brought(), page)
    assert Feed.objects.standing().count() == 2


def test_what_people_did_with_a_feed_of_a_library_stays() -> None:
    load(brought(), brought("gone", url="https://example.org/gone"))
    news, gone = Feed.objects.get(key="small-news"), Feed.objects.get(key="small-gone")
    editor = make_user(Role.EDITOR)
    revise(FEED, news, changes={"title": "Ours", "is_on": True}, by=editor)
    remove_feed(gone, by=editor, at=AT)
    add_row(FEED, news.report, values=NEW | {"title": "Theirs", "url": "https://example.org/two"}, by=editor)

    load(
        brought(title="Theirs", publisher={"en": "Office"}),
        brought("gone", url="https://example.org/gone"),
        brought("two", url="https://example.org/two"),
    )

    news.refresh_from_db()
    assert (news.title, news.publisher, news.is_on) == ("Ours", "Office", True)
    assert Feed.objects.standing().count() == 2
    load()
    assert Feed.objects.standing().count() == 2


@pytest.mark.parametrize(
    ("fields", "is_read_anew"),
    [({"title": {"en": "Notices"}}, False), ({"url": "https://example.org/other"}, True), ({"kind": "text"}, True)],
)
def test_a_newer_library_has_a_feed_read_anew_only_at_another_address_or_as_another_kind(
    fields: dict[str, Any], is_read_anew: bool
) -> None:
    load(brought())
    Feed.objects.update(read_at=AT, failing_since=AT, failures=1, etag="x", last_text="old")

    load(brought() | fields)

    feed = Feed.objects.get()
    # Even so the site has to send all of it again: other words may let in what the old ones kept out.
    assert (feed.etag, feed.version) == ("", 2)
    found = (feed.read_at, feed.failing_since, feed.failures, feed.last_text)
    assert found == ((None, None, 0, "") if is_read_anew else (AT, AT, 1, "old"))


def test_a_feed_of_an_unknown_party_is_refused_with_its_line() -> None:
    with pytest.raises(LibraryError, match=r"line \d+.*NOWHERE"):
        load(brought(party="NOWHERE"))


def test_from_an_empty_report_to_a_feed_that_is_read(site: Site, settings: Any, client: Client) -> None:
    settings.CBM_FETCH_HOST_PAUSE = 0
    site.pages["/feed"] = page(
        '<rss version="2.0"><channel><title>N</title><item><title>Fog bulletin</title>'
        "<link>https://example.org/fog</link></item></channel></rss>",
        XML,
    )
    measure = make_measure(make_report(), parties=["NORTHSHORE", "SOUTHSHORE"])
    client.force_login(make_user(Role.EDITOR, language="zh-hans"))
    fields = {"title": "Bulletins", "url": f"{site.url}/feed", "kind": "feed", "language": "en", "party": "NORTHSHORE"}

    wrong = client.post("/feeds/new/", {**fields, "read_every_hours": 0, "wanted_words": "fog，雾, fog"})
    added = client.post("/feeds/new/", {**fields, "read_every_hours": 3, "wanted_words": "fog，雾, fog"})
    row = Feed.objects.get()
    shown = client.post(f"/feeds/{row.key}/preview/").content.decode()
    client.post(f"/feeds/{row.key}/switch/", {"on": ""})
    tick()
    fetch_waiting()

    assert (wrong.status_code, added["Location"]) == (400, f"/feeds/{row.key}/")
    assert (row.wanted_words, row.report, row.is_on) == (["fog", "雾"], measure.report, False)
    assert "Fog bulletin" in shown
    assert Candidate.objects.get().feed == row
    assert {"Bulletins", "0 : 0"} <= set(client.get("/feeds/").content.decode().replace("<", ">").split(">"))


def test_pages_of_feeds_are_the_teams_and_their_acts_the_editors(client: Client) -> None:
    row = make_feed(make_report())
    at = f"/feeds/{row.key}/"
    for role, codes in ((Role.READER, (403, 403)), (Role.CONTRIBUTOR, (200, 403))):
        client.force_login(make_user(role))
        assert (client.get(at).status_code, client.post(f"{at}switch/", {"off": ""}).status_code) == codes

    client.force_login(make_user(Role.EDITOR))
    shown = client.post(f"{at}preview/", follow=True)
    form = client.get(f"{at}edit/").context["form"].initial
    client.post(f"{at}edit/", {**form, "title": "New", "wanted_words": "", "unwanted_words": "", "party": ""})
    client.post(f"{at}switch/", {"off": ""})
    client.post(f"{at}remove/")

    assert "Fetching from the web is switched off" in shown.content.decode()
    row.refresh_from_db()
    assert (row.title, row.is_on, row.removed_at is None) == ("New", False, False)
    assert client.get(at).status_code == 404
