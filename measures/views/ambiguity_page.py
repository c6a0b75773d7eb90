"""The page of one ambiguity, or of a set of them: both sides' readings side by side, the gaps as work to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from measures import access
from measures.analysis.coverage import addressings_for, coverage_of
from measures.analysis.past import with_standings
from measures.analysis.perception import perceptions_by
from measures.analysis.readouts import with_naming
from measures.models import (
    Addressing,
    Ambiguity,
    Audience,
    Measure,
    Strength,
)
from measures.views.ambiguities import ambiguity_row
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
    around = around_ambiguity(key, request.reading.audience)
    found = next((each for each in around if each.key == key), None)
    if found is None:
        raise Http404(key)
    request.reading = request.reading.of(found.report)
    page = ambiguity_page(found, around, request.reading)
    may_edit = access.allows(request.user, "edit_catalogue", found)
    context = {"page": page, "ambiguity": found, "may_edit": may_edit}
    context["proposals"] = proposals_on(found.report, [found.key], request.reading)
    return render(request, "measures/ambiguity.html", context)


def around_ambiguity(key: str, audience: Audience) -> list[Ambiguity]:
    """The ambiguity with this key, its set and its elements, and how measures address them, in one query."""
    its_set = Ambiguity.objects.filter(key=key).values("parent")
    found = Ambiguity.objects.visible_to(audience).filter(Q(key=key) | Q(parent__key=key) | Q(pk__in=its_set))
    return list(found.with_bearer_codes().with_addressings().select_related("report", "parent", "perceived_by"))


def ambiguity_page(ambiguity: Ambiguity, around: Sequence[Ambiguity], reading: Reading) -> dict[str, object]:
    elements = [each for each in around if each.parent_id == ambiguity.pk and each.withdrawn_at is None]
    rows = addressings_for(around, measures_for(around, reading))
    recorded = timeline_rows_of_ambiguities([ambiguity, *elements], reading)
    counting = recorded.counting(reading.known_at)
    perceptions = perceptions_by([ambiguity, *elements], reading.sides, counting.views, counting.bearings)
    perception = perceptions[0]
    covered = coverage_of([ambiguity, *elements], rows, reading.sides)
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
        "elements": [
            ambiguity_row(each, seen, reading) for each, seen in zip(covered[1:], perceptions[1:], strict=True)
        ],
        "timeline": timeline_of(ambiguity, recorded, reading),
        "subjects": list(with_naming(ambiguity.subjects.standing(), reading.audience, **reading.days)),
    }


def measures_for(ambiguities: Sequence[Ambiguity], reading: Reading) -> list[Measure]:
    """The whole measures that address any of these, each with its standing."""
    addressing = Addressing.objects.filter(ambiguity__in=ambiguities).values("measure")
    measures = Measure.objects.whole().filter(pk__in=addressing)
    return with_standings(measures, reading.audience, **reading.days)
