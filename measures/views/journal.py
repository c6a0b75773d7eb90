"""The journal of a report: every entry that the reader may see, the latest first, a page at a time by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.models import Entry
from measures.models.journal import EntryQuerySet
from measures.publishing.filters import EntryFilters
from measures.views.filter_fields import (
    OTHER_PARAMETERS,
    Choice,
    applied_filters,
    asked_of,
    choices_of,
    problems_of,
    without,
)
from measures.views.reading import Reading, ReadingRequest, query, reading_page
from measures.views.rows import EntryRow, entry_rows

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of one year."""

    year: int
    rows: Sequence[EntryRow]


@reading_page(travels=True)
def journal(request: ReadingRequest) -> HttpResponse:
    """The journal as of a day, with filters in its address; corrected entries are struck through."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    asked = asked_of(request.GET, reading)
    entries = recorded(reading)
    filters = EntryFilters(
        asked,
        in_year(entries, asked.get("year", "")),
        reader=reading.reader,
        on=reading.on,
        other_parameters=(*OTHER_PARAMETERS, "year"),
    )
    problems = problems_of(filters)
    found = filters.qs
    counting = found.counting(as_of=reading.as_of, known_at=reading.known_at).count()
    rows, next_key = page_of(found, asked.get("after", ""))
    context = {
        "years": by_year(entry_rows(rows, reading)),
        "counting": counting,
        "struck": found.count() - counting,
        "applied": applied_filters(filters, asked, filter_labels(), request.path),
        "problems": problems,
        "clear_url": request.path + query(reading.kept),
        "first_url": query(without(asked, "after", "")) if "after" in asked else "",
        "next_url": query([*without(asked, "after", ""), ("after", next_key)]) if next_key else "",
        **filter_form(filters, entries, asked, reading),
    }
    return render(request, "measures/journal.html", context, status=400 if problems else 200)


def recorded(reading: Reading) -> EntryQuerySet:
    """The entries of the report that the reader may see and that were there on the day, corrected ones too."""
    entries = Entry.objects.visible_to(reading.audience).filter(report=reading.report)
    return entries.recorded(as_of=reading.as_of, known_at=reading.known_at)


def in_year(entries: EntryQuerySet, year: str) -> EntryQuerySet:
    return entries.filter(counts_from__year=int(year)) if is_year(year) else entries


def is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and text != "0000"


def page_of(entries: EntryQuerySet, after: str) -> tuple[list[Entry], str]:
    """A page of entries, the latest first, and the key after which the next one starts, if there is one."""
    last = entries.filter(key=after).first() if after else None
    if last is not None:
        entries = entries.filter(
            Q(counts_from__lt=last.counts_from)
            | Q(counts_from=last.counts_from, recorded_at__lt=last.recorded_at)
            | Q(counts_from=last.counts_from, recorded_at=last.recorded_at, key__lt=last.key)
        )
    rows = list(entries.latest_first().for_reading()[: PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].key if len(rows) > PAGE_SIZE else ""


def by_year(rows: Sequence[EntryRow]) -> list[Year]:
    return [Year(year, list(members)) for year, members in groupby(rows, key=lambda row: row.entry.counts_from.year)]


def filter_labels() -> dict[str, str]:
    return {
        "kind": _("Kind"),
        "track": _("Track"),
        "direction": _("Direction"),
        "measure": _("Measure"),
        "ambiguity": _("Ambiguity"),
        "occurred_after": _("After"),
        "occurred_before": _("Before"),
    }


def filter_form(filters: EntryFilters, entries: EntryQuerySet, asked: QueryDict, reading: Reading) -> dict[str, object]:
    """What the form of the filters offers, and what is chosen in it."""
    report = reading.report
    measures = report.measures.visible_to(reading.audience) if report else ()
    years = [str(day.year) for day in entries.order_by().dates("counts_from", "year", order="DESC")]
    hidden = ("report", "as_of", "known_at", "occurred_after", "occurred_before", "ambiguity")
    return {
        "kinds": choices_of(filters.form, "kind", asked),
        "tracks": choices_of(filters.form, "track", asked),
        "directions": choices_of(filters.form, "direction", asked),
        "measures": [Choice(each.key, str(each), asked.get("measure") == each.key) for each in measures],
        "year_choices": [Choice(year, year, asked.get("year") == year) for year in years],
        "hidden": [(name, asked[name]) for name in hidden if name in asked],
    }
