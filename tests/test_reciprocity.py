"""Reciprocity: what developments offered, answered and withdrew, and what only our level of two measures says."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from measures.analysis.reciprocity import Reciprocity, ReciprocityState, reciprocal_links, reciprocities_of
from measures.models import PUBLIC, TEAM, Audience, Entry, Link, Measure, Relation, Report
from measures.models.partial_dates import end_of
from measures.operations.drafts import BearingDraft, ViewDraft
from tests.factories import log, make_evidence, make_measure, make_report

TODAY = date(2026, 11, 25)
NOT_OFFERED, OFFERED, ANSWERED, WITHDRAWN, LEVEL_REACHED, NO_FURTHER_STEP = ReciprocityState


def exchange(slug: str, *, as_of: date | None = None, audience: Audience = PUBLIC, **parameters: Any) -> Reciprocity:
    """The one exchange of a report."""
    links = reciprocal_links(audience, report=Report.objects.get(slug=slug))
    [found] = reciprocities_of(links, audience, on=as_of or TODAY, as_of=as_of, **parameters)
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
    move(given, "2024-01-01", "toward")

    [found] = client.get("/api/v1/reciprocity/?report=shores").json()["reciprocity"]
    page = client.get("/exchanges/?report=shores").content.decode()

    assert (found["basis"], found["state"], found["movers"]) == (basis, "offered", movers)
    assert ("nobody: only our reading links them" in page) == (basis == "ours")


def move(measure: Measure, occurred: str, direction: str, about: str = "", **fields: Any) -> Entry:
    """A development that bears on a measure, about its own party unless it says about whom."""
    status = fields.pop("status", "")
    about = about or measure.parties.get().code
    bearing = BearingDraft(on=measure.key, direction=direction, about=about, status=status)
    return log(measure, occurred=occurred, bears_on=[bearing], **fields)


def see(measure: Measure, occurred: str, level: int | None, **fields: Any) -> Entry:
    """An independent view of a measure's level; without a level, nothing was found."""
    about = measure.parties.get().code
    nothing = "" if level is not None else "nothing_found"
    view = ViewDraft(on=measure.key, whose="independent", about=about, level=level, nothing=nothing)
    bearing = BearingDraft(on=measure.key, direction="background")
    return log(measure, occurred=occurred, bears_on=[bearing], views=[view], **fields)


def states() -> list[tuple[ReciprocityState, str]]:
    return [(step.state, str(step.day)) for step in exchange("shores").steps]


@pytest.mark.django_db
def test_an_answer_comes_after_an_offer_or_on_its_day() -> None:
    given, returned = make_exchange()
    move(returned, "2024-01-01", "toward")

    assert states() == []

    move(given, "2024-02-01", "toward")

    assert states() == [(OFFERED, "2024-02-01")]

    move(returned, "2024-02-01", "toward")

    assert states() == [(OFFERED, "2024-02-01"), (ANSWERED, "2024-02-01")]


@pytest.mark.django_db
def test_an_answer_taken_back_leaves_the_offer_and_a_new_offer_awaits_a_new_answer() -> None:
    given, returned = make_exchange()
    for measure, occurred, direction in (
        (given, "2024-01-01", "toward"),
        (returned, "2024-02-01", "toward"),
        (returned, "2024-03-01", "away"),
        (returned, "2024-04-01", "toward"),
        (given, "2024-05-01", "away"),
        (given, "2024-06-01", "toward"),
    ):
        move(measure, occurred, direction)

    assert states() == [
        (OFFERED, "2024-01-01"),
        (ANSWERED, "2024-02-01"),
        (OFFERED, "2024-03-01"),
        (ANSWERED, "2024-04-01"),
        (WITHDRAWN, "2024-05-01"),
        (OFFERED, "2024-06-01"),
    ]


@pytest.mark.django_db
def test_only_what_its_own_party_did_offers_or_withdraws() -> None:
    given, _ = make_exchange()
    for about in ("NORTHSHORE", "none"):
        move(given, "2024-01-01", "toward", about=about)

    assert states() == []

    move(given, "2024-02-01", "toward", about="both")
    for about in ("NORTHSHORE", "none"):
        move(given, "2024-03-01", "away", about=about)
    move(given, "2024-04-01", "either")

    assert states() == [(OFFERED, "2024-02-01")]


@pytest.mark.django_db
@pytest.mark.parametrize("track", ["press_analysis", "expert", "semi_official"])
def test_what_others_say_of_a_party_neither_offers_nor_withdraws(track: str) -> None:
    given, _ = make_exchange()
    move(given, "2024-01-01", "toward", track=track)

    assert states() == []

    move(given, "2024-02-01", "toward")
    move(given, "2024-03-01", "away", track=track)

    assert states() == [(OFFERED, "2024-02-01")]


@pytest.mark.django_db
def test_a_reversed_status_withdraws_what_was_offered_and_nothing_else() -> None:
    given, _ = make_exchange()
    reversing = {"status": "reversed", "sources": [make_evidence().key]}
    move(given, "2024-01-01", "background", **reversing)

    assert states() == []

    move(given, "2024-02-01", "toward")
    entry = move(given, "2024-03-01", "background", **reversing)

    assert states() == [(OFFERED, "2024-02-01"), (WITHDRAWN, "2024-03-01")]
    assert exchange("shores").steps[-1].entry == entry


@pytest.mark.django_db
def test_a_step_on_a_part_is_one_on_its_whole() -> None:
    given, _ = make_exchange()
    move(make_measure(given.report, code="S-1", parent=given, parties=["SOUTHSHORE"]), "2024-01-01", "toward")

    assert states() == [(OFFERED, "2024-01-01")]


@pytest.mark.django_db
def test_our_level_alone_offers_nothing_and_takes_nothing_back(client: Client) -> None:
    given, returned = make_exchange()
    see(given, "2024-01", 2)
    see(returned, "2024-02-01", 1)

    reached = exchange("shores")

    assert (reached.state, reached.movers) == (LEVEL_REACHED, [])
    assert [(step.state, step.measure) for step in reached.steps] == [(LEVEL_REACHED, given), (LEVEL_REACHED, returned)]

    see(given, "2026-05-22", 0)

    [found] = client.get("/api/v1/reciprocity/?report=shores").json()["reciprocity"]
    page = client.get(f"/measures/{given.key}/").content.decode()
    assert (found["state"], found["since"], found["movers"]) == ("no_further_step", "2026-05-22", [])
    assert found["history"][-1] | {"entry": ""} == {
        "state": "no_further_step",
        "day": "2026-05-22",
        "occurred": "2026-05-22",
        "entry": "",
        "measure": given.key,
        "last_found": "2024-01",
    }
    assert "No further step found since Jan 2024" in page
    assert "only our level for it changed" in page
    assert not re.search("withdrawn|offered|answered|taken back", page[page.index("<main") :].lower())


@pytest.mark.django_db
def test_an_offer_stands_when_our_level_falls_and_that_is_told_beside_it() -> None:
    given, _ = make_exchange()
    move(given, "2024-04-23", "toward")
    see(given, "2024-04-23", 1)
    see(given, "2026-05-22", 0)
    see(given, "2026-06-01", 0)

    found = exchange("shores")

    assert states() == [(OFFERED, "2024-04-23"), (NO_FURTHER_STEP, "2026-05-22")]
    assert (found.state, str(found.since), found.movers) == (OFFERED, "2024-04-23", ["NORTHSHORE"])
    assert str(found.steps[-1].last_found) == "2024-04-23"


@pytest.mark.django_db
def test_nothing_reached_is_not_lost_and_nothing_found_takes_nothing_back() -> None:
    given, _ = make_exchange()
    see(given, "2024-01-01", 0)

    assert states() == []

    see(given, "2024-02-01", 2)
    see(given, "2024-03-01", None)

    assert states() == [(LEVEL_REACHED, "2024-02-01")]


@pytest.mark.django_db
def test_the_last_word_of_a_day_is_that_days() -> None:
    given, _ = make_exchange()
    see(given, "2024-01-01", 1)
    see(given, "2024-01-01", 0)

    assert states() == []


def test_the_real_record_says_withdrawn_only_of_what_a_development_did(reports: None) -> None:
    links = reciprocal_links(PUBLIC, report=Report.objects.get(slug="zhao-2020"))

    for found in reciprocities_of(links, PUBLIC, on=TODAY):
        for step in found.steps:
            entry = Entry.objects.get(key=step.entry.key)
            moving = {bearing.direction for bearing in entry.bearings.all() if bearing.measure == step.measure}
            assert step.is_ours or (entry.kind == "development" and moving & {"toward", "away"})
            assert step.state != WITHDRAWN or "away" in moving


@pytest.mark.django_db
def test_what_is_hidden_neither_offers_nor_shows_the_link() -> None:
    given, returned = make_exchange()
    move(given, "2024-01-01", "toward", marking="internal")

    assert exchange("shores").state == NOT_OFFERED
    assert exchange("shores", audience=TEAM).state == OFFERED

    Measure.objects.filter(pk=returned.pk).update(marking="internal")

    assert reciprocal_links(PUBLIC, report=given.report) == []


@pytest.mark.django_db
def test_any_number_of_links_costs_two_queries(django_assert_num_queries: Any) -> None:
    given, _ = make_exchange()
    for index in range(20):
        other = make_measure(given.report, code=f"N{index}")
        Link.objects.create(source=other, target=given, relation=Relation.RECIPROCATES, basis="ours")
    move(given, "2024-01-01", "toward")

    # the links with both measures, their reports and the codes of their parties; what entries say of them
    with django_assert_num_queries(2):
        found = reciprocities_of(reciprocal_links(PUBLIC, report=given.report), PUBLIC, on=TODAY)

    assert len(found) == 21
    assert {each.state for each in found} == {OFFERED}
