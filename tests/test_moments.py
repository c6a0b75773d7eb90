"""Moments, from which those who keep a copy ask: they tell nothing else, and end when what they ask for is gone."""

import os
from datetime import timedelta

import psycopg
import pytest
from django.db.models import F
from rest_framework.test import APIClient

from measures.models import MOMENTS_LAST, TRACES_LAST, Measure, Trace
from measures.publishing import changed as moments
from measures.tasks import forget_old_traces
from tests.copies import LISTS, Copy
from tests.factories import get, make_measure, make_report

pytestmark = pytest.mark.django_db(transaction=True)

PRESENT = moments.PRESENT


def test_every_page_hands_out_the_moment_of_the_first() -> None:
    report = make_report()
    measures = [make_measure(report) for _ in range(3)]
    first = get("measures/", page_size=2, changed_since="beginning")

    Measure.objects.filter(pk=measures[0].pk).update(title="Changed behind the reader")
    last = APIClient().get(first["next"]).json()

    assert last["next"] is None
    assert last["changed_since"] == first["changed_since"]
    changed = get("measures/", changed_since=last["changed_since"])
    assert "Changed behind the reader" in {row["title"] for row in changed["results"]}


def test_a_moment_may_stand_between_blanks_and_nothing_but_blanks_is_none() -> None:
    make_measure()

    assert "changed_since" in get("measures/", changed_since=" beginning ")
    assert "changed_since" not in get("measures/", changed_since="\v")


def test_a_moment_tells_nothing_of_how_much_was_written() -> None:
    make_measure()

    first, second = (get("measures/", changed_since="beginning")["changed_since"] for _ in range(2))

    assert first != second
    assert len(first) == len(second)


def test_only_one_who_keeps_a_copy_is_told_the_moment() -> None:
    report = make_report()
    for _ in range(2):
        make_measure(report)
    page = get("measures/", page_size=1)

    answer = APIClient().get(f"{page['next']}&changed_since=beginning")

    assert not {"changed_since", "removed"} & set(page)
    assert answer.status_code == 400


@pytest.mark.parametrize("moment", ["x", "0", "导弹", "A" * 56, "A" * 5000, "\0"])
@pytest.mark.parametrize("address", LISTS)
def test_what_is_no_moment_is_refused(address: str, moment: str) -> None:
    answer = APIClient().get(f"/api/v1/{address}", {"changed_since": moment})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["changed_since"]


def test_a_moment_of_another_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    make_measure()
    moment = get("measures/", changed_since="beginning")["changed_since"]
    assert get("measures/", changed_since=moment)["removed"] == []
    # After a dump was restored the table has another number.
    monkeypatch.setattr(moments, "PRESENT", moments.PRESENT.replace("measures_trace", "measures_entry"))

    answer = APIClient().get("/api/v1/measures/", {"changed_since": moment})

    assert answer.status_code == 400
    assert "of another database" in answer.json()["errors"][0]["messages"][0]


class Calendar:
    """Lets time pass: moments are asked for later, and everything that was changed so far lies further back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch, self.passed = monkeypatch, timedelta()

    def let_pass(self, time: timedelta) -> None:
        self.passed += time
        later = f"clock_timestamp() + interval '{self.passed.total_seconds()} seconds'"
        self.monkeypatch.setattr(moments, "PRESENT", PRESENT.replace("clock_timestamp()", later))
        Trace.objects.update(at=F("at") - time)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def retitle(measure: Measure, title: str) -> None:
    Measure.objects.filter(pk=measure.pk).update(title=title)


def test_what_lies_too_far_back_is_forgotten_and_who_asks_for_it_reads_anew(calendar: Calendar) -> None:
    measure = make_measure()
    away = Copy("measures/", APIClient()).follow()
    for title in ("Changed long ago", "Changed before", "Changed since"):
        retitle(measure, title)
        calendar.let_pass(TRACES_LAST / 2)
    kept = Copy("measures/", APIClient()).follow()
    before = Trace.objects.count()

    forget_old_traces()
    forget_old_traces()

    assert 0 < Trace.objects.count() < before
    refused = APIClient().get("/api/v1/measures/", {"changed_since": away.moment})
    assert (refused.status_code, refused.json()["code"]) == (410, "moment_forgotten")
    assert "beginning" in refused.json()["detail"]
    retitle(measure, "Changed now")
    assert kept.follow().rows == Copy("measures/", APIClient()).follow().rows


def test_nobody_who_asks_within_the_time_misses_anything(calendar: Calendar) -> None:
    measure = make_measure()
    copy = Copy("measures/", APIClient()).follow()
    for day in range(6):
        retitle(measure, f"Changed on day {day}")
        calendar.let_pass(MOMENTS_LAST - timedelta(hours=1))
        forget_old_traces()

        assert copy.follow().rows == Copy("measures/", APIClient()).follow().rows


def test_nobody_misses_what_a_transaction_changed_that_was_open_for_weeks(calendar: Calendar) -> None:
    measure = make_measure()
    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"]) as earlier:
        earlier.execute("UPDATE measures_measure SET title = 'Begun first' WHERE id = %s", [measure.pk])
        moment = get("measures/", changed_since="beginning")["changed_since"]
    # As if it had begun so much earlier.
    Trace.objects.update(at=F("at") - (TRACES_LAST - MOMENTS_LAST))
    calendar.let_pass(MOMENTS_LAST - timedelta(hours=1))

    forget_old_traces()

    [changed] = get("measures/", changed_since=moment)["results"]
    assert changed["title"] == "Begun first"


def test_a_moment_is_refused_before_its_traces_go(calendar: Calendar) -> None:
    measure = make_measure()
    moment = get("measures/", changed_since="beginning")["changed_since"]
    retitle(measure, "Changed")
    before = Trace.objects.count()
    calendar.let_pass(MOMENTS_LAST + timedelta(hours=1))

    forget_old_traces()

    assert APIClient().get("/api/v1/measures/", {"changed_since": moment}).status_code == 410
    assert Trace.objects.count() == before


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_of_what_has_changed_since_too_long_ago_is_refused_likewise(ending: str, calendar: Calendar) -> None:
    make_measure()
    moment = get("measures/", changed_since="beginning")["changed_since"]
    calendar.let_pass(2 * MOMENTS_LAST)

    answer = APIClient().get("/api/v1/measures/", {"changed_since": moment, "format": ending})

    assert answer.status_code == 410
    assert answer.headers["Content-Type"] == "application/problem+json"
