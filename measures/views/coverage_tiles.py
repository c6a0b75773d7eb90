"""Which ambiguities anyone works on: the tiles of the overview."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.coverage import Coverage, CoverageState
from measures.analysis.overview import Overview
from measures.models import Addressing, Ambiguity
from measures.views.reading import Reading, query
from measures.views.rows import Target, target_of

TILE_CLASSES = {
    CoverageState.UNCOVERED: "tile-uncovered",
    CoverageState.MOVING_AWAY: "tile-away",
    CoverageState.MOVED_BY_BOTH: "tile-both",
    CoverageState.MOVED_BY_ONE: "tile-one",
    CoverageState.UNTOUCHED: "tile-untouched",
}


@dataclass(frozen=True, slots=True)
class CoverageCount:
    """How many elements are in one state, with the list of them."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One element and how it is covered."""

    ambiguity: Ambiguity
    url: str
    css: str
    state: str
    label: str
    mover: str


@dataclass(frozen=True, slots=True)
class TileSet:
    """A set of ambiguities: the measures that address the whole of it, and its elements."""

    ambiguity: Ambiguity
    url: str
    whole_set: Sequence[Target]
    tiles: Sequence[Tile]


def coverage_counts(coverage: Sequence[Coverage], reading: Reading) -> list[CoverageCount]:
    counts = Counter(each.state for each in coverage)
    labels = {
        CoverageState.UNCOVERED: _("%(count)d uncovered"),
        CoverageState.MOVING_AWAY: _("%(count)d moving away"),
        CoverageState.MOVED_BY_BOTH: _("%(count)d moved by both"),
        CoverageState.MOVED_BY_ONE: _("%(count)d moved by one side"),
        CoverageState.UNTOUCHED: _("%(count)d untouched"),
    }
    page = reverse("ambiguities")
    return [
        CoverageCount(label % {"count": counts[state]}, page + query({**reading.kept, "coverage": state.value}))
        for state, label in labels.items()
    ]


def coverage_sets(seen: Overview, reading: Reading) -> list[TileSet]:
    sets: dict[Ambiguity, list[Coverage]] = {}
    for each in seen.coverage:
        if each.ambiguity.parent is not None:
            sets.setdefault(each.ambiguity.parent, []).append(each)
    return [tile_set(parent, elements, seen.whole_sets, reading) for parent, elements in sets.items()]


def tile_set(
    parent: Ambiguity, elements: Sequence[Coverage], whole_sets: Sequence[Addressing], reading: Reading
) -> TileSet:
    return TileSet(
        ambiguity=parent,
        url=reverse("ambiguity", args=[parent.key]) + query(reading.day_kept),
        whole_set=[target_of(row.measure, reading) for row in whole_sets if row.ambiguity_id == parent.pk],
        tiles=[tile(each, reading) for each in elements],
    )


def tile(coverage: Coverage, reading: Reading) -> Tile:
    mover = coverage.moved_by[0] if coverage.state == CoverageState.MOVED_BY_ONE else ""
    return Tile(
        ambiguity=coverage.ambiguity,
        url=reverse("ambiguity", args=[coverage.ambiguity.key]) + query(reading.day_kept),
        css=TILE_CLASSES[coverage.state],
        state=coverage.state,
        label=str(coverage.state.label),
        mover=mover,
    )
