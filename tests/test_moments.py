"""Moments, from which those who keep a copy ask: they tell nothing else, and end when what they ask for is gone."""

from datetime import timedelta

import pytest
from django.db.models import F
from rest_framework.test import APIClient

from measures.models import TRACES_KEPT_FOR, Measure, Moment, Trace, traces
from measures.operations.traces import REFUSED_BEFORE
from measures.tasks import forget_old_traces
from tests.copies import LISTS, Copy
from tests.factories import get, make_measure, make_report

pytestmark = pytest.mark.django_db(transaction=True)


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
    monkeypatch.setattr(traces, "NOW", traces.NOW.replace("measures_trace", "measures_entry"))

    answer = APIClient().get("/api/v1/measures/", {"changed_since": moment})

    assert answer.status_code == 400
    assert "not of this database" in answer.json()["errors"][0]["messages"][0]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests share the servers: here the transactions of others do not hold back the oldest that is under way."""
    monkeypatch.setattr(traces, "NOW", traces.NOW.replace("pg_snapshot_xmin", "pg_snapshot_xmax"))


def retitle(measure: Measure, title: str) -> None:
    Measure.objects.filter(pk=measure.pk).update(title=title)


def pass_time(time: timedelta) -> None:
    """Let everything that was noted so far lie further back."""
    Moment.objects.update(at=F("at") - time)


def test_what_lies_too_far_back_is_forgotten_and_who_asks_for_it_reads_anew(alone: None) -> None:
    measure = make_measure()
    away = Copy("measures/", APIClient()).follow()
    for title in ("Changed long ago", "Changed before", "Changed since"):
        forget_old_traces()
        retitle(measure, title)
        pass_time(TRACES_KEPT_FOR / 2 + REFUSED_BEFORE)
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


def test_nobody_who_asks_within_the_time_misses_anything() -> None:
    measure = make_measure()
    forget_old_traces()
    copy = Copy("measures/", APIClient()).follow()
    for day in range(6):
        retitle(measure, f"Changed on day {day}")
        pass_time(TRACES_KEPT_FOR / 4)
        forget_old_traces()

        assert copy.follow().rows == Copy("measures/", APIClient()).follow().rows


def test_a_moment_is_refused_a_day_before_its_traces_go(alone: None) -> None:
    measure = make_measure()
    forget_old_traces()
    moment = get("measures/", changed_since="beginning")["changed_since"]
    retitle(measure, "Changed")
    forget_old_traces()
    before = Trace.objects.count()
    pass_time(TRACES_KEPT_FOR + timedelta(hours=1))

    forget_old_traces()

    assert APIClient().get("/api/v1/measures/", {"changed_since": moment}).status_code == 410
    assert Trace.objects.count() == before


def test_what_was_noted_in_another_database_forgets_nothing_and_refuses_nobody() -> None:
    make_measure()
    moment = get("measures/", changed_since="beginning")["changed_since"]
    present = Moment.objects.present()
    long_ago = present.at - 2 * TRACES_KEPT_FOR
    Moment.objects.create(at=long_ago, xid=present.xid + 1000, database="another")
    before = Trace.objects.count()

    forget_old_traces()

    assert Trace.objects.count() == before
    assert get("measures/", changed_since=moment)["removed"] == []


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_of_what_has_changed_since_too_long_ago_is_refused_likewise(ending: str) -> None:
    make_measure()
    moment = get("measures/", changed_since="beginning")["changed_since"]
    present = Moment.objects.present()
    Moment.objects.create(at=present.at - 2 * TRACES_KEPT_FOR, xid=present.xid + 1, database=present.database)

    answer = APIClient().get("/api/v1/measures/", {"changed_since": moment, "format": ending})

    assert answer.status_code == 410
    assert answer.headers["Content-Type"] == "application/problem+json"
