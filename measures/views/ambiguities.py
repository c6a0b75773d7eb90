"""The ambiguities of a report: how each side reads each of them, and which nobody works on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from measures.analysis.coverage import (
    Coverage,
    CoverageState,
    addressings_for,
    coverage_of,
    footings_among,
    footings_of,
)
from measures.analysis.past import standings_of_report
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.standing import view_figures
from measures.models import Addressing, Ambiguity, Concern, Measure, Party, Strength, View
from measures.models.measures import MeasureQuerySet
from measures.models.reports import AmbiguityQuerySet
from measures.views.coverage_states import coverage_counts
from measures.views.reading import Reading, ReadingRequest, query, reading_of_whole_report, reading_page
from measures.views.rows import ShortLink, short_link
from measures.views.sides import ViewCell, view_cell

# How many of the measures that address an ambiguity are shown with it; the list has all.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class ReadingCell:
    """How one side reads an ambiguity; without a view it is a gap."""

    side: Party
    view: View | None
    url: str


@dataclass(frozen=True, slots=True)
class AmbiguityRow:
    """An element: whose it is, who reads it how, whether it gets clearer, and who works on it."""

    ambiguity: Ambiguity
    url: str
    bearers: Sequence[Party]
    readings: Sequence[ReadingCell]
    perception: Perception
    coverage: Coverage
    measures: Sequence[ShortLink]
    left_out: int
    ours: ViewCell | None

    @property
    def movers(self) -> Sequence[str]:
        """The one side that moves it; where both do, the label says so."""
        return self.coverage.moved_by if self.coverage.state == CoverageState.MOVED_BY_ONE else ()

    @property
    def concern(self) -> str:
        bearing = self.perception.concern
        return str(Concern(bearing.concern).label) if bearing else ""

    @property
    def coverage_label(self) -> str:
        return str(self.coverage.state.label)


@dataclass(frozen=True, slots=True)
class AmbiguityGroup:
    """A set, the measures that address the whole of it, and its elements."""

    ambiguity: Ambiguity
    url: str
    whole_set: Sequence[ShortLink]
    left_out: int
    rows: Sequence[AmbiguityRow]


@reading_page(travels=True)
def ambiguities(request: ReadingRequest) -> HttpResponse:
    """The index of ambiguities as of a day, of some states of coverage if they are asked for."""
    report = request.reading.report
    if report is None:
        return render(request, "measures/empty.html")
    reading = reading_of_whole_report(request, report)
    with standings_of_report(report, reading.audience, **reading.days):
        standing = report.ambiguities.standing(known_at=reading.known_at)
        every, found = addressed(standing, report.measures.whole(), reading)
    addressings = addressings_for(every, found)
    elements = [ambiguity for ambiguity in every if not ambiguity.is_set]
    coverage = coverage_of(elements, addressings, reading.sides, footings=footings_of(elements))
    rows = ambiguity_rows(chosen_coverage(coverage, request.GET.getlist("coverage")), reading)
    rows = chosen_perceptions(rows, request.GET.getlist("unheard"), reading)
    groups = [ambiguity_group(parent, rows, addressings, reading) for parent in every if parent.is_set]
    context = {
        "groups": [group for group in groups if group.rows],
        "shown": len(rows),
        "total": len(elements),
        "is_narrowed": len(rows) < len(elements),
        "states": coverage_counts(coverage, reading),
        "columns": len(reading.sides) + 5,
    }
    return render(request, "measures/ambiguities.html", context)


def addressed(
    ambiguities: AmbiguityQuerySet, whole: MeasureQuerySet, reading: Reading
) -> tuple[list[Ambiguity], list[Measure]]:
    """Ambiguities, and of these whole measures the first that address each, with the standings that queries read.

    The others are told of by their footings.
    """
    first = (
        ambiguities.with_bearer_codes()
        .select_related("report", "parent", "perceived_by")
        .with_first_addressings(whole.visible_to(reading.audience).values("pk"), SHOWN)
    )
    seen = whole.seen_by(reading.audience)
    every = list(first.annotate(footing_rows=footings_among(seen)))
    shown = {columns["measure_id"] for each in every for columns in each.addressing_rows}  # type: ignore[attr-defined]
    return every, list(seen.filter(pk__in=shown).with_party_codes())


def left_out(ambiguity: Any) -> int:
    """How many measures that address an ambiguity are not shown with it."""
    return ambiguity.addressed_by - len(ambiguity.addressing_rows) if hasattr(ambiguity, "addressed_by") else 0


def chosen_coverage(coverage: Sequence[Coverage], chosen: Sequence[str]) -> Sequence[Coverage]:
    """The ambiguities in the chosen states of coverage, or all."""
    states = set(chosen).intersection(CoverageState.values)
    return [each for each in coverage if each.state in states] if states else coverage


def chosen_perceptions(rows: list[AmbiguityRow], unheard: Sequence[str], reading: Reading) -> list[AmbiguityRow]:
    """The ambiguities on which the chosen sides have not spoken, or all."""
    sides = set(unheard).intersection(reading.side_places)
    return [row for row in rows if sides.issubset(row.perception.missing)]


def ambiguity_group(
    parent: Ambiguity, rows: Sequence[AmbiguityRow], addressings: Sequence[Addressing], reading: Reading
) -> AmbiguityGroup:
    whole = [row for row in addressings if row.strength == Strength.WHOLE_SET and row.ambiguity_id == parent.pk]
    return AmbiguityGroup(
        ambiguity=parent,
        url=reverse("ambiguity", args=[parent.key]) + query(reading.day_kept),
        whole_set=[short_link(row.measure, reading) for row in whole],
        left_out=left_out(parent),
        rows=[row for row in rows if row.ambiguity.parent_id == parent.pk],
    )


def ambiguity_rows(coverage: Sequence[Coverage], reading: Reading) -> list[AmbiguityRow]:
    perceptions = perceptions_of(
        [each.ambiguity for each in coverage],
        reading.sides,
        reading.audience,
        **reading.days,
    )
    return [ambiguity_row(each, perception, reading) for each, perception in zip(coverage, perceptions, strict=True)]


def ambiguity_row(coverage: Coverage, perception: Perception, reading: Reading) -> AmbiguityRow:
    return AmbiguityRow(
        ambiguity=coverage.ambiguity,
        url=reverse("ambiguity", args=[coverage.ambiguity.key]) + query(reading.day_kept),
        bearers=[reading.parties[code] for code in coverage.ambiguity.bearer_codes],
        readings=[
            ReadingCell(
                reading.parties[each.whose],
                each.view,
                reverse("entry", args=[each.view.entry.key]) + query(reading.day_kept) if each.view else "",
            )
            for each in perception.readings
        ],
        perception=perception,
        coverage=coverage,
        measures=[short_link(row.measure, reading) for row in coverage.addressings],
        left_out=left_out(coverage.ambiguity),
        ours=view_cell(view_figures(perception.independent), reading) if perception.independent else None,
    )
