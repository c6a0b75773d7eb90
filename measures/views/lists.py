"""The list of measures, with filters in its address, as of any day."""

from dataclasses import dataclass

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.past import standings_as_of
from measures.analysis.standing import main_assessment, sentence_of
from measures.errors import TooManyMeasuresError
from measures.lists.measures import MeasureSerializer
from measures.models import BOTH, NONE, Direction, Measure, Report, SecretUrlKind, Standing
from measures.models.texts import Words
from measures.publishing.measure_filters import MeasureFilters
from measures.publishing.parameters import truth_of
from measures.views.exports import address_link, chosen_format, export_page
from measures.views.filter_fields import (
    FilterChoice,
    choices_of,
    hidden_fields,
    list_filters,
    parameters_of,
    problems_of,
    without,
)
from measures.views.measure_sorts import SORTS
from measures.views.pages import around_list, paged
from measures.views.public_links import follow_url
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.shown_assessments import assessment_cell

PAGE_SIZE = 100
# Filters that the form folds unless one of them is in use.
FOLDED = ("sort", "kind", "party", "direction", "ambiguity", "owner", "level", "about", "extra")
# Those that are ticked or not.
TICKED = ("overdue", "due_soon", "unchecked", "contested", "unsupported", "followed")
# All that the form offers.
OFFERED = ("q", "status", *TICKED, *FOLDED)


@reading_page(travels=True)
@for_report
def measures(request: ReadingRequest, _report: Report) -> HttpResponseBase:
    """The measures of a report: filtered, sorted, a hundred to a page; only the results while one types."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    rows = Measure.objects.seen_by(reading.audience).whole().for_lists().with_timeliness(on=reading.on)
    filters = list_filters(MeasureFilters, parameters, rows, reading)
    try:
        with standings_as_of(filters.lasting.whole(), reading.audience, **reading.days):
            return list_page(request, parameters, filters)
    except TooManyMeasuresError as error:
        nothing = list_filters(MeasureFilters, parameters, rows.none(), reading)
        return list_page(request, parameters, nothing, refusal=str(error))


def list_page(
    request: ReadingRequest, parameters: QueryDict, filters: MeasureFilters, *, refusal: str = ""
) -> HttpResponseBase:
    """A page of the list, or the whole list as a file; a refused one has no rows, and the form to choose fewer."""
    reading = request.reading
    problems = [*problems_of(filters), *sort_problems(parameters)]
    sort = SORTS.get(parameters.get("sort", ""), SORTS["code"])
    measures = sort.of(filters.qs)
    if chosen_format(request) and not problems and not refusal:
        return export_page(request, reading, MeasureSerializer, measures, filters)
    page = paged(parameters, measures, sort.keyset, PAGE_SIZE)
    around = around_list(request, parameters, filters, page, problems)
    count = measures.count()
    context = {
        "rows": [measure_row(measure, reading) for measure in page.rows],
        "refusal": refusal,
        "count": count,
        "total": whole_count(reading) if around["applied"] else count,
        "columns": sortable_headings(parameters),
        "follow_url": follow_url(SecretUrlKind.CALENDAR, filters, reading),
        "address_url": address_link(filters, parameters, SecretUrlKind.CALENDAR, reading.reader),
        "may_add": not reading.is_past and access.allows(request.user, "add_measure", reading.report),
        "may_choose": not reading.is_past and access.allows(request.user, "watch_measure"),
        "may_check": not reading.is_past and access.allows(request.user, "confirm_unchanged", reading.report),
        "here": request.get_full_path(),
        **around,
        **measure_filter_form(filters, parameters, reading),
    }
    part = "#results" if "HX-Request" in request.headers else ""
    answer = render(
        request, f"measures/measures.html{part}", context, status=400 if refusal or context["problems"] else 200
    )
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def sort_problems(parameters: QueryDict) -> list[str]:
    """An error if there is no such order."""
    sort = parameters.get("sort", "code")
    return [] if sort in SORTS else [_("There is no sort order “%(name)s”.") % {"name": sort}]


def whole_count(reading: Reading) -> int:
    """How many measures the report has for the reader."""
    return Measure.objects.visible_to(reading.audience).filter(report=reading.report).whole().count()


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure in the list, with where it stands."""

    measure: Measure
    standing: Standing
    url: str
    assessment: dict[str, object] | None
    in_short: Words | None
    toward_url: str
    away_url: str
    is_overdue: bool


def measure_row(measure: Measure, reading: Reading) -> MeasureRow:
    ours = main_assessment(measure, measure.standing.assessments)
    return MeasureRow(
        measure=measure,
        standing=measure.standing,
        url=reverse("measure", args=[measure.key]) + query(reading.day_kept),
        assessment=assessment_cell(ours, reading) if ours else None,
        in_short=sentence_of(ours) if ours else None,
        toward_url=developments_url(measure, Direction.TOWARD, reading),
        away_url=developments_url(measure, Direction.AWAY, reading),
        is_overdue=measure.is_overdue,
    )


def developments_url(measure: Measure, direction: Direction, reading: Reading) -> str:
    """The entries behind a count of sources."""
    return reverse("journal") + query({**reading.kept, "measure": measure.key, "direction": direction.value})


def sortable_headings(parameters: QueryDict) -> list[dict[str, object]]:
    """The headings of the list; those with an order of their own are links."""
    kept = [(name, value) for name, value in without(parameters) if name != "sort"]
    sort = parameters.get("sort", "code")

    def sorting(label: str, name: str) -> dict[str, object]:
        order = "descending" if SORTS[name].is_descending else "ascending"
        return {"label": label, "url": query([*kept, ("sort", name)]), "is_sorted": name == sort, "sorted": order}

    def plain(label: str) -> dict[str, object]:
        return {"label": label, "url": "", "is_sorted": False}

    return [
        sorting(_("Measure"), "code"),
        plain(_("Status")),
        sorting(_("Latest direction"), "latest"),
        plain(_("Our level")),
        plain(_("Sources")),
        sorting(_("Target date"), "due"),
        sorting(_("Last checked"), "checked"),
    ]


def measure_filter_form(filters: MeasureFilters, parameters: QueryDict, reading: Reading) -> dict[str, object]:
    """What the form of the filters offers, and what is chosen in it."""
    only = TICKED if access.is_active(reading.reader) else TICKED[:-1]
    ambiguities = reading.report.ambiguities.standing() if reading.report else ()
    # Of all owners the form offers the reader alone.
    offered = OFFERED if parameters.get("owner", "me") == "me" else set(OFFERED) - {"owner"}
    return {
        "shows_details": any(parameters.get(name) for name in FOLDED),
        "q": parameters.get("q", ""),
        "extra": parameters.get("extra", ""),
        "kinds": choices_of(filters.form, "kind", parameters),
        "statuses": choices_of(filters.form, "status", parameters),
        "directions": choices_of(filters.form, "direction", parameters),
        "parties": [FilterChoice(side.code, str(side), parameters.get("party") == side.code) for side in reading.sides],
        "ambiguities": [
            FilterChoice(each.key, str(each), parameters.get("ambiguity") == each.key) for each in ambiguities
        ],
        "levels": choices_of(filters.form, "level", parameters),
        "about": subjects_of_assessments(parameters.get("about", ""), reading),
        "only": [
            FilterChoice(name, str(filters.form.fields[name].label), truth_of(parameters.get(name, "")) is True)
            for name in only
        ],
        "is_mine": parameters.get("owner") == "me",
        "may_own": access.is_active(reading.reader) and "owner" in offered,
        "sorts": [
            FilterChoice(name, str(sort.label), name == parameters.get("sort", "code")) for name, sort in SORTS.items()
        ],
        "hidden": hidden_fields(filters, parameters, offered),
    }


def subjects_of_assessments(chosen: str, reading: Reading) -> list[FilterChoice]:
    """About whose actions an assessment of ours is: one of the report's sides, both, or none in particular."""
    names = {BOTH: _("both sides"), NONE: _("not specific to one side")}
    choices = [*((side.code, str(side)) for side in reading.sides), *names.items()]
    return [FilterChoice(code, name, code == chosen) for code, name in choices]
