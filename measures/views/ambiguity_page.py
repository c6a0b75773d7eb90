"""The page of one ambiguity, or of a set of them: both sides' readings side by side, the gaps as work to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from measures.analysis.coverage import Coverage, addressings_for, coverage_of
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.standing import with_standings
from measures.models import Addressing, Ambiguity, Measure, Standing, Strength
from measures.views.ambiguities import AmbiguityRow, ambiguity_row
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.timeline import Timeline, timeline_of
from measures.views.view_columns import ShownView, shown_views


@dataclass(frozen=True, slots=True)
class SideReading:
    """How one side reads the ambiguity; without views it is a gap that somebody may be able to fill."""

    whose: str
    views: Sequence[ShownView]


@dataclass(frozen=True, slots=True)
class AddressingRow:
    """A measure that addresses it, and where that measure stands."""

    addressing: Addressing
    standing: Standing


@dataclass(frozen=True, slots=True)
class AmbiguityPage:
    """One ambiguity and all that is on record about it, for one reader and day."""

    ambiguity: Ambiguity
    perception: Perception
    readings: Sequence[SideReading]
    independent: Sequence[ShownView]
    coverage: Coverage | None
    addressings: Sequence[AddressingRow]
    whole_set: Sequence[Addressing]
    elements: Sequence[AmbiguityRow]
    timeline: Timeline


@reading_page(travels=True)
def ambiguity(request: ReadingRequest, key: str) -> HttpResponse:
    """One ambiguity: who reads it how, whether it gets clearer, and who works on it."""
    found = get_object_or_404(
        Ambiguity.objects.select_related("report", "parent", "perceived_by").prefetch_related("bearers"), key=key
    )
    request.reading = request.reading.of(found.report)
    page = ambiguity_page(found, request.reading)
    return render(request, "measures/ambiguity.html", {"page": page, "ambiguity": found})


def ambiguity_page(ambiguity: Ambiguity, reading: Reading) -> AmbiguityPage:
    elements = list(ambiguity.elements.prefetch_related("bearers"))
    rows = addressings_for([ambiguity, *elements, *([ambiguity.parent] if ambiguity.parent else [])], reading.audience)
    standings = standings_for(rows, reading)
    perceptions = perceptions_of(
        [ambiguity, *elements], reading.sides, reading.audience, as_of=reading.as_of, known_at=reading.known_at
    )
    perception = perceptions[0]
    covered = coverage_of([ambiguity, *elements], rows, standings, reading.sides)
    views = [view for each in perception.readings for view in each.views]
    shown = shown_views([*views, *([perception.independent] if perception.independent else [])], reading.audience)
    on = Q(ambiguity__in=[ambiguity, *elements])
    return AmbiguityPage(
        ambiguity=ambiguity,
        perception=perception,
        readings=[
            SideReading(each.whose, [row for row in shown if row.view in each.views]) for each in perception.readings
        ],
        independent=[row for row in shown if row.view == perception.independent],
        coverage=None if ambiguity.is_set else covered[0],
        addressings=[AddressingRow(row, standings[row.measure_id]) for row in rows if row.ambiguity_id == ambiguity.pk],
        whole_set=[
            row for row in rows if row.strength == Strength.WHOLE_SET and row.ambiguity_id == ambiguity.parent_id
        ],
        elements=[ambiguity_row(each, seen, reading) for each, seen in zip(covered[1:], perceptions[1:], strict=True)],
        timeline=timeline_of(ambiguity, on, reading),
    )


def standings_for(rows: Sequence[Addressing], reading: Reading) -> dict[int, Standing]:
    measures = Measure.objects.filter(pk__in={row.measure_id for row in rows})
    found = with_standings(measures, reading.audience, as_of=reading.as_of, known_at=reading.known_at)
    return {measure.pk: measure.standing for measure in found}
