"""What changed between two days: by what happened, and by what was recorded, told apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from measures.analysis import changes
from measures.analysis.changes import Changes, changes_of, span_of
from measures.analysis.past import with_standings
from measures.analysis.periods import ChangesBy, Period
from measures.models import PUBLIC, TEAM, Audience, Entry, Measure, PartialDate, Report, Role
from measures.models.partial_dates import end_of
from measures.operations.drafts import AssessmentDraft, BearingDraft, EntryDraft, MarkDraft
from measures.operations.entries import correct_entry
from tests.clocks import record_by
from tests.factories import (
    TODAY,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_review,
    make_user,
)

OCCURRENCE, RECORDING = ChangesBy
Recording = Callable[[str], None]


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """Lets entries be recorded on the day that is named."""

    def on(day: str) -> None:
        moment = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
        record_by(lambda: moment, monkeypatch)

    return on


def changed(
    report: Report, since: str, until: str, by: ChangesBy = OCCURRENCE, audience: Audience = PUBLIC, **fields: Any
) -> Changes:
    measure = fields.pop("measure", None)
    period = Period(date.fromisoformat(since), date.fromisoformat(until), by, **fields)
    return changes_of(report, audience, period, measure=measure)


def statuses(found: Changes) -> list[tuple[str, str, str, str]]:
    return [(each.on.code, str(each.day), each.before, each.after) for each in found.statuses]


def levels(found: Changes) -> list[tuple[str, str, str, int | None, int | None]]:
    return [(row.on.code, row.about, str(row.day), row.before, row.after) for row in found.levels]


def keys_of(entries: Any) -> list[str]:
    return [entry.key for entry in entries]


def assess(measure: Measure, level: int) -> AssessmentDraft:
    return AssessmentDraft(on=measure.key, about="NORTHSHORE", level=level)


def test_the_suspension_and_its_end_are_both_told(reports: None) -> None:
    report = Report.objects.get(slug="zhao-2020")
    measure = Measure.objects.get(key="zhao-2020-CO-3")

    found = changed(report, "2024-07-16", "2026-06-01", measure=measure)

    assert statuses(found) == [
        ("CO-3", "2026-02-23", "suspended", "under_discussion"),
        ("CO-3", "2024-07-17", "in_progress", "suspended"),
    ]
    assert changed(report, "2024-07-17", "2024-08-01", measure=measure).statuses == []


def test_levels_of_the_fictional_report_and_about_whom(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")

    found = changed(report, "2024-11-30", "2025-04-15")

    assert levels(found) == [
        ("SOUTH-1", "SOUTHSHORE", "2025-04-15", 1, 0),
    ]
    assert [(each.on.code, str(each.day), each.is_met) for each in found.milestones] == [
        ("SOUTH-1", "2025-04-15", False)
    ]
    assert [(each.about_code, each.on.code) for each in found.assessments] == [("SOUTHSHORE", "SOUTH-1")]
    assert found.reviews == []
    assert changed(report, "2025-04-15", "2025-04-16").is_empty


def test_a_library_is_recorded_on_one_day_and_happened_on_many(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    recorded = Entry.objects.filter(report=report).latest("recorded_at").recorded_on
    before = str(recorded - timedelta(days=1))

    by_recording = changed(report, before, str(recorded), RECORDING)

    assert len(by_recording.entries) == Entry.objects.filter(report=report).count()
    assert {each.day for each in by_recording.statuses} == {recorded}
    assert ("SOUTH-1", str(recorded), "", "reversed") in statuses(by_recording)
    assert {each.before for each in by_recording.reviews} == {"pending"}
    assert {each.review.state for each in by_recording.reviews} == {"accepted"}
    assert changed(report, before, str(recorded), OCCURRENCE).is_empty
    assert changed(report, "2020-01-01", before, RECORDING).is_empty


@pytest.mark.django_db
def test_what_was_back_dated_changes_the_day_it_happened_and_the_day_it_was_recorded(recording: Recording) -> None:
    measure = make_measure()
    recording("2024-06-01")
    log(measure, occurred="2024-03-01", status="under_discussion")

    happened = changed(measure.report, "2024-02-29", "2024-03-01")
    recorded = changed(measure.report, "2024-05-31", "2024-06-01", RECORDING)

    assert statuses(happened) == [(measure.code, "2024-03-01", "", "under_discussion")]
    assert statuses(recorded) == [(measure.code, "2024-06-01", "", "under_discussion")]
    assert changed(measure.report, "2024-02-29", "2024-03-01", RECORDING).is_empty
    assert changed(measure.report, "2024-05-31", "2024-06-01").is_empty


@pytest.mark.django_db
def test_an_earlier_development_recorded_later_moves_nothing_now(recording: Recording) -> None:
    measure = make_measure()
    recording("2024-06-01")
    log(measure, occurred="2024-05-01", status="in_progress", assessments=[assess(measure, 2)])
    recording("2024-07-01")
    log(measure, occurred="2024-03-01", status="under_discussion", assessments=[assess(measure, 1)])

    recorded = changed(measure.report, "2024-06-30", "2024-07-01", RECORDING)

    assert len(recorded.entries) == len(recorded.assessments) == 1
    assert (recorded.statuses, recorded.levels) == ([], [])
    assert statuses(changed(measure.report, "2024-02-01", "2024-06-01")) == [
        (measure.code, "2024-05-01", "under_discussion", "in_progress"),
        (measure.code, "2024-03-01", "", "under_discussion"),
    ]


@pytest.mark.django_db
def test_a_correction_takes_back_on_the_day_it_is_recorded(recording: Recording) -> None:
    editor = make_user(role=Role.EDITOR)
    measure = make_measure()
    recording("2024-06-01")
    wrong = log(measure, occurred="2024-05-01", status="in_progress", assessments=[assess(measure, 2)])
    recording("2024-07-01")
    right = correct_entry(
        wrong,
        EntryDraft(
            occurred=PartialDate.parse("2024-05-02"),
            title="A ferry timetable was announced",
            narrative="It was not published.",
            reason="It was wrong.",
            track="official",
            claim="reported",
            bears_on=[BearingDraft(on=measure.key, direction="either")],
            assessments=[replace(assess(measure, 1), why_changed="It was not published.")],
        ),
        by=editor,
        on=TODAY,
    )

    recorded = changed(measure.report, "2024-06-30", "2024-07-01", RECORDING)

    assert keys_of(recorded.entries) == [right.key]
    assert keys_of(recorded.no_longer) == [wrong.key]
    assert statuses(recorded) == [(measure.code, "2024-07-01", "in_progress", "")]
    assert levels(recorded) == [(measure.code, "NORTHSHORE", "2024-07-01", 2, 1)]
    before = changed(measure.report, "2024-05-31", "2024-06-30", RECORDING)
    assert keys_of(before.entries) == [wrong.key]
    assert statuses(before) == [(measure.code, "2024-06-01", "", "in_progress")]
    known_then = changed(measure.report, "2024-04-01", "2024-06-01", known_at=end_of(date(2024, 6, 30)))
    assert statuses(known_then) == [(measure.code, "2024-05-01", "", "in_progress")]
    assert changed(measure.report, "2024-04-01", "2024-06-01").statuses == []


@pytest.mark.django_db
def test_milestones_are_met_and_undone() -> None:
    measure = make_measure()
    milestone = make_milestone(measure)
    log(measure, occurred="2024-01-01", milestones=[MarkDraft(on=milestone.key, state="met")])
    log(measure, occurred="2024-02-01", milestones=[MarkDraft(on=milestone.key, state="undone")])

    found = changed(measure.report, "2023-12-31", "2024-02-01")

    assert [(str(each.day), each.is_met) for each in found.milestones] == [("2024-02-01", False), ("2024-01-01", True)]


@pytest.mark.django_db
def test_reviews_are_told_by_recording_with_what_they_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = make_evidence(state="pending")
    measure = make_measure()
    log(measure, sources=[evidence.key])
    for day, state in ((1, "accepted"), (3, "retracted")):
        record_by(partial(datetime, 2096, 3, day, tzinfo=UTC), monkeypatch)
        make_review(evidence, state=state)

    found = changed(measure.report, "2096-03-01", "2097-01-01", RECORDING)

    assert [(each.before, each.review.state) for each in found.reviews] == [("accepted", "retracted")]


@pytest.mark.django_db
def test_what_is_hidden_changes_nothing() -> None:
    measure = make_measure()
    hidden = make_measure(measure.report, marking="internal")
    log(measure, occurred="2024-01-01", status="suspended", sources=[make_evidence().key], marking="internal")
    log(hidden, occurred="2024-01-01", assessments=[assess(hidden, 1)])
    log(measure, occurred="2024-01-01", sources=[make_evidence(marking="internal").key], marking="internal")

    for by, since, until in ((OCCURRENCE, "2023-12-31", "2024-01-01"), (RECORDING, "2024-01-02", "2030-01-01")):
        assert changed(measure.report, since, until, by).is_empty
        assert len(changed(measure.report, since, until, by, TEAM).entries) == 3


@pytest.mark.django_db
def test_what_was_hidden_since_is_told_no_longer() -> None:
    measure = make_measure()
    evidence = make_evidence()
    log(
        measure,
        occurred="2024-01-01",
        status="under_discussion",
        assessments=[assess(measure, 1)],
        sources=[evidence.key],
    )
    recording = (measure.report, "2024-01-02", "2030-01-01", RECORDING)
    assert len(changed(*recording).reviews) == 1

    type(evidence).objects.filter(pk=evidence.pk).update(marking="internal")
    Measure.objects.filter(pk=measure.pk).update(marking="internal")

    for found in (changed(measure.report, "2023-12-31", "2024-01-01"), changed(*recording)):
        assert (found.statuses, found.levels, found.assessments, found.reviews) == ([], [], [], [])
    assert len(changed(*recording, TEAM).reviews) == 1


def test_every_days_span_is_what_counts_on_that_day(reports: None) -> None:
    """The spans hold for each day exactly the entries of `EntryQuerySet.counting`."""
    report = Report.objects.get(slug="two-shores")
    measure = Measure.objects.get(key="two-shores-JOINT-1")
    editor = make_user(role=Role.EDITOR)
    wrong = log(measure, occurred="2024-05-01")
    draft = EntryDraft(
        occurred=PartialDate.parse("2025-05"),
        title="A ferry timetable was announced",
        narrative="It was not published.",
        reason="It was wrong.",
        track="official",
        claim="reported",
        bears_on=[BearingDraft(on=measure.key, direction="either")],
    )
    correct_entry(wrong, draft, by=editor, on=TODAY)
    now = wrong.recorded_on
    entries = Entry.objects.filter(report=report)

    for day in (date(2023, 5, 9), date(2023, 5, 10), date(2024, 5, 1), date(2025, 5, 30), now):
        happened, recorded = Period(date.min, now), Period(date.min, now + timedelta(days=3), RECORDING)

        assert holding(report, happened, day) == set(entries.counting(as_of=day))
        assert holding(report, recorded, day) == set(entries.counting(known_at=end_of(day)))


def holding(report: Report, period: Period, day: date) -> set[Entry]:
    """The entries that count on a day of a period by their spans."""
    rows = period.entries.filter(report=report).select_related("correction")
    return {entry for entry in rows if span_of(entry, period).holds(day)}


@pytest.mark.parametrize("since", ["2020-01-01", "2023-09-30", "2024-07-12", "2025-06-01"])
def test_what_changed_leads_from_one_standing_to_the_other(reports: None, since: str) -> None:
    """The last change of each measure's status is the status that it stands at."""
    report = Report.objects.get(slug="two-shores")
    start, end = date.fromisoformat(since), date(2026, 11, 1)
    before, after = (
        {row.code: row.standing.status for row in with_standings(report.measures.all(), PUBLIC, as_of=day)}
        for day in (start, end)
    )

    found = changed(report, since, str(end))

    assert before | {each.on.code: each.after for each in reversed(found.statuses)} == after


@pytest.mark.django_db
def test_the_state_of_an_ambiguity_changes_from_what_it_was_before_the_period() -> None:
    measure = make_measure()
    changing, still = make_ambiguity(measure.report), make_ambiguity(measure.report)
    for on, day, state in ((still, "01-01", "raised"), (changing, "01-01", "raised"), (changing, "02-01", "narrowed")):
        bearing = BearingDraft(on=on.key, direction="clearer", state=state)
        log(measure, occurred=f"2024-{day}", bears_on=[bearing], sources=[make_evidence().key])

    found = changed(measure.report, "2024-01-31", "2024-02-01")

    assert [(each.on, str(each.day), each.before, each.after) for each in found.states] == [
        (changing, "2024-02-01", "raised", "narrowed")
    ]
    assert [each.entry.key for each in found.states if each.entry] == keys_of(found.entries)


@pytest.mark.parametrize("by", ChangesBy)
@pytest.mark.parametrize(("since", "until"), [("2023-05-01", "2024-01-01"), ("2025-04-14", "2026-11-01")])
def test_what_may_have_changed_is_all_that_has(
    reports: None, monkeypatch: pytest.MonkeyPatch, since: str, until: str, by: ChangesBy
) -> None:
    report = Report.objects.get(slug="two-shores")
    measure = Measure.objects.get(key="two-shores-JOINT-1")
    log(measure, occurred="2023-06-01", status="under_discussion", assessments=[assess(measure, 3)])

    found = changed(report, since, until, by)

    monkeypatch.setattr(changes, "measures_changed_by", lambda entries: Measure.objects.values("pk"))
    assert found == changed(report, since, until, by)


@pytest.mark.django_db
def test_of_what_cannot_have_changed_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = make_measure()
    checked, still = make_measure(moved.report), make_measure(moved.report)
    log(still, occurred="2024-01-31", status="in_progress")
    log(checked, occurred="2024-02-01")
    log(moved, occurred="2024-02-01", status="in_progress")
    loaded = []
    histories_of = changes.histories_of

    def recorded(measures: Any, *rows: Any) -> Any:
        loaded.extend(measures)
        return histories_of(measures, *rows)

    monkeypatch.setattr(changes, "histories_of", recorded)

    found = changed(moved.report, "2024-01-31", "2024-02-01")

    assert loaded == [moved]
    assert len(found.entries) == 2


@pytest.mark.django_db
def test_the_first_of_many_entries_and_assessments_are_those_of_all() -> None:
    measure = make_measure()
    for day in range(1, 9):
        assessments = [assess(measure, day % 3)] if day % 4 == 1 else []
        log(measure, occurred=f"2024-01-{day:02}", assessments=assessments)
    period = Period(date(2023, 12, 31), date(2024, 2, 1))

    every, few = changes_of(measure.report, PUBLIC, period), changes_of(measure.report, PUBLIC, period, first=2)

    assert (every.entries[:2], every.assessments[:2]) == (few.entries[:2], few.assessments[:2])
    assert (len(every.entries), len(every.assessments)) == (8, 2)
    assert len(few.entries) == 4
    assert every.levels == few.levels


@pytest.mark.django_db
def test_any_number_of_changes_costs_a_constant_number_of_queries(
    django_assert_max_num_queries: Any,
) -> None:
    measure = make_measure()
    writer, source = make_user(), make_evidence()
    for index in range(12):
        other = make_measure(measure.report)
        log(other, by=writer, occurred=f"2024-01-{index + 1:02}", assessments=[assess(other, 1)], sources=[source.key])

    # measures; bearings, assessments, milestones with marks; turns; entries with the four kinds of rows that come
    # with them
    with django_assert_max_num_queries(10):
        found = changed(measure.report, "2023-12-31", "2024-06-01")

    assert len(found.entries) == 12
