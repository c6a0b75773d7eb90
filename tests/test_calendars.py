"""Calendars, read back by two parsers that share nothing: what is in them, when, and that nothing changes by itself."""

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
import vobject
from django.test import Client

from measures.models import PartialDate
from measures.operations.announced_dates import record_finding
from measures.operations.credentials import create_secret_url
from measures.operations.drafts import MarkDraft
from measures.operations.editing import revise
from measures.operations.entries import correct_entry
from measures.operations.nouns import MEASURE
from tests.factories import TODAY, draft_of, log, make_date, make_measure, make_milestone, make_report, make_user

pytestmark = pytest.mark.django_db


def calendar(filters: str = "", **user: Any) -> bytes:
    _address, secret = create_secret_url(make_user(**user), name="My dates", kind="calendar", filters=filters)
    answer = Client().get(f"/api/v1/calendars/{secret}.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def events(content: bytes) -> list[dict[str, Any]]:
    """What the first parser reads, after it agrees with the second on how much there is and when."""
    first = icalendar.Calendar.from_ical(content)
    second = vobject.readOne(content.decode())
    read = [
        {"uid": str(each["UID"]), "first": each["DTSTART"].dt, "end": each["DTEND"].dt, "summary": str(each["SUMMARY"])}
        for each in first.walk("VEVENT")
    ]
    again = [
        {"uid": each.uid.value, "first": each.dtstart.value, "end": each.dtend.value, "summary": each.summary.value}
        for each in getattr(second, "vevent_list", [])
    ]
    assert read == again
    return read


@pytest.mark.parametrize(
    ("due", "first", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2028-02", date(2028, 2, 1), date(2028, 3, 1)),
        ("2027-12", date(2027, 12, 1), date(2028, 1, 1)),
        ("2026-12-31", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_target_date_lasts_as_long_as_it_is_known(due: str, first: date, end: date) -> None:
    measure = make_measure(due_on=due)

    [event] = events(calendar())

    assert (event["first"], event["end"]) == (first, end)
    assert event["summary"] == f"Target date: {measure}"
    assert event["uid"].startswith(f"{measure.key}.target-date@")


def test_a_date_to_watch_stands_where_it_was_put_off_to_and_changes_when_it_does() -> None:
    measure = make_measure()
    row = make_date(measure.report, "2026-11", title="Talks")
    make_date(measure.report, title="Some day")
    make_date(measure.report, "2026-11", title="Hidden", marking="internal")
    before = calendar()
    assert before == calendar()

    record_finding(row, kind="put_off", put_off_to=PartialDate(2027, 1), by=make_user(), on=TODAY)

    [event] = events(calendar())
    assert (event["summary"], event["first"], event["end"]) == (
        "Date ahead (day not looked up): Talks",
        date(2027, 1, 1),
        date(2027, 2, 1),
    )
    assert events(before)[0]["uid"] == event["uid"]


def test_a_mark_that_was_corrected_is_in_no_calendar() -> None:
    measure = make_measure()
    milestone = make_milestone(measure)
    entry = log(measure, by=(author := make_user()), milestones=[MarkDraft(on=milestone.key, state="met")])
    [event] = events(calendar())
    assert event["summary"] == f"Met: {measure.code} {milestone.title}"

    correct_entry(entry, draft_of(measure, title="Not so"), by=author, on=TODAY)

    assert events(calendar()) == []


def test_nothing_changes_by_itself() -> None:
    measure = make_measure(due_on="2030")
    user = make_user()
    _address, secret = create_secret_url(user, name="My dates", kind="calendar")

    def fetched() -> Any:
        return Client().get(f"/api/v1/calendars/{secret}.ics")

    first = fetched()
    with time_machine.travel(timedelta(days=40), tick=True):
        later = fetched()
    log(measure)
    logged = fetched()
    revise(MEASURE, measure, changes={"due_on": PartialDate(2031)}, version=1, by=make_user("editor"))
    moved = fetched()

    assert first.content == later.content == logged.content
    assert first.headers["ETag"] == later.headers["ETag"] == logged.headers["ETag"] != moved.headers["ETag"]
    assert [each["uid"] for each in events(moved.content)] == [each["uid"] for each in events(first.content)]


def test_lines_are_folded_between_characters() -> None:
    title = "就导弹防御部署的规模和能力作出单方面的透明度声明，" * 8
    make_measure(due_on="2030", title="T", title_zh_hans=title)

    content = calendar(language="zh-hans")
    [event] = events(content)

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()
    assert event["summary"].startswith("目标日期：")
    assert title in event["summary"]


def test_a_text_cannot_break_out_of_its_line() -> None:
    title = "A; b, c\\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:forged"
    make_measure(due_on="2030", title=title)

    [event] = events(calendar())

    assert "forged" not in event["uid"]


def test_a_calendar_says_what_it_is() -> None:
    report = make_report()
    measure = make_measure(report, due_on="2030")

    content = calendar()
    read = icalendar.Calendar.from_ical(content)
    [event] = read.walk("VEVENT")

    assert str(read["NAME"]) == str(read["X-WR-CALNAME"]) == "My dates"
    assert report.disclaimer in str(read["DESCRIPTION"])
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in content
    assert str(event["URL"]).endswith(f"/measures/{measure.key}/")
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == read["LAST-MODIFIED"].dt


def test_a_calendar_without_a_date_is_one_all_the_same() -> None:
    make_measure()

    assert icalendar.Calendar.from_ical(calendar()).walk("VEVENT") == []


def test_a_calendar_costs_the_same_queries_however_many_dates(django_assert_num_queries: Any) -> None:
    report = make_report()
    _address, secret = create_secret_url(make_user(), name="My dates", kind="calendar")
    Client().get(f"/api/v1/calendars/{secret}.ics")

    for _ in range(2):
        for _measure in range(5):
            measure = make_measure(report, due_on="2030")
            log(measure, milestones=[MarkDraft(on=make_milestone(measure).key, state="met")])
            make_date(report, "2030", touches=[measure.key])
        # the address with its user; target dates; milestones; dates ahead
        with django_assert_num_queries(4):
            Client().get(f"/api/v1/calendars/{secret}.ics")
