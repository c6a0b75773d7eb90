"""The ambiguities of a report, and one of them: how each side reads it, and whether somebody works on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.coverage import (
    Coverage,
    CoverageState,
    addressings_for,
    coverage_of,
    footings_among,
    footings_of,
)
from measures.analysis.overview import Overview
from measures.analysis.past import standings_as_of
from measures.analysis.perception import Perception, SidePerception, perceptions_by, perceptions_of
from measures.analysis.readouts import with_naming
from measures.analysis.standing import view_figures
from measures.models import Addressing, Ambiguity, Concern, Measure, Report, Strength
from measures.models.measures import MeasureQuerySet
from measures.models.reports import AmbiguityQuerySet
from measures.views.proposals import proposals_on
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.rows import short_link
from measures.views.sides import view_cell
from measures.views.timeline import timeline_of, timeline_rows_of_ambiguities
from measures.views.view_columns import shown_views

# How many of the measures that address an ambiguity are shown with it; the list has all.
SHOWN = 40


@reading_page(travels=True)
@for_report
def ambiguities(request: ReadingRequest, report: Report) -> HttpResponse:
    """The index of ambiguities as of a day, of some states of coverage if they are asked for."""
    reading = request.reading
    with standings_as_of(report.measures.whole(), reading.audience, **reading.days):
        standing = report.ambiguities.standing(known_at=reading.known_at)
        every, found = addressed(standing, report.measures.whole(), reading)
    addressings = addressings_for(every, found)
    elements = [ambiguity for ambiguity in every if not ambiguity.is_set]
    coverage = coverage_of(elements, addressings, reading.sides, footings=footings_of(elements))
    rows = ambiguity_rows(chosen_coverage(coverage, request.GET.getlist("coverage")), reading)
    rows = chosen_perceptions(rows, request.GET.getlist("unheard"), reading)
    groups = [ambiguity_group(parent, rows, addressings, reading) for parent in every if parent.is_set]
    context = {
        "groups": [group for group in groups if group["rows"]],
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


def chosen_perceptions(rows: list[dict[str, Any]], unheard: Sequence[str], reading: Reading) -> list[dict[str, Any]]:
    """The ambiguities on which the chosen sides have not spoken, or all."""
    sides = set(unheard).intersection(reading.side_places)
    return [row for row in rows if sides.issubset(row["perception"].missing)]


def ambiguity_group(
    parent: Ambiguity, rows: Sequence[Mapping[str, Any]], addressings: Sequence[Addressing], reading: Reading
) -> dict[str, Any]:
    """A set, the measures that address the whole of it, and its elements."""
    whole = [row for row in addressings if row.strength == Strength.WHOLE_SET and row.ambiguity_id == parent.pk]
    return {
        "ambiguity": parent,
        "url": reverse("ambiguity", args=[parent.key]) + query(reading.day_kept),
        "whole_set": [short_link(row.measure, reading) for row in whole],
        "left_out": left_out(parent),
        "rows": [row for row in rows if row["ambiguity"].parent_id == parent.pk],
    }


def ambiguity_rows(coverage: Sequence[Coverage], reading: Reading) -> list[dict[str, Any]]:
    found = [each.ambiguity for each in coverage]
    perceptions = perceptions_of(found, reading.sides, reading.audience, **reading.days)
    return [ambiguity_row(each, perception, reading) for each, perception in zip(coverage, perceptions, strict=True)]


def ambiguity_row(coverage: Coverage, perception: Perception, reading: Reading) -> dict[str, Any]:
    """An element: whose it is, who reads it how, whether it gets clearer, and who works on it."""
    bearing, ours = perception.concern, perception.independent
    return {
        "ambiguity": coverage.ambiguity,
        "url": reverse("ambiguity", args=[coverage.ambiguity.key]) + query(reading.day_kept),
        "bearers": [reading.parties[code] for code in coverage.ambiguity.bearer_codes],
        "readings": [reading_cell(each, reading) for each in perception.readings],
        "perception": perception,
        "concern": Concern(bearing.concern).label if bearing else "",
        "coverage": coverage,
        "coverage_label": coverage.state.label,
        # Where both sides move it, the label says so.
        "movers": coverage.moved_by if coverage.state == CoverageState.MOVED_BY_ONE else (),
        "measures": [short_link(row.measure, reading) for row in coverage.addressings],
        "left_out": left_out(coverage.ambiguity),
        "ours": view_cell(view_figures(ours), reading) if ours else None,
    }


def reading_cell(read: SidePerception, reading: Reading) -> dict[str, Any]:
    """How one side reads an ambiguity; without a view it is a gap."""
    url = reverse("entry", args=[read.view.entry.key]) + query(reading.day_kept) if read.view else ""
    return {"side": reading.parties[read.whose], "view": read.view, "url": url}


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
        "readings": [{"whose": each.whose, "views": shown_views(each.views)} for each in perception.readings],
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


def coverage_counts(coverage: Sequence[Coverage], reading: Reading) -> list[dict[str, str]]:
    """How many elements are in each state, with the list of them."""
    counts = Counter(each.state for each in coverage)
    labels = {
        CoverageState.UNCOVERED: _("%(count)d with no measure"),
        CoverageState.MOVING_AWAY: _("%(count)d moving away"),
        CoverageState.MOVED_BY_BOTH: _("%(count)d moved by both"),
        CoverageState.MOVED_BY_ONE: _("%(count)d moved by one side"),
        CoverageState.UNTOUCHED: _("%(count)d untouched"),
    }
    page = reverse("ambiguities")
    return [
        {"label": label % {"count": counts[state]}, "url": page + query({**reading.kept, "coverage": state.value})}
        for state, label in labels.items()
    ]


def unmoved_elements(seen: Overview, reading: Reading) -> list[dict[str, object]]:
    """The elements that move away, then those that nobody moves or no measure addresses; with those that do."""
    order = (CoverageState.MOVING_AWAY, CoverageState.UNTOUCHED, CoverageState.UNCOVERED)
    found = sorted((each for each in seen.coverage if each.state in order), key=lambda each: order.index(each.state))
    return [
        {
            "ambiguity": each.ambiguity,
            "url": reverse("ambiguity", args=[each.ambiguity.key]) + query(reading.day_kept),
            "label": str(each.state.label),
            "is_away": each.state == CoverageState.MOVING_AWAY,
            "measures": [short_link(row.measure, reading) for row in each.addressings],
        }
        for each in found
    ]
