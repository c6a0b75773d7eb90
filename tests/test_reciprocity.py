"""Reciprocity: what was offered, answered and withdrawn, by the independent levels of two measures."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from measures.analysis.reciprocity import Reciprocity, ReciprocityState, reciprocal_links, reciprocities_of
from measures.models import PUBLIC, TEAM, Audience, Link, Measure, Relation, Report
from measures.models.partial_dates import end_of
from measures.operations.drafts import BearingDraft, ViewDraft
from tests.factories import log, make_measure, make_report

TODAY = date(2026, 11, 25)
NOT_OFFERED, OFFERED, ANSWERED, WITHDRAWN = ReciprocityState


def exchange(slug: str, *, as_of: date | None = None, audience: Audience = PUBLIC, **asked: Any) -> Reciprocity:
    """The one exchange of a report."""
    links = reciprocal_links(audience, report=Report.objects.get(slug=slug))
    [found] = reciprocities_of(links, audience, on=as_of or TODAY, as_of=as_of, **asked)
    return found


@pytest.mark.parametrize(
    ("day", "state", "days", "movers"),
    [
        (date(2023, 5, 9), NOT_OFFERED, None, ["SOUTHSHORE"]),
        (date(2023, 5, 10), OFFERED, 0, ["NORTHSHORE"]),
        (date(2023, 9, 29), OFFERED, 142, ["NORTHSHORE"]),
        (date(2023, 9, 30), ANSWERED, 0, []),
        (date(2025, 4, 14), ANSWERED, 562, []),
        (date(2025, 4, 15), WITHDRAWN, 0, ["SOUTHSHORE"]),
        (date(2026, 11, 24), WITHDRAWN, 588, ["SOUTHSHORE"]),
    ],
)
def test_each_state_from_its_day(
    reports: None, day: date, state: ReciprocityState, days: int | None, movers: list[str]
) -> None:
    found = exchange("two-shores", as_of=day)

    assert (found.state, found.days, found.movers) == (state, days, movers)


def test_the_whole_course_with_the_entries_that_made_it(reports: None) -> None:
    found = exchange("two-shores")

    assert [(step.state, step.day, step.entry.key.removeprefix("two-shores-")) for step in found.steps] == [
        (OFFERED, date(2023, 5, 10), "EV-01"),
        (ANSWERED, date(2023, 9, 30), "EV-02"),
        (WITHDRAWN, date(2025, 4, 15), "EV-10"),
    ]
    assert found.since == date(2025, 4, 15)


def test_before_it_was_recorded_nothing_was_known(reports: None) -> None:
    assert exchange("two-shores", known_at=end_of(date(2024, 1, 1))).state == NOT_OFFERED


def test_links_that_we_make_are_our_reading_and_nobodys_move(reports: None) -> None:
    links = reciprocal_links(PUBLIC, report=Report.objects.get(slug="zhao-2020"))
    found = reciprocities_of(links, PUBLIC, on=TODAY)

    assert {(each.link.source.code, each.link.target.code) for each in found} >= {("CN-2", "US-1"), ("CN-2", "US-3")}
    assert all(each.is_our_reading and each.movers == [] for each in found)


def make_exchange(basis: str = "report") -> tuple[Measure, Measure]:
    """A measure of the south, and one of the north that reciprocates it."""
    report = make_report("shores")
    given = make_measure(report, code="S", parties=["SOUTHSHORE"])
    returned = make_measure(report, code="N")
    Link.objects.create(source=returned, target=given, relation=Relation.RECIPROCATES, basis=basis)
    return given, returned


@pytest.mark.django_db
@pytest.mark.parametrize(("basis", "movers"), [("report", ["NORTHSHORE"]), ("agreement", ["NORTHSHORE"]), ("ours", [])])
def test_whose_move_it_is_only_the_report_or_an_agreement_says(basis: str, movers: list[str], client: Client) -> None:
    given, _ = make_exchange(basis)
    see(given, "2024-01-01", 1)

    [found] = client.get("/api/v1/reciprocity/?report=shores").json()["reciprocity"]
    page = client.get("/?report=shores").content.decode()

    assert (found["basis"], found["state"], found["movers"]) == (basis, "offered", movers)
    assert ("our reading: nobody’s move" in page) == (basis == "ours")


def see(measure: Measure, occurred: str, level: int | None, **fields: Any) -> None:
    """An independent view of a measure's level; without a level, nothing was found."""
    about = measure.parties.get().code
    nothing = "" if level is not None else "nothing_found"
    view = ViewDraft(on=measure.key, whose="independent", about=about, level=level, nothing=nothing)
    bearing = BearingDraft(on=measure.key, direction="background")
    log(measure, occurred=occurred, bears_on=[bearing], views=[view], **fields)


def states() -> list[tuple[ReciprocityState, str]]:
    return [(step.state, str(step.day)) for step in exchange("shores").steps]


@pytest.mark.django_db
def test_a_step_that_came_first_answers_once_there_is_an_offer() -> None:
    given, returned = make_exchange()
    see(returned, "2024-01-01", 1)

    assert states() == []

    see(given, "2024-02-01", 1)

    assert states() == [(OFFERED, "2024-02-01"), (ANSWERED, "2024-02-01")]


@pytest.mark.django_db
def test_nothing_offered_is_not_withdrawn_and_nothing_found_takes_nothing_back() -> None:
    given, _ = make_exchange()
    see(given, "2024-01-01", 0)

    assert states() == []

    see(given, "2024-02-01", 2)
    see(given, "2024-03-01", None)

    assert states() == [(OFFERED, "2024-02-01")]


@pytest.mark.django_db
def test_an_answer_taken_back_leaves_the_offer_and_an_offer_may_come_again() -> None:
    given, returned = make_exchange()
    for measure, occurred, level in (
        (given, "2024-01-01", 1),
        (returned, "2024-02-01", 1),
        (returned, "2024-03-01", 0),
        (given, "2024-04-01", 0),
        (given, "2024-05-01", 1),
    ):
        see(measure, occurred, level)

    assert states() == [
        (OFFERED, "2024-01-01"),
        (ANSWERED, "2024-02-01"),
        (OFFERED, "2024-03-01"),
        (WITHDRAWN, "2024-04-01"),
        (OFFERED, "2024-05-01"),
    ]


@pytest.mark.django_db
def test_the_last_word_of_a_day_is_that_days() -> None:
    given, _ = make_exchange()
    see(given, "2024-01-01", 1)
    see(given, "2024-01-01", 0)

    assert states() == []


@pytest.mark.django_db
def test_what_is_hidden_neither_offers_nor_shows_the_link() -> None:
    given, returned = make_exchange()
    see(given, "2024-01-01", 1, marking="internal")

    assert exchange("shores").state == NOT_OFFERED
    assert exchange("shores", audience=TEAM).state == OFFERED

    Measure.objects.filter(pk=returned.pk).update(marking="internal")

    assert reciprocal_links(PUBLIC, report=given.report) == []


@pytest.mark.django_db
def test_any_number_of_links_costs_two_queries(django_assert_num_queries: Any) -> None:
    given, _ = make_exchange()
    for number in range(20):
        other = make_measure(given.report, code=f"N{number}")
        Link.objects.create(source=other, target=given, relation=Relation.RECIPROCATES, basis="ours")
    see(given, "2024-01-01", 1)

    # the links with both measures, their reports and the codes of their parties; the views
    with django_assert_num_queries(2):
        found = reciprocities_of(reciprocal_links(PUBLIC, report=given.report), PUBLIC, on=TODAY)

    assert len(found) == 21
    assert {each.state for each in found} == {OFFERED}
