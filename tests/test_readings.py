"""What is computed from the record, held against the record by hand."""

from datetime import date

import pytest

from measures.analysis.past import with_standings
from measures.analysis.perception import perceptions_of
from measures.analysis.sides import sides_of
from measures.analysis.statements import latest_words_on, target_of
from measures.models import (
    PARTICIPANTS,
    PUBLIC,
    TEAM,
    Ambiguity,
    Audience,
    Direction,
    Measure,
    PartialDate,
    Report,
    Standing,
    Status,
)
from measures.operations.standing import FIGURES, rebuild_standings
from tests.replaying import standings_of

TODAY = date(2026, 11, 25)


def standing(key: str, *, as_of: date | None = None, audience: Audience = PUBLIC) -> Standing:
    measure = Measure.objects.get(key=key)
    return with_standings(Measure.objects.filter(pk=measure.pk), audience, as_of=as_of)[0].standing  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("day", "status", "since", "direction"),
    [
        (date(2020, 6, 28), "", None, ""),
        (date(2024, 7, 16), Status.IN_PROGRESS, "2023-11-06", Direction.EITHER),
        (date(2024, 7, 17), Status.SUSPENDED, "2024-07-17", Direction.AWAY),
        (date(2024, 8, 1), Status.SUSPENDED, "2024-07-17", Direction.AWAY),
        (date(2026, 6, 1), Status.UNDER_DISCUSSION, "2026-02-23", Direction.TOWARD),
    ],
)
def test_sustained_engagement_on_a_past_day(
    reports: None, day: date, status: str, since: str | None, direction: str
) -> None:
    found = standing("zhao-2020-CO-3", as_of=day)

    assert (found.status, found.latest_direction) == (status, direction)
    assert found.status_since == (PartialDate.parse(since) if since else None)


def test_what_was_loaded_later_was_not_checked_by_then(reports: None) -> None:
    assert standing("zhao-2020-CO-3", as_of=date(2024, 8, 1)).last_checked is None
    assert standing("zhao-2020-CO-3").last_checked == date(2026, 10, 10)


def test_a_status_said_twice_holds_since_the_first(reports: None) -> None:
    assert standing("zhao-2020-US-3", as_of=date(2025, 1, 1)).status_since == PartialDate(2024, 4, 4)


def test_a_bearing_on_a_part_counts_once_for_its_whole(reports: None) -> None:
    whole, part = standing("zhao-2020-US-1"), standing("zhao-2020-US-1b")

    assert part.sources_away == 6  # two of EV-050, four of EV-067
    assert whole.sources_away == 6  # no development is away on the whole alone
    assert (whole.sources_either, part.sources_either) == (7, 0)  # two of EV-024, four of EV-068, one of its statements
    assert part.status == ""


def test_sources_by_the_author_do_not_count(reports: None) -> None:
    found = standing("zhao-2020-CO-4")

    assert found.sources_toward == 1  # S-049; S-022 is by the report's author


def test_no_assessment_is_never_a_level_of_nought(reports: None) -> None:
    found = standing("zhao-2020-CN-1")

    assert found.level is None
    assert {each["level"] for each in found.assessments} == {None}


def test_latest_words_show_who_has_not_spoken(reports: None) -> None:
    report = Report.objects.get(slug="zhao-2020")
    elements = list(Ambiguity.objects.filter(report=report).exclude(parent=None))

    found = latest_words_on(elements, sides_of(report, PUBLIC), PUBLIC, as_of=None, known_at=None)

    silent = {
        each.code: [side.party.code for side in found[target_of(each)] if side.statement is None] for each in elements
    }
    assert silent == {
        "A1": ["US"], "A2": ["US"], "A3": ["US"],
        "B1": [], "B2": ["CN"], "B3": [], "B4": [], "B5": [], "B6": [],
        "C1": [], "C2": [], "C3": ["CN", "US"],
    }  # fmt: skip


def test_perception_shows_what_the_latest_developments_did(reports: None) -> None:
    found = perceptions_of(Ambiguity.objects.filter(report__slug="two-shores").exclude(parent=None), PUBLIC)

    read = {
        each.ambiguity.code: (each.clarity and each.clarity.direction, each.concern and each.concern.concern)
        for each in found
    }
    assert read == {
        "N1": ("clearer", "down"),
        "N2": ("murkier", "same"),
        "S1": ("murkier", "up"),
        "S2": (None, None),
    }
    assert all(each.state == "" for each in found)
    assert all(each.independent is None for each in found)


def figures(rows: list[Standing]) -> list[list[object]]:
    return [[row.measure_id, row.audience, *(getattr(row, name) for name in FIGURES)] for row in rows]


def test_stored_standings_equal_those_rebuilt_and_replayed(reports: None) -> None:
    stored = figures(list(Standing.objects.all()))

    replayed = [
        standing
        for audience in (PARTICIPANTS, PUBLIC, TEAM)
        for standing in standings_of(Measure.objects.for_reading(), audience).values()
    ]
    assert sorted(figures(replayed), key=lambda row: row[:2]) == sorted(stored, key=lambda row: row[:2])
    rebuild_standings()
    assert figures(list(Standing.objects.all())) == stored


def test_a_row_and_the_filters_say_the_same_of_lateness(reports: None) -> None:
    measures = list(Measure.objects.seen_by(PUBLIC).with_timeliness(on=TODAY))
    for name in ("overdue", "due_soon", "unchecked"):
        filtered = getattr(Measure.objects.seen_by(PUBLIC), name)(on=TODAY)

        assert {measure for measure in measures if getattr(measure, f"is_{name}")} == set(filtered)
        assert filtered.exists()
