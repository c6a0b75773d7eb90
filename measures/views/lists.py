"""The list of measures, with filters in its address, as of any day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.standing import independent_about, with_standings
from measures.analysis.timeliness import is_overdue
from measures.models import BOTH, INDEPENDENT, NONE, Direction, Measure, Standing
from measures.models.measures import MeasureQuerySet
from measures.publishing.filters import MeasureFilters
from measures.views.filter_fields import (
    OTHER_PARAMETERS,
    Choice,
    applied_filters,
    asked_of,
    choices_of,
    problems_of,
    without,
)
from measures.views.past import STANDING_FILTERS, those_that_stand_so
from measures.views.reading import Reading, ReadingRequest, query, reading_page
from measures.views.sides import ViewCell, view_cell

PAGE_SIZE = 100
PLACE = (F("position").asc(), F("pk").asc())


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of the list, for the database and for rows at hand."""

    order: Sequence[OrderBy]
    key: Callable[[Measure], Any]


def nothing_first(day: date | None) -> tuple[bool, date]:
    return day is not None, day or date.min


def nothing_last(day: date | None) -> tuple[bool, date]:
    return day is None, day or date.max


SORTS = {
    "code": Sort(PLACE, lambda measure: ()),
    "latest": Sort(
        (F("standing__latest_on").desc(nulls_last=True), *PLACE),
        lambda measure: -(measure.standing.latest_on or date.min).toordinal(),
    ),
    "checked": Sort(
        (F("standing__last_checked").asc(nulls_first=True), *PLACE),
        lambda measure: nothing_first(measure.standing.last_checked),
    ),
    "due": Sort((F("due_by").asc(nulls_last=True), *PLACE), lambda measure: nothing_last(measure.due_by)),
}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure in the list."""

    measure: Measure
    standing: Standing
    url: str
    view: ViewCell | None
    toward_url: str
    away_url: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts."""

    label: str
    url: str = ""
    is_sorted: bool = False
    css: str = ""
    sorted: str = "ascending"


@reading_page(travels=True)
def measures(request: ReadingRequest) -> HttpResponse:
    """The measures of a report: filtered, sorted, a hundred to a page."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    asked = asked_of(request.GET, reading)
    filters = filters_on(Measure.objects.seen_by(reading.audience).whole().for_reading(), asked, reading)
    problems = problems_of(filters)
    sort = asked.get("sort", "code")
    page = Paginator(found(filters, asked, sort if sort in SORTS else "code", reading), PAGE_SIZE).get_page(
        asked.get("page", "1")
    )
    context = {
        "page": page,
        "rows": [measure_row(measure, reading) for measure in page.object_list],
        "total": reading.report.measures.visible_to(reading.audience).whole().count(),
        "columns": columns(asked, sort),
        "applied": applied_filters(filters, asked, filter_labels(), request.path),
        "problems": problems,
        "clear_url": request.path + query(reading.kept),
        "may_check": not reading.is_past and access.allows(request.user, "confirm_unchanged"),
        "here": request.get_full_path(),
        **page_urls(page, asked),
        **filter_form(filters, asked, reading),
    }
    return render(request, "measures/measures.html", context, status=400 if problems else 200)


def filters_on(measures: MeasureQuerySet, asked: QueryDict, reading: Reading) -> MeasureFilters:
    return MeasureFilters(asked, measures, reader=reading.reader, on=reading.on, other_parameters=OTHER_PARAMETERS)


def found(filters: MeasureFilters, asked: QueryDict, sort: str, reading: Reading) -> MeasureQuerySet | list[Measure]:
    """What is asked for: a query on the stored standings, or for a past day the rows, replayed."""
    if not reading.is_past:
        stored: MeasureQuerySet = filters.qs
        return stored.order_by(*SORTS[sort].order)
    lasting = asked.copy()
    for name in STANDING_FILTERS:
        lasting.pop(name, None)
    of_report = filters_on(Measure.objects.visible_to(reading.audience).whole(), lasting, reading).qs
    replayed = with_standings(
        of_report.order_by(*PLACE), reading.audience, as_of=reading.as_of, known_at=reading.known_at
    )
    asked_values = filters.form.cleaned_data if filters.form.is_valid() else {}
    return sorted(those_that_stand_so(replayed, asked_values, on=reading.on), key=SORTS[sort].key)


def measure_row(measure: Measure, reading: Reading) -> MeasureRow:
    standing = measure.standing
    about = independent_about(measure)
    ours = (view for view in standing.views if (view["whose"], view["about"]) == (INDEPENDENT, about))
    return MeasureRow(
        measure=measure,
        standing=standing,
        url=reverse("measure", args=[measure.key]) + query(reading.day_kept),
        view=next((view_cell(view, reading) for view in ours), None),
        toward_url=developments_url(measure, Direction.TOWARD, reading),
        away_url=developments_url(measure, Direction.AWAY, reading),
        is_overdue=is_overdue(measure, standing, on=reading.on),
    )


def developments_url(measure: Measure, direction: Direction, reading: Reading) -> str:
    """The entries behind a count of sources."""
    return reverse("journal") + query({**reading.kept, "measure": measure.key, "direction": direction.value})


def columns(asked: QueryDict, sort: str) -> list[Column]:
    """The headings of the list; those with an order of their own are links."""
    kept = [(name, value) for name, value in without(asked, "page", "") if name != "sort"]

    def sorting(label: str, name: str) -> Column:
        way = "descending" if name == "latest" else "ascending"
        return Column(label, query([*kept, ("sort", name)]), is_sorted=name == sort, sorted=way)

    return [
        sorting(_("Measure"), "code"),
        Column(_("Addressed to")),
        Column(_("Status")),
        sorting(_("Latest direction"), "latest"),
        Column(_("Our level")),
        Column(_("Sources toward"), css="number"),
        Column(_("Sources away"), css="number"),
        sorting(_("Target date"), "due"),
        sorting(_("Last checked"), "checked"),
    ]


def page_urls(page: Page[Any], asked: QueryDict) -> dict[str, str]:
    """The pages before and after."""
    kept = without(asked, "page", "")
    return {
        "previous_url": query([*kept, ("page", page.previous_page_number())]) if page.has_previous() else "",
        "next_url": query([*kept, ("page", page.next_page_number())]) if page.has_next() else "",
    }


def filter_labels() -> dict[str, str]:
    return {
        "q": _("Words"),
        "kind": _("Kind"),
        "status": _("Status"),
        "party": _("Addressed to"),
        "direction": _("Latest direction"),
        "ambiguity": _("Ambiguity"),
        "owner": _("Owner"),
        "level": _("Level"),
        "whose": _("Whose view"),
        "about": _("About whose actions"),
        "overdue": _("Overdue"),
        "due_soon": _("Due soon"),
        "unchecked": _("Unchecked"),
        "followed": _("I answer for it or watch it"),
        "contested": _("Contested"),
        "unsupported": _("Unsupported"),
        "due_after": _("Target date after"),
        "due_before": _("Target date before"),
    }


def filter_form(filters: MeasureFilters, asked: QueryDict, reading: Reading) -> dict[str, object]:
    """What the form of the filters offers, and what is chosen in it."""
    labels = filter_labels()
    only = ["overdue", "due_soon", "unchecked", "contested", "unsupported"]
    if access.is_active(reading.reader):
        only.append("followed")
    ambiguities = reading.report.ambiguities.all() if reading.report else ()
    return {
        "q": asked.get("q", ""),
        "kinds": choices_of(filters.form, "kind", asked),
        "statuses": choices_of(filters.form, "status", asked),
        "directions": choices_of(filters.form, "direction", asked),
        "parties": [Choice(side.code, str(side), asked.get("party") == side.code) for side in reading.sides],
        "ambiguities": [Choice(each.key, str(each), asked.get("ambiguity") == each.key) for each in ambiguities],
        "levels": choices_of(filters.form, "level", asked),
        "whose": viewers(asked.get("whose", ""), [INDEPENDENT], reading),
        "about": viewers(asked.get("about", ""), [BOTH, NONE], reading),
        "only": [Choice(name, labels[name], asked.get(name) == "true") for name in only],
        "is_mine": asked.get("owner") == "me",
        "may_own": access.is_active(reading.reader),
        "hidden": [(name, asked[name]) for name in ("report", "as_of", "known_at", "sort") if name in asked],
    }


def viewers(chosen: str, others: Sequence[str], reading: Reading) -> list[Choice]:
    """Whose view, or about whose actions: the report's sides, and who else there is."""
    names = {INDEPENDENT: _("Our reading"), BOTH: _("both sides"), NONE: _("no one in particular")}
    named = [*((side.code, str(side)) for side in reading.sides), *((code, names[code]) for code in others)]
    return [Choice(code, name, code == chosen) for code, name in named]
