"""The calendars and feeds of whole reports, as two parsers of each read them."""

from urllib.parse import urljoin

import feedparser
import pytest

from measures.models import AnnouncedDate, Entry, Measure, MilestoneMark
from measures.publishing import feeds
from tests.test_calendars import calendar, events
from tests.test_feeds import address_of, entries, fetched


def test_a_milestone_stands_on_the_day_it_was_met(reports: None) -> None:
    content = calendar("report=two-shores")

    found = events(content)

    marks = MilestoneMark.objects.filter(entry__report__slug="two-shores", entry__correction=None)
    dated = Measure.objects.whole().filter(report__slug="two-shores").exclude(due_on=None)
    announced = AnnouncedDate.objects.filter(report__slug="two-shores").exclude(announced_for=None)
    assert len(found) == marks.count() + dated.count() + announced.count() > 0
    assert {event["first"] for event in found} >= {mark.entry.occurred.first for mark in marks}


def test_the_real_record_is_read_by_both_parsers(reports: None) -> None:
    found = events(calendar())

    assert len({event["uid"] for event in found}) == len(found) > 0


def test_a_feed_is_walked_by_next_to_its_end(reports: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "PAGE_SIZE", 10)
    path = address_of("report=zhao-2020")
    shown = Entry.objects.filter(report__slug="zhao-2020", marking="public").count()

    ids, at = [], path
    while at:
        page = fetched(at)
        ids += [each.id for each in entries(page)]
        following = [link.href for link in feedparser.parse(page).feed.links if link.rel == "next"]
        at = urljoin(path, following[0]) if following else ""

    assert len(ids) == len(set(ids)) == shown > 10


def test_a_copy_of_a_feed_does_not_give_its_address_away(reports: None) -> None:
    path = address_of()

    assert path.rpartition("/")[2].removesuffix(".atom").encode() not in fetched(path)
