"""The journal of a report: every entry that the reader may see, the latest first, a page at a time by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from measures.forms.targets import LISTED_MOST
from measures.lists.entries import EntrySerializer
from measures.models import Entry, Measure, Report, SecretUrlKind
from measures.models.journal import LATEST_FIRST, EntryQuerySet
from measures.publishing.filters import EntryFilters
from measures.views.exports import address_link, chosen_format, export_page
from measures.views.filter_fields import (
    OTHER_PARAMETERS,
    Choice,
    choices_of,
    parameters_of,
    problems_of,
)
from measures.views.pages import around_list, paged
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.rows import EntryRow, entry_rows

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of one year."""

    year: int
    rows: Sequence[EntryRow]


@reading_page(travels=True)
def journal_page(request: ReadingRequest) -> HttpResponseBase:
    """The journal as of a day, with filters in its address; corrected entries are struck through."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    parameters = parameters_of(request.GET, reading)
    entries = recorded(reading)
    filters = EntryFilters(
        parameters,
        in_year(entries, parameters.get("year", "")),
        reader=reading.reader,
        on=reading.on,
        other_parameters=(*OTHER_PARAMETERS, "year"),
    )
    problems = problems_of(filters)
    found = filters.qs
    if chosen_format(request) and not problems:
        return export_page(request, reading, EntrySerializer, found.latest_first())
    counting = found.counting(**reading.days).count()
    rows = found.for_lists(reading.audience, known_at=reading.known_at)
    page = paged(parameters, rows, LATEST_FIRST, PAGE_SIZE)
    context = {
        "years": by_year(entry_rows(page.rows, reading)),
        "counting": counting,
        "struck": found.count() - counting,
        "address_url": address_link(filters, parameters, SecretUrlKind.FEED, reading.reader),
        **around_list(request, parameters, filters, page, problems),
        **journal_filter_form(filters, entries, parameters, reading),
    }
    return render(request, "measures/journal.html", context, status=400 if context["problems"] else 200)


def recorded(reading: Reading) -> EntryQuerySet:
    """The entries of the report that the reader may see and that were there on the day, corrected ones too."""
    entries = Entry.objects.visible_to(reading.audience).filter(report=reading.report)
    return entries.recorded(**reading.days)


def in_year(entries: EntryQuerySet, year: str) -> EntryQuerySet:
    return entries.filter(counts_from__year=int(year)) if is_year(year) else entries


def is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and text != "0000"


def by_year(rows: Sequence[EntryRow]) -> list[Year]:
    return [Year(year, list(members)) for year, members in groupby(rows, key=lambda row: row.entry.counts_from.year)]


def journal_filter_form(
    filters: EntryFilters, entries: EntryQuerySet, parameters: QueryDict, reading: Reading
) -> dict[str, object]:
    """What the form of the filters offers, and what is chosen in it."""
    report = reading.report
    measures = measures_offered(report, reading) if report else []
    years = [str(day.year) for day in entries.order_by().dates("counts_from", "year", order="DESC")]
    hidden = (
        "report", "as_of", "known_at", "points", "occurred_after", "occurred_before", "recorded_after",
        "from_library", "ambiguity", "followed",
    )  # fmt: skip
    return {
        "kinds": choices_of(filters.form, "kind", parameters),
        "tracks": choices_of(filters.form, "track", parameters),
        "directions": choices_of(filters.form, "direction", parameters),
        "measures": [Choice(each.key, str(each), parameters.get("measure") == each.key) for each in measures],
        "measure_typed": parameters.get("measure", ""),
        "year_choices": [Choice(year, year, parameters.get("year") == year) for year in years],
        "hidden": [(name, parameters[name]) for name in hidden if name in parameters],
    }


def measures_offered(report: Report, reading: Reading) -> list[Measure]:
    """The measures that one chooses from; of more than a list can show none, and one types a key."""
    measures = list(report.measures.visible_to(reading.audience).order_by("position", "key")[: LISTED_MOST + 1])
    return measures if len(measures) <= LISTED_MOST else []
