"""Coverage: which ambiguity is worked on, by whom, and which one nobody moves. Independent views only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.differences import sides_of
from measures.analysis.standing import ViewFigures, independent_about, with_standings
from measures.models import (
    INDEPENDENT,
    NONE,
    Addressing,
    Ambiguity,
    Audience,
    Direction,
    Kind,
    Measure,
    Party,
    Report,
    Standing,
    Strength,
)


class CoverageState(TextChoices):
    UNCOVERED = "uncovered", _("No measure addresses it")
    MOVING_AWAY = "moving_away", _("Moving away")
    MOVED_BY_BOTH = "moved_by_both", _("Moved by both")
    MOVED_BY_ONE = "moved_by_one", _("Moved by one side")
    UNTOUCHED = "untouched", _("Untouched")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How an element is covered: its state, the sides that move it, and the addressings behind that."""

    ambiguity: Ambiguity
    state: CoverageState
    moved_by: Sequence[str]
    addressings: Sequence[Addressing]


def addressings_for(ambiguities: Iterable[Ambiguity], audience: Audience) -> list[Addressing]:
    """How whole measures that the audience may read address ambiguities."""
    return list(
        Addressing.objects.filter(ambiguity__in=list(ambiguities), measure__parent=None)
        .filter(measure__marking__in=audience.markings)
        .select_related("measure__report")
        .prefetch_related("measure__parties")
        .order_by("ambiguity__position", "strength", "measure__position", "pk")
    )


def coverage_of_report(
    report: Report, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Coverage]:
    """The coverage of a report's elements, as it stands or as of a past day."""
    elements = list(report.ambiguities.exclude(parent=None))
    measures = with_standings(report.measures.whole(), audience, as_of=as_of, known_at=known_at)
    standings = {measure.pk: measure.standing for measure in measures}
    return coverage_of(elements, addressings_for(elements, audience), standings, sides_of(report))


def coverage_of(
    elements: Iterable[Ambiguity],
    addressings: Sequence[Addressing],
    standings: Mapping[int, Standing],
    sides: Sequence[Party],
) -> list[Coverage]:
    """The coverage of elements, given the standings of measures by measure."""
    return [
        element_coverage(element, [row for row in addressings if row.ambiguity_id == element.pk], standings, sides)
        for element in elements
    ]


def element_coverage(
    element: Ambiguity, addressings: Sequence[Addressing], standings: Mapping[int, Standing], sides: Sequence[Party]
) -> Coverage:
    # Measures that address a whole set are shown at the set, and do not count for its elements.
    direct = [row for row in addressings if row.strength != Strength.WHOLE_SET]
    moved_by = [side.code for side in sides if any(moves(row.measure, side.code, standings) for row in direct)]
    if not direct:
        state = CoverageState.UNCOVERED
    elif any(row.strength == Strength.PRIMARY and is_moving_away(row.measure, standings) for row in direct):
        state = CoverageState.MOVING_AWAY
    elif len(moved_by) >= 2:
        state = CoverageState.MOVED_BY_BOTH
    else:
        state = CoverageState.MOVED_BY_ONE if moved_by else CoverageState.UNTOUCHED
    return Coverage(element, state, moved_by, direct)


def independent_views(measure: Measure, standings: Mapping[int, Standing]) -> dict[str, ViewFigures]:
    standing = standings.get(measure.pk)
    return {view["about"]: view for view in (standing.views if standing else []) if view["whose"] == INDEPENDENT}


def moves(measure: Measure, side: str, standings: Mapping[int, Standing]) -> bool:
    """Whether a side has a level of 1 or more; on a shared measure the overall level stands in for a missing one."""
    views = independent_views(measure, standings)
    view = views.get(side)
    if view is None and measure.kind != Kind.UNILATERAL and side in {party.code for party in measure.parties.all()}:
        view = views.get(NONE)
    return view is not None and (view["level"] or 0) >= 1


def is_moving_away(measure: Measure, standings: Mapping[int, Standing]) -> bool:
    view = independent_views(measure, standings).get(independent_about(measure))
    return view is not None and view["direction"] == Direction.AWAY
