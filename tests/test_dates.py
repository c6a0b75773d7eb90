"""Dates to watch, and the bar that says how far a record goes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from measures.analysis.staleness import RecordState, record_state, with_record_state
from measures.errors import DateClosedError, NotAllowedError
from measures.models import (
    PARTICIPANTS,
    PUBLIC,
    TEAM,
    AnnouncedDate,
    Audience,
    DateFinding,
    DateState,
    Marking,
    PartialDate,
    Report,
    RowChange,
)
from measures.operations.announced_dates import (
    record_finding,
    revise_date,
    withdraw_date,
    withdraw_finding,
)
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from tests.factories import (
    TODAY,
    client_of,
    get,
    log,
    make_date,
    make_evidence,
    make_measure,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db


def find(row: AnnouncedDate, kind: str, *, on: date = TODAY, by: Any = None, **fields: Any) -> DateFinding:
    return record_finding(row, kind=kind, by=by or make_user(), on=on, **fields)


def state_on(report: Report, on: date, audience: Audience = PUBLIC, **days: Any) -> RecordState:
    return record_state(with_record_state(Report.objects.filter(pk=report.pk), audience, on=on, **days).get(), on)


def dates_on(row: AnnouncedDate, on: date, **days: Any) -> str:
    """The state of a date on a day, or nothing where it was not there."""
    rows = AnnouncedDate.objects.filter(pk=row.pk).standing(**days).as_found(on, **days)
    return "".join(rows.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("when", "last"),
    [
        ("2026-11-30", date(2026, 11, 30)),
        ("2026-11", date(2026, 11, 30)),
        ("2028-02", date(2028, 2, 29)),
        ("2026", date(2026, 12, 31)),
    ],
)
def test_a_day_a_month_and_a_year_pass_with_their_last_day(when: str, last: date) -> None:
    row = make_date(make_report(), when)

    assert dates_on(row, last) == DateState.COMING
    assert dates_on(row, last + timedelta(days=1)) == DateState.PASSED


def test_what_has_no_day_never_passes() -> None:
    row = make_date(make_report())

    assert dates_on(row, date(2400, 1, 1)) == DateState.UNDATED


def test_who_looks_on_the_last_day_has_looked_and_who_looked_before_has_not() -> None:
    row = make_date(make_report(), "2026-11", on=date(2026, 10, 1))

    find(row, "nothing_found", on=date(2026, 11, 29))
    assert dates_on(row, date(2026, 12, 1)) == DateState.PASSED

    find(row, "nothing_found", on=date(2026, 12, 3), found_on=date(2026, 11, 30))
    assert dates_on(row, date(2026, 12, 3)) == DateState.LOOKED_FOR


def test_what_is_put_off_passes_when_the_new_date_does() -> None:
    row = make_date(make_report(), "2026-11")

    find(row, "put_off", put_off_to=PartialDate(2027, 1))
    find(row, "put_off", put_off_to=PartialDate(2027, 3))

    assert dates_on(row, date(2027, 3, 31)) == DateState.COMING
    assert dates_on(row, date(2027, 4, 1)) == DateState.PASSED
    assert get(f"dates/{row.key}/")["due"] == "2027-03"
    assert get(f"dates/{row.key}/")["announced_for"] == "2026-11"


def test_what_was_closed_in_november_was_open_in_october() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11", on=date(2026, 9, 28))
    before = timezone.now()
    entry = log(measure, on=date(2026, 11, 20), occurred=PartialDate(2026, 11, 19))
    find(row, "took_place", on=date(2026, 11, 20), development=entry.key)

    assert dates_on(row, date(2026, 9, 27), as_of=date(2026, 9, 27)) == ""
    assert dates_on(row, date(2026, 10, 31), as_of=date(2026, 10, 31)) == DateState.COMING
    assert dates_on(row, date(2026, 12, 1)) == DateState.TOOK_PLACE
    assert dates_on(row, date(2026, 12, 1), known_at=before) == DateState.PASSED
    slug = measure.report.slug
    assert [each["state"] for each in get("dates/", report=slug)["results"]] == ["took_place"]
    assert [each["state"] for each in get("dates/", report=slug, as_of="2026-10-31")["results"]] == ["coming"]
    assert get("dates/", report=slug, known_at="2020-01-01")["results"] == []


def test_a_wrong_closing_is_withdrawn_and_known_to_have_stood() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11")
    by = make_user()
    finding = find(row, "took_place", by=by, development=log(measure).key)
    then = timezone.now()

    with pytest.raises(DateClosedError):
        find(row, "nothing_found")
    with pytest.raises(NotAllowedError):
        withdraw_finding(finding, by=make_user(), at=timezone.now())
    withdraw_finding(finding, by=by, at=timezone.now())
    again = withdraw_finding(finding, by=make_user(role="editor"), at=timezone.now())

    assert dates_on(row, TODAY) == DateState.COMING
    assert dates_on(row, TODAY, known_at=then) == DateState.TOOK_PLACE
    assert again.withdrawn_by_name == str(by)
    assert RowChange.objects.filter(table="measures_datefinding").count() == 1


def test_what_a_redacted_development_showed_counts_no_longer() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11")
    entry = log(measure)
    find(row, "took_place", development=entry.key)

    redact_entry(entry, by=make_user(role="administrator"), reason="A name.")

    assert dates_on(row, TODAY) == DateState.COMING


@pytest.mark.parametrize(
    ("kind", "fields", "at"),
    [
        ("elsewhere", {}, "kind"),
        ("took_place", {}, "development"),
        ("took_place", {"development": "nothing"}, "development"),
        ("put_off", {}, "put_off_to"),
        ("nothing_found", {"put_off_to": PartialDate(2027)}, "put_off_to"),
        ("nothing_found", {"found_on": TODAY + timedelta(days=1)}, "found_on"),
        ("nothing_found", {"note": "n" * 501}, "note"),
    ],
)
def test_what_cannot_have_been_found_is_refused_with_its_field(kind: str, fields: dict[str, Any], at: str) -> None:
    row = make_date(make_report(), "2026-11")

    with pytest.raises(ValidationError) as refused:
        find(row, kind, **fields)

    assert set(refused.value.message_dict) == {at}
    assert not DateFinding.objects.exists()


def test_the_database_refuses_two_that_took_place() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11")
    finding = find(row, "took_place", development=log(measure).key)
    finding.pk, finding._state.adding = finding.pk + 1, True

    with pytest.raises(IntegrityError, match="date_took_place_once"):
        finding.save()


def test_a_reader_neither_adds_nor_closes_nor_edits() -> None:
    reader, row = make_user(role="reader"), make_date(make_report(), "2026-11")

    for act in (
        lambda: make_date(row.report, "2026-12", by=reader),
        lambda: find(row, "nothing_found", by=reader),
        lambda: revise_date(row, changes={"title": "Other"}, by=reader),
        lambda: withdraw_date(row, by=make_user(), at=timezone.now()),
    ):
        with pytest.raises(NotAllowedError):
            act()

    row.refresh_from_db()
    assert (row.title, row.withdrawn_at, row.findings.count()) == ("Talks", None, 0)


def test_what_a_date_names_has_to_be_there_and_as_readable() -> None:
    measure = make_measure(code="F-1")
    internal = make_evidence(marking=Marking.INTERNAL)
    report = measure.report

    with pytest.raises(ValidationError) as refused:
        make_date(
            report, touches=["nothing"], subjects=["nothing"], sources=["nothing"], development="nothing", title=" "
        )
    with pytest.raises(ValidationError) as wider:
        make_date(report, sources=[internal.key])

    assert set(refused.value.message_dict) == {"touches.0", "subjects.0", "sources.0", "development", "title"}
    assert set(wider.value.message_dict) == {"marking"}
    assert not AnnouncedDate.objects.exists()
    make_date(report, sources=[internal.key], marking=Marking.INTERNAL)


def test_a_date_becomes_as_narrow_as_what_it_names() -> None:
    measure, editor = make_measure(code="F-1"), make_user(role="editor")
    source, entry, shown = make_evidence(), log(measure), log(measure)
    rows = {
        "source": make_date(measure.report, sources=[source.key]),
        "development": make_date(measure.report, development=entry.key),
        "shown": make_date(measure.report),
        "other": make_date(measure.report),
    }
    find(rows["shown"], "took_place", development=shown.key)

    for row in (source, entry, shown):
        tighten_marking(row, marking=Marking.INTERNAL, by=editor)

    markings = {name: AnnouncedDate.objects.get(pk=row.pk).marking for name, row in rows.items()}
    assert markings == {"source": "internal", "development": "internal", "shown": "internal", "other": "public"}
    tighten_marking(rows["other"], marking=Marking.PARTICIPANTS, by=editor)
    assert len(get("dates/")["results"]) == 0
    assert len(get("dates/", client_of(make_user()))["results"]) == 4
    with pytest.raises(NotAllowedError):
        tighten_marking(rows["other"], marking=Marking.INTERNAL, by=make_user())


def test_a_record_is_old_the_day_after_its_interval() -> None:
    report = make_report(record_as_of=date(2026, 9, 28))

    fresh, old = state_on(report, date(2026, 10, 19)), state_on(report, date(2026, 10, 20))

    assert (fresh.age, fresh.is_old, fresh.is_stale) == (21, False, False)
    assert (old.age, old.is_old, old.unwatched_from) == (22, True, date(2026, 9, 28))
    Report.objects.update(search_every_days=60)
    assert not state_on(report, date(2026, 11, 27)).is_old
    assert state_on(make_report(), TODAY).age is None


def test_what_is_due_depends_on_the_day_and_the_reader() -> None:
    report = make_report(record_as_of=TODAY)
    make_date(report, "2026-12-25", title="Near")
    make_date(report, "2026-12-26", title="Far")
    make_date(report, "2026-10", title="Passed", on=date(2026, 9, 1))
    make_date(report, title="Undated", marking=Marking.PARTICIPANTS)
    make_date(report, "2026-11", title="Hidden", marking=Marking.INTERNAL)

    def titles(audience: Audience) -> dict[str, list[str]]:
        record = state_on(report, TODAY, audience)
        return {name: [str(each.title) for each in getattr(record, name)] for name in ("passed", "due", "undated")}

    assert titles(PUBLIC) == {"passed": ["Passed"], "due": ["Near"], "undated": []}
    assert titles(PARTICIPANTS) == {"passed": ["Passed"], "due": ["Near"], "undated": ["Undated"]}
    assert titles(TEAM) == {"passed": ["Passed"], "due": ["Hidden", "Near"], "undated": ["Undated"]}


def test_a_past_day_is_read_by_what_was_searched_by_then() -> None:
    report = make_report(record_as_of=date(2026, 1, 31))
    Report.objects.filter(pk=report.pk).update(record_as_of=date(2026, 9, 28))

    assert state_on(report, date(2026, 11, 27)).day == date(2026, 9, 28)
    for on, day in (
        (date(2026, 11, 27), date(2026, 9, 28)),
        (date(2026, 9, 27), date(2026, 1, 31)),
        (date(2026, 1, 1), None),
    ):
        assert state_on(report, on, as_of=on).day == day
    assert state_on(report, TODAY, known_at=timezone.now() - timedelta(days=1)).day is None


def page(address: str, browser: Client | None = None) -> str:
    return (browser or Client()).get(address).content.decode()


def signed_in(**fields: Any) -> Client:
    browser = Client()
    browser.force_login(make_user(**fields))
    return browser
