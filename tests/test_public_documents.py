"""Feeds and calendars for everybody: what is public, by filters, with the address that a page makes."""

import re
from html import unescape
from typing import Any

import feedparser
import icalendar
import pytest
from django.test import Client

from measures.operations.redactions import redact_entry
from measures.publishing import feeds
from tests.factories import fields_of, log, make_measure, make_report, make_user, say
from tests.files import signed_in

pytestmark = pytest.mark.django_db

FEED, CALENDAR = "/api/v1/journal.atom", "/api/v1/calendar.ics"
MARKINGS = ("public", "internal")


def titles(parameters: str = "", client: Client | None = None) -> list[str]:
    """The titles of the entries of a feed."""
    answer = (client or Client()).get(f"{FEED}?{parameters}")
    assert answer.status_code == 200, answer.content
    return [each.title for each in feedparser.parse(answer.content).entries]


def events(parameters: str = "") -> list[str]:
    answer = Client().get(f"{CALENDAR}?{parameters}")
    assert answer.status_code == 200, answer.content
    return [str(each["SUMMARY"]) for each in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]


def test_the_feed_and_the_calendar_have_what_is_public_whoever_asks() -> None:
    report = make_report()
    shown, hidden = (make_measure(report, due_on="2030", title=f"A {mark} one", marking=mark) for mark in MARKINGS)
    log(shown, title="Seen by everybody")
    log(hidden, title="Not seen by everybody")

    for client in (Client(), signed_in(make_user("administrator"))):
        assert titles(client=client) == ["Seen by everybody"]
    assert events() == [f"Target date: {shown}"]
    for address in (f"{FEED}?measure={hidden.key}", f"{CALENDAR}?measure={hidden.key}"):
        assert fields_of(Client().get(address)) == {"measure"}


def test_filters_choose_a_report_a_measure_a_party_and_a_direction() -> None:
    report = make_report()
    ferry = make_measure(report, due_on="2030", title="A ferry timetable", parties=["NORTHSHORE"])
    notice = make_measure(report, due_on="2031", title="Notice of launches", parties=["SOUTHSHORE"])
    other = make_measure(due_on="2032")
    log(ferry, title="Ferries sailed", direction="toward")
    log(notice, title="No notice was given", direction="away")
    log(other, title="Elsewhere")

    assert titles(f"report={report.slug}") == ["No notice was given", "Ferries sailed"]
    assert titles(f"measure={ferry.key}") == ["Ferries sailed"]
    assert titles(f"report={report.slug}&direction=away") == ["No notice was given"]
    assert events(f"report={report.slug}") == [f"Target date: {ferry}", f"Target date: {notice}"]
    assert events(f"measure={notice.key}") == events("party=SOUTHSHORE") == [f"Target date: {notice}"]
    for refused in ("followed=false", "owner=me"):
        assert fields_of(Client().get(f"{CALENDAR}?{refused}")) == {refused.split("=")[0]}
    for refused in ("followed=true", "wind=north", "language=tlh", "report=nowhere", "before=1&before=2"):
        assert fields_of(Client().get(f"{FEED}?{refused}")) == {refused.split("=")[0]}


def test_the_next_page_keeps_the_filters_and_what_has_not_changed_is_not_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "PAGE_SIZE", 1)
    measure = make_measure()
    log(make_measure(), title="Elsewhere")
    for number in range(2):
        log(measure, title=f"Number {number}")
    client = Client()

    answer = client.get(FEED, {"measure": measure.key})
    read = feedparser.parse(answer.content).feed
    links = {link.rel: link.href for link in read.links}
    again = client.get(FEED, {"measure": measure.key}, headers={"If-None-Match": answer.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert f"measure={measure.key}" in links["self"]
    assert titles(links["next"].partition("?")[2]) == ["Number 0"]
    assert str(measure) in read.title
    assert client.get(f"{FEED}?before=nothing").status_code == 404


def test_a_redacted_entry_stays_under_its_id_and_says_nothing_else() -> None:
    entry = log(make_measure(), title="Something secret", narrative="In so many words")
    [before] = feedparser.parse(Client().get(FEED).content).entries

    redact_entry(entry, by=make_user("administrator"), reason="It named a person")
    content = Client().get(FEED).content
    [after] = feedparser.parse(content).entries

    assert (after.id, after.title) == (before.id, "Redacted")
    assert b"secret" not in content
    assert b"so many words" not in content


def test_the_feed_has_what_was_said_in_its_own_words_and_the_readers_language() -> None:
    report = make_report()
    make_measure(report, parties=["NORTHSHORE", "SOUTHSHORE"])
    said = {"quotation_language": "zh-hans", "translation": "We <keep> the lamps.", "office": "Harbour office"}
    entry = say(report, "2026-10-01", "我们守灯。", **said)
    say(report, "2026-10-02", "It kept the lamps lit.", speech="reported")
    say(report, "2026-10-03", "Nobody may read this.", marking="internal")

    reported, quoted = (each.content[0].value for each in feedparser.parse(Client().get(FEED).content).entries)

    assert 'Northshore, A keeper, Harbour office, 1 October 2026: <q lang="zh-hans">我们守灯。</q>' in quoted
    assert '(<span lang="en">We &lt;keep&gt; the lamps.</span>; our translation)' in quoted
    assert '<span lang="en">It kept the lamps lit.</span>' in reported and "<q" not in reported
    redact_entry(entry, by=make_user("administrator"), reason="A private name stood in it.")
    assert "守灯" not in Client().get(FEED).content.decode()


def test_what_is_fictional_says_so_in_either_language() -> None:
    report = make_report(is_fictional=True, title="Two shores", title_zh_hans="两岸")
    log(make_measure(report, title="A ferry", title_zh_hans="渡轮"))

    for language, title, note in (
        ("en", "Two shores", "None of this happened."),
        ("zh-hans", "两岸", "内容均未发生"),
    ):
        answer = Client().get(FEED, {"report": report.slug, "language": language}, headers={"Accept-Language": "en"})
        read = feedparser.parse(answer.content)
        assert title in read.feed.title
        assert note in read.entries[0].content[0].value
        assert "fictional" in [tag.term for tag in read.entries[0].tags]
        assert answer.headers["Content-Language"] == language


def test_without_public_reading_there_is_none_for_strangers(settings: Any) -> None:
    settings.CBM_PUBLIC_READING = False
    make_measure()

    for address in (FEED, CALENDAR):
        assert Client().get(address).status_code == 401
    assert "journal.atom" not in signed_in(make_user()).get("/follow/").content.decode()


def made(page: str) -> str:
    """The address that the page has made, on this site."""
    [url] = re.findall(r'id="made"\s+value="https?://[^/"]+([^"]+)"', page)
    return unescape(url)


def test_a_page_makes_the_address_by_boxes() -> None:
    measure = make_measure(due_on="2030", title="A ferry timetable")
    log(measure, title="Ferries sailed", direction="toward")
    log(measure, title="They did not", direction="away")

    page = Client().get("/follow/", {"direction": "away", "kind": ["development"], "language": "zh-hans"})
    feed = made(page.content.decode())
    calendar = made(signed_in(make_user()).get("/follow/", {"what": "calendar", "kind": measure.kind}).content.decode())

    assert "language=zh-hans" in feed
    assert [each.title for each in feedparser.parse(Client().get(feed).content).entries] == ["They did not"]
    assert b"A ferry timetable" in Client().get(calendar).content
    refused = Client().get("/follow/", {"wind": "north"})
    assert refused.status_code == 400
    assert 'id="made"' not in refused.content.decode()
    assert 'name="wind"' not in refused.content.decode()


def test_pages_name_the_feed_and_the_calendar_of_what_is_public_on_them() -> None:
    report = make_report()
    shown, hidden = (make_measure(report, marking=mark) for mark in MARKINGS)
    log(shown, direction="away")
    editor = signed_in(make_user("editor"))

    def alternates(address: str) -> list[str]:
        return re.findall(
            r'<link\s+rel="alternate"\s[^>]*href="[^"]*/api/v1/([^"]+)"', editor.get(address).content.decode()
        )

    assert [each.partition("?")[0] for each in alternates("/")] == ["journal.atom", "calendar.ics"]
    assert all(f"measure={shown.key}" in each for each in alternates(f"/measures/{shown.key}/"))
    assert len(alternates(f"/measures/{shown.key}/")) == 2
    assert alternates(f"/measures/{hidden.key}/") == []

    def feed_of_list(address: str) -> str:
        [link] = re.findall(r"/follow/\?what=feed[^\"]*", editor.get(address).content.decode())
        return link

    assert "direction=away" in feed_of_list("/journal/?direction=away")
    assert "kind=development" in feed_of_list("/journal/")
    assert "kind" not in feed_of_list("/journal/?direction=away")
    assert "/follow/" not in Client().get("/measures/?owner=me").content.decode().partition("<footer")[0]
