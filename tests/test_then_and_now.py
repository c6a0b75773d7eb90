"""Then and now: two days of a report side by side, in a reading and on the page."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from measures.analysis.sides import sides_of
from measures.analysis.then_and_now import ComparedTarget, DayState, ThenAndNow, compare_days
from measures.models import PUBLIC, TEAM, Ambiguity, Audience, Entry, Measure, PartialDate, Report
from measures.models.partial_dates import end_of
from measures.operations.drafts import AssessmentDraft, BearingDraft
from measures.operations.searches import record_search
from tests.clocks import record_by
from tests.factories import compare as compare_texts
from tests.factories import (
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_report,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    say,
    text_draft,
)
from tests.files import signed_in
from tests.markup import words_of

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
THEN, NOW = date(2023, 11, 6), date(2026, 11, 25)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


def compared(report: Report, audience: Audience = PUBLIC, **fields: Any) -> ThenAndNow:
    days = {"then": THEN, "now": NOW, "today": NOW, **fields}
    return compare_days(report, audience, sides=sides_of(report, audience), **days)


def of(found: ThenAndNow, on: Any) -> ComparedTarget:
    return next(each for each in (*found.measures, *found.ambiguities) if each.on == on)


def speak(on: Measure | Ambiguity, day: str, quotation: str, whose: str = SOUTH, **fields: Any) -> Entry:
    """What a side says on a measure or an ambiguity on a day."""
    return say(on.report, day, quotation, whose=whose, on=[on.key], **fields)


def words_on(state: DayState) -> dict[str, str]:
    """The last words of each side that has said something by a day."""
    return {side.party.code: side.statement.row.quotation for side in state.words if side.statement}


@pytest.fixture
def measure() -> Measure:
    return make_measure(parties=[NORTH, SOUTH])


def test_each_day_has_its_status_development_words_and_level(measure: Measure) -> None:
    sources = [make_evidence().key]
    log(measure, occurred="2022-05-01", status="proposed", direction="away", sources=sources)
    speak(measure, "2022-05-01", "No.")
    speak(measure, "2022-06-01", "We wait.", whose=NORTH)
    ours = AssessmentDraft(on=measure.key, level=2)
    log(measure, occurred="2025-05-01", status="under_discussion", assessments=[ours], sources=sources)
    speak(measure, "2025-05-01", "Yes.")
    log(measure, occurred="2025-06-01", direction="background", sources=sources)

    found = of(compared(measure.report), measure)

    assert (found.then.status, found.now.status) == ("proposed", "under_discussion")
    assert (str(found.then.since), str(found.now.since)) == ("2022-05-01", "2025-05-01")
    assert [state.development and state.development.points for state in (found.then, found.now)] == ["away", "toward"]
    assert [words_on(state) for state in (found.then, found.now)] == [
        {NORTH: "We wait.", SOUTH: "No."},
        {NORTH: "We wait.", SOUTH: "Yes."},
    ]
    assert (found.then.level, found.now.level) == (None, 2)
    assert found.differs
    assert found.are_words_other


def test_other_words_alone_are_a_difference(measure: Measure) -> None:
    for day, quotation in (("2022-05-01", "No."), ("2025-05-01", "Yes.")):
        speak(measure, day, quotation)

    found = of(compared(measure.report), measure)

    assert (found.are_words_other, found.is_status_other, found.is_level_other) == (True, False, False)
    assert found.differs


def test_what_stayed_as_it_was_does_not_differ(measure: Measure) -> None:
    log(measure, occurred="2022-05-01", status="proposed", sources=[make_evidence().key])
    speak(measure, "2022-05-01", "No.")
    log(measure, occurred="2025-05-01", direction="background")

    found = of(compared(measure.report), measure)

    assert not found.differs


def test_a_day_is_taken_at_its_end(measure: Measure) -> None:
    log(measure, occurred="2023-11-06", status="under_discussion")
    log(measure, occurred="2023-11-07", status="in_progress")

    found = of(compared(measure.report), measure)

    assert (found.then.status, found.now.status) == ("under_discussion", "in_progress")


def test_what_was_recorded_later_is_left_out_as_it_was_known(measure: Measure, monkeypatch: Any) -> None:
    record_by(lambda: datetime(2024, 1, 1, 12, tzinfo=UTC), monkeypatch)
    log(measure, occurred="2023-01-01", status="proposed")
    record_by(lambda: datetime(2026, 1, 1, 12, tzinfo=UTC), monkeypatch)
    log(measure, occurred="2023-02-01", status="in_progress")

    as_known, as_recorded = (
        of(compared(measure.report, known_at=known_at), measure) for known_at in (end_of(date(2025, 1, 1)), None)
    )

    assert [found.then.status for found in (as_known, as_recorded)] == ["proposed", "in_progress"]


def test_a_part_counts_for_its_whole_and_points_one_way(measure: Measure) -> None:
    part = make_measure(measure.report, parent=measure)
    bears_on = [BearingDraft(on=measure.key, direction="toward"), BearingDraft(on=part.key, direction="away")]
    log(measure, occurred="2023-01-01", bears_on=bears_on)

    found = compared(measure.report)

    assert [each.on for each in found.measures] == [measure]
    development = found.measures[0].then.development
    assert development is not None
    assert development.points == "both_ways"


def test_ambiguities_have_their_state_and_each_sides_words(measure: Measure) -> None:
    element = make_ambiguity(measure.report, parent=make_ambiguity(measure.report))
    bears_on = [BearingDraft(on=element.key, direction="clearer", state="raised")]
    log(measure, occurred="2025-01-01", bears_on=bears_on, sources=[make_evidence().key])
    speak(element, "2025-01-01", "It is unclear.")

    found = of(compared(measure.report), element)

    assert (found.then.status, found.now.status) == ("", "raised")
    assert (words_on(found.then), words_on(found.now)) == ({}, {SOUTH: "It is unclear."})


def test_subjects_have_the_words_of_each_sides_texts(measure: Measure) -> None:
    subject = make_subject(measure.report)
    passage = mentioned(subject, quotation="In 2025.")
    text = text_draft(SOUTH, passage, administration="New administration", day=PartialDate.parse("2025-01-01"))
    compare_texts(log(measure, occurred="2025-01-01"), text, text_draft(NORTH, not_in_text(subject)))

    found = compared(measure.report)
    text_of_page = words_of(Client().get(f"/then-and-now/?report={measure.report.slug}&from={THEN}").content.decode())

    [row] = found.subjects
    then, now = next(side for side in row.sides if side[0].party.code == SOUTH)
    assert row.differs
    assert then.statement is None
    assert now.statement is not None
    assert now.statement.context.administration == "New administration"
    assert now.statement.row.quotation == "In 2025."
    assert "In 2025." in text_of_page


def test_what_is_hidden_is_not_there_for_who_may_not_see_it(measure: Measure) -> None:
    hidden = make_measure(measure.report, marking="internal")
    log(measure, occurred="2022-05-01", status="proposed")
    log(measure, occurred="2025-05-01", status="in_progress", marking="internal", title="Hidden away",
        sources=[make_evidence().key])  # fmt: skip
    speak(measure, "2025-05-01", "A secret.", marking="internal")
    public, team = (compared(measure.report, audience) for audience in (PUBLIC, TEAM))
    address = f"/then-and-now/?report={measure.report.slug}&from={THEN}"

    assert not of(public, measure).differs
    assert [words_on(of(found, measure).now) for found in (public, team)] == [{}, {SOUTH: "A secret."}]
    assert [len(found.measures) for found in (public, team)] == [1, 2]
    shown = [client.get(address).content.decode() for client in (Client(), signed_in(make_user()))]
    assert [("A secret." in each, "Hidden away" in each) for each in shown] == [(False, False), (True, True)]
    assert hidden.key not in shown[0]


def test_any_number_of_measures_costs_a_constant_number_of_queries(django_assert_max_num_queries: Any) -> None:
    report = make_report()
    source, writer = make_evidence().key, make_user()
    for _ in range(8):
        each = make_measure(report, parties=[NORTH, SOUTH])
        log(each, by=writer, occurred="2023-01-01", status="proposed", sources=[source])
        speak(each, "2023-01-01", "No.", by=writer)
    sides = sides_of(report, PUBLIC)

    # whether anything is assessed; and for each day four for histories, measures with their standings, words, the
    # latest developments, and two for readings of ambiguities
    with django_assert_max_num_queries(1 + 2 * 11):
        found = compare_days(report, PUBLIC, sides=sides, then=THEN, now=NOW, today=date(2027, 1, 1))

    assert len(found.measures) == 8


@pytest.mark.usefixtures("reports")
def test_the_page_shows_what_differs_of_the_real_report() -> None:
    text = Client().get("/then-and-now/?report=zhao-2020&from=2023-11-06").content.decode()
    found = compared(Report.objects.get(slug="zhao-2020"))

    assert len(found.measures) == 14
    table = re.findall(r'class="group-row" id="([^"]+)"', text)
    differing = {row.on.key for row in (*found.measures, *found.ambiguities) if row.differs}
    assert set(table) == differing | {row.on.key for row in found.subjects if row.differs}
    assert "14 measures differ" in words_of(text)
    statuses = {row.on.key: (row.then.status, row.now.status) for row in found.measures}
    assert statuses["zhao-2020-CO-3"] == ("in_progress", "under_discussion")
    # Those of which the status is another come first.
    others = [key for key in table if key in statuses and statuses[key][0] != statuses[key][1]]
    assert table[: len(others)] == others


@pytest.mark.usefixtures("reports")
def test_a_level_that_was_written_later_says_so() -> None:
    found = compared(Report.objects.get(slug="zhao-2020"))
    days = [row.then.written_on for row in found.measures]
    later = [day for day in days if day]

    text = Client().get("/then-and-now/?report=zhao-2020&from=2023-11-06").content.decode()

    assert all(day > THEN for day in later)
    assert later
    assert words_of(text).count("written on") >= len(later)


@pytest.mark.parametrize(
    "parameters", ["from=soon", "from=2025&to=2024", "from=2027", "to=0000", "known_at=never", "from=2024&to=soon"]
)
def test_days_that_cannot_be_read_are_refused(parameters: str) -> None:
    report = make_measure().report

    page = Client().get(f"/then-and-now/?report={report.slug}&{parameters}")

    assert page.status_code == 400
    assert 'id="days-problem"' in page.content.decode()


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    ("address", "compares"),
    [
        ("/?report=zhao-2020&as_of=2023-11-06", "/then-and-now/?report=zhao-2020&amp;from=2023-11-06"),
        ("/measures/zhao-2020-CO-3/?known_at=2026-01-01", "/then-and-now/?report=zhao-2020&amp;known_at=2026-01-01"),
        ("/changes/?report=zhao-2020&from=2023-11-07", "from=2023-11-06&amp;to=2026-11-25"),
    ],
)
def test_other_pages_lead_to_then_and_now(address: str, compares: str) -> None:
    assert compares in Client().get(address).content.decode()


def test_what_was_not_found_leads_to_which_texts_were_searched(measure: Measure) -> None:
    for party in (NORTH, SOUTH):
        days = {"since": PartialDate(2020), "until": PartialDate(2026, 3, 14)}
        record_search(
            measure.report, party=party, texts="Notices", language="en", by=make_user(), on=date(2026, 11, 25), **days
        )
    ours = AssessmentDraft(on=measure.key, about="none", nothing="nothing_found")
    log(measure, occurred="2022-05-01", status="proposed", assessments=[ours], sources=[make_evidence().key])
    log(measure, occurred="2024-05-01", status="in_progress", sources=[make_evidence().key])

    text = words_of(Client().get(f"/then-and-now/?report={measure.report.slug}&from=2023-11-06").content.decode())

    assert "Nothing found in the texts searched" in text
    assert "No statement found in the texts searched" in text
