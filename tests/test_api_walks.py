"""Whoever walks a list page by page gets every row that was there throughout exactly once, whatever others write."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from measures.models import Evidence, Measure, PartialDate, Report
from measures.operations.catalogue import load_sources
from measures.operations.drafts import BearingDraft, EntryDraft
from measures.operations.series import load_entries
from tests.factories import TODAY, get, make_measure, make_report
from tests.filling import TEXTS

pytestmark = pytest.mark.django_db

THERE, INSERTED, UPDATED = 100, 200, 50
MEASURES = {"kind": "joint", "title": "T"}


def more_measures(report: Report, indexes: range, random: Random) -> None:
    """Measures at any place in their report."""
    Measure.objects.bulk_create(
        Measure(report=report, key=f"{report.slug}-{n}", code=f"{n}", position=random.randrange(10_000), **MEASURES)
        for n in indexes
    )


def more_entries(report: Report, indexes: range, random: Random) -> None:
    """Developments of any day: most of them are back-dated."""
    measure = report.measures.first() or make_measure(report)
    drafts = [
        EntryDraft(
            **TEXTS | {"occurred": PartialDate(2024, random.randint(1, 12), random.randint(1, 28))},
            key=f"{report.slug}-E{n}",
            bears_on=[BearingDraft(on=measure.key, direction="toward")],
        )
        for n in indexes
    ]
    load_entries(report, drafts, author_name="Library", on=TODAY)


def more_sources(report: Report, indexes: range, random: Random) -> None:
    """Sources: the latest come first."""
    address = f"https://example.org/{report.slug}"
    sources = [Evidence(key=f"{report.slug}-S{n}", title="T", publisher="P", url=f"{address}/{n}") for n in indexes]
    load_sources(sources, accepted_by="Library")


def revise_measures(report: Report, count: int, random: Random) -> None:
    chosen = random.sample(list(report.measures.values_list("pk", flat=True)), count)
    Measure.objects.filter(pk__in=chosen).update(title="Revised", due_on="2030", version=F("version") + 1)


def revise_sources(report: Report, count: int, random: Random) -> None:
    chosen = random.sample(list(Evidence.objects.values_list("pk", flat=True)), count)
    Evidence.objects.filter(pk__in=chosen).update(grade="B", version=F("version") + 1)


type Insert = Callable[[Report, range, Random], None]
type Update = Callable[[Report, int, Random], None]
# Entries are written once.
LISTS: dict[str, tuple[Insert, Update | None]] = {
    "measures/": (more_measures, revise_measures),
    "entries/": (more_entries, None),
    "evidence/": (more_sources, revise_sources),
}


@pytest.mark.parametrize("address", LISTS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(page_size=st.integers(7, 60), turns=st.integers(1, 8), random=st.randoms(use_true_random=False))
def test_a_walk_has_every_row_that_was_there_exactly_once_and_ends(
    address: str, page_size: int, turns: int, random: Random
) -> None:
    insert, update = LISTS[address]
    report = make_report()
    narrowed = {} if address == "evidence/" else {"report": report.slug}
    insert(report, range(THERE), random)
    # No more turns than the walk surely has.
    turns = min(turns, (THERE - 1) // page_size)
    there = set(walked(get(address, page_size=500, **narrowed)))

    def write(turn: int) -> None:
        """A share of what others write, between two pages."""
        if turn < turns:
            insert(report, share(INSERTED, turn, turns, after=THERE), random)
            if update is not None:
                update(report, len(share(UPDATED, turn, turns)), random)

    found = walked(get(address, page_size=page_size, **narrowed), write)

    assert len(found) == len(set(found))
    assert there <= set(found)


def share(whole: int, turn: int, turns: int, *, after: int = 0) -> range:
    """What falls to one of several turns."""
    return range(after + whole * turn // turns, after + whole * (turn + 1) // turns)


def walked(page: Any, between: Callable[[int], None] = lambda turn: None) -> list[str]:
    """The keys of all rows from a page on, while something is done between one page and the next."""
    found, turn = [row["key"] for row in page["results"]], 0
    while page["next"]:
        between(turn)
        page, turn = APIClient().get(page["next"]).json(), turn + 1
        found += [row["key"] for row in page["results"]]
    return found
