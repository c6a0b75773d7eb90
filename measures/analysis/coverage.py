"""Coverage: which ambiguities are worked on, by whom, and which nobody moves. By independent views only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, TextChoices, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from measures.analysis.differences import sides_of
from measures.analysis.past import standings_as_of
from measures.models import (
    Addressing,
    Ambiguity,
    Audience,
    Measure,
    Party,
    Report,
    Standing,
    Strength,
)
from measures.models.measures import MeasureQuerySet


class CoverageState(TextChoices):
    UNCOVERED = "uncovered", _("No measure addresses it")
    MOVING_AWAY = "moving_away", _("Moving away")
    MOVED_BY_BOTH = "moved_by_both", _("Moved by both")
    MOVED_BY_ONE = "moved_by_one", _("Moved by one side")
    UNTOUCHED = "untouched", _("Untouched")


@dataclass(frozen=True, slots=True)
class Footing:
    """How a measure that addresses an ambiguity moves it, by independent views."""

    ambiguity: int
    strength: str
    moved_by: Sequence[str]
    is_moving_away: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How an element is covered: its state, the sides that move it, and the addressings this rests on."""

    ambiguity: Ambiguity
    state: CoverageState
    moved_by: Sequence[str]
    addressings: Sequence[Addressing]


def addressings_for(ambiguities: Iterable[Any], measures: Iterable[Measure]) -> list[Addressing]:
    """How measures address ambiguities loaded `with_addressings`, each with the given measure.

    What is hidden is not among the measures.
    """
    given = {measure.pk: measure for measure in measures}
    found = []
    for ambiguity in ambiguities:
        for columns in ambiguity.addressing_rows:
            row = Addressing(**columns)
            if row.measure_id in given:
                row.measure, row.ambiguity = given[row.measure_id], ambiguity
                found.append(row)
    return sorted(found, key=lambda row: (row.ambiguity.position, row.strength, row.measure.position, row.pk))


def coverage_of_report(
    report: Report, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Coverage]:
    """The coverage of a report's elements, as it stands or as of a past day."""
    rows, whole = report.ambiguities.standing(known_at=known_at).exclude(parent=None), report.measures.whole()
    with standings_as_of(report.measures.whole(), audience, as_of=as_of, known_at=known_at):
        # The footings sum up the standings of all measures.
        elements = list(
            rows.with_addressings().exclude(parent=None).annotate(footing_rows=footings_among(whole.seen_by(audience)))
        )
    measures = whole.visible_to(audience).only("key", "position")
    addressings, sides = addressings_for(elements, measures), sides_of(report, audience)
    return coverage_of(elements, addressings, sides, footings=footings_of(elements))


def coverage_of(
    elements: Iterable[Ambiguity],
    addressings: Sequence[Addressing],
    sides: Sequence[Party],
    *,
    footings: Sequence[Footing] | None = None,
) -> list[Coverage]:
    """The coverage of elements by addressings of measures with their standings.

    Where only some of these are at hand, by the footings of all.
    """
    if footings is None:
        footings = [footing_of(row, row.measure.standing) for row in addressings]
    return [
        element_coverage(
            element,
            [row for row in addressings if row.ambiguity_id == element.pk and row.strength != Strength.WHOLE_SET],
            [row for row in footings if row.ambiguity == element.pk],
            sides,
        )
        for element in elements
    ]


def element_coverage(
    element: Ambiguity, addressings: Sequence[Addressing], footings: Iterable[Footing], sides: Sequence[Party]
) -> Coverage:
    # Measures that address a whole set are shown at the set, and do not count for its elements.
    direct = [row for row in footings if row.strength != Strength.WHOLE_SET]
    moved_by = [side.code for side in sides if any(side.code in row.moved_by for row in direct)]
    if not direct:
        state = CoverageState.UNCOVERED
    elif any(row.strength == Strength.PRIMARY and row.is_moving_away for row in direct):
        state = CoverageState.MOVING_AWAY
    elif len(moved_by) >= 2:
        state = CoverageState.MOVED_BY_BOTH
    else:
        state = CoverageState.MOVED_BY_ONE if moved_by else CoverageState.UNTOUCHED
    return Coverage(element, state, moved_by, addressings)


def footing_of(row: Addressing, standing: Standing) -> Footing:
    return Footing(row.ambiguity_id, row.strength, standing.moved_by, standing.is_moving_away)


def footings_among(measures: MeasureQuerySet) -> Case:
    """The footings on which the measures, after `seen_by`, address an element: each footing once."""
    addressing = measures.filter(addressings__ambiguity=OuterRef("pk")).order_by()
    footing = JSONObject(
        strength="addressings__strength", moved_by="standing__moved_by", is_moving_away="standing__is_moving_away"
    )
    footings = ArraySubquery(addressing.values(footing=footing).distinct())
    return Case(When(parent__isnull=False, then=footings), default=None)


def footings_of(ambiguities: Iterable[Any]) -> list[Footing] | None:
    """The footings that were loaded with ambiguities, if they were."""
    came = [each for each in ambiguities if hasattr(each, "footing_rows")]
    return [Footing(each.pk, **columns) for each in came for columns in each.footing_rows or ()] if came else None
