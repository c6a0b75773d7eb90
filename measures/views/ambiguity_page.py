"""The page of one ambiguity, or of a set of them: both sides' readings side by side, the gaps as work to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from measures import access
from measures.analysis.coverage import addressings_for, coverage_of, footings_of
from measures.analysis.past import standings_as_of
from measures.analysis.perception import perceptions_by
from measures.analysis.readouts import with_naming
from measures.models import (
    Addressing,
    Ambiguity,
    Measure,
    Strength,
)
from measures.views.ambiguities import addressed, ambiguity_row, left_out
from measures.views.proposals import proposals_on
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.timeline import timeline_of, timeline_rows_of_ambiguities
from measures.views.view_columns import ShownView, shown_views


@dataclass(frozen=True, slots=True)
class SideReading:
    """How one side reads the ambiguity; without views it is a gap that somebody may be able to fill."""

    whose: str
    views: Sequence[ShownView]


@reading_page(travels=True)
def ambiguity(request: ReadingRequest, key: str) -> HttpResponse:
    """One ambiguity: who reads it how, whether it gets clearer, and who works on it."""
    around, measures = around_ambiguity(key, request.reading)
    found = next((each for each in around if each.key == key), None)
    if found is None:
        raise Http404(key)
    request.reading = request.reading.of(found.report)
    page = ambiguity_page(found, around, measures, request.reading)
    may_edit = access.allows(request.user, "edit_catalogue", found)
    context = {"page": page, "ambiguity": found, "may_edit": may_edit}
    context["proposals"] = proposals_on(found.report, [found.key], request.reading)
    return render(request, "measures/ambiguity.html", context)


def around_ambiguity(key: str, reading: Reading) -> tuple[list[Ambiguity], list[Measure]]:
    """The ambiguity with this key, its set and its elements, and the first measures that address each of them."""
    its_set = Ambiguity.objects.filter(key=key).values("parent")
    around = Ambiguity.objects.visible_to(reading.audience).filter(Q(key=key) | Q(parent__key=key) | Q(pk__in=its_set))
    addressing = Addressing.objects.filter(ambiguity__in=around.order_by().values("pk"))
    measures = Measure.objects.whole().filter(pk__in=addressing.values("measure"))
    with standings_as_of(measures, reading.audience, **reading.days):
        return addressed(around, measures, reading)


def ambiguity_page(
    ambiguity: Ambiguity, around: Sequence[Ambiguity], measures: Sequence[Measure], reading: Reading
) -> dict[str, object]:
    elements = [each for each in around if each.parent_id == ambiguity.pk and each.withdrawn_at is None]
    rows = addressings_for(around, measures)
    recorded = timeline_rows_of_ambiguities([ambiguity, *elements], reading)
    counting = recorded.counting(reading.known_at)
    perceptions = perceptions_by([ambiguity, *elements], reading.sides, counting.views, counting.bearings)
    perception = perceptions[0]
    covered = coverage_of([ambiguity, *elements], rows, reading.sides, footings=footings_of([ambiguity, *elements]))
    parents = [each for each in around if each.pk == ambiguity.parent_id]
    return {
        "ambiguity": ambiguity,
        "perception": perception,
        "readings": [SideReading(each.whose, shown_views(each.views)) for each in perception.readings],
        "independent": shown_views([perception.independent] if perception.independent else []),
        "coverage": None if ambiguity.is_set else covered[0],
        "addressings": [row for row in rows if row.ambiguity_id == ambiguity.pk],
        "whole_set": [
            row for row in rows if row.strength == Strength.WHOLE_SET and row.ambiguity_id == ambiguity.parent_id
        ],
        "left_out": left_out(ambiguity),
        "left_out_of_set": sum(map(left_out, parents)),
        "elements": [
            ambiguity_row(each, seen, reading) for each, seen in zip(covered[1:], perceptions[1:], strict=True)
        ],
        "timeline": timeline_of(ambiguity, recorded, reading),
        "subjects": list(with_naming(ambiguity.subjects.standing(), reading.audience, **reading.days)),
    }
