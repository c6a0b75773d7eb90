"""The journal of a report: every entry that the reader may see, the latest first, a page at a time by key."""

from collections.abc import Sequence
from itertools import groupby

from django.conf.locale import LANG_INFO
from django.db.models import Count, Value
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from measures.forms.targets import LISTED_MOST
from measures.lists.entries import EntrySerializer
from measures.models import Entry, Measure, Report, SecretUrlKind
from measures.models.journal import LATEST_FIRST, EntryQuerySet
from measures.publishing.entry_filters import EntryFilters
from measures.views.exports import address_link, chosen_format, export_page
from measures.views.filter_fields import (
    FilterChoice,
    choices_of,
    hidden_fields,
    list_filters,
    parameters_of,
    problems_of,
)
from measures.views.pages import around_list, paged
from measures.views.public_links import follow_url
from measures.views.reading import Reading, ReadingRequest, for_report, reading_page
from measures.views.rows import EntryRow, entry_rows

PAGE_SIZE = 50
# The filters that are folded until one of them is in use.
FOLDED = ("source_language", "kind", "track", "source_kind")
# All that the form offers.
OFFERED = ("q", "measure", "party", "direction", "ambiguity", "year", *FOLDED)
# Those with a closed list.
CLOSED = ("kind", "track", "direction", "source_kind")
# Those of the United Nations.
LANGUAGES = ("en", "zh", "ar", "es", "fr", "ru")


@reading_page(travels=True)
@for_report
def journal_page(request: ReadingRequest, _report: Report) -> HttpResponseBase:
    """The journal as of a day, with filters in its address; corrected entries are struck through."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    entries = recorded_entries(reading)
    of_year = in_year(entries, parameters.get("year", ""))
    filters = list_filters(EntryFilters, parameters, of_year, reading, "year")
    problems = problems_of(filters)
    found = filters.qs
    if chosen_format(request) and not problems:
        return export_page(request, reading, EntrySerializer, found.latest_first())
    counting, every = entry_counts(found, reading)
    rows = found.for_lists(reading.audience, known_at=reading.known_at)
    page = paged(parameters, rows, LATEST_FIRST, PAGE_SIZE)
    context = {
        "years": by_year(entry_rows(page.rows, reading)),
        "counting": counting,
        "struck": every - counting,
        "follow_url": follow_url(SecretUrlKind.FEED, filters, reading),
        "address_url": address_link(filters, parameters, SecretUrlKind.FEED, reading.reader),
        **around_list(request, parameters, filters, page, problems),
        **journal_filter_form(filters, entries, parameters, reading),
    }
    return render(request, "measures/journal.html", context, status=400 if context["problems"] else 200)


def recorded_entries(reading: Reading) -> EntryQuerySet:
    """The entries of the report that the reader may see and that were recorded on the day shown, corrected ones too."""
    entries = Entry.objects.visible_to(reading.audience).filter(report=reading.report)
    return entries.recorded(**reading.days)


def entry_counts(found: EntryQuerySet, reading: Reading) -> tuple[int, int]:
    """How many entries count, and how many there are: each counted by itself, in one query."""
    each = {"counting": found.counting(**reading.days), "every": found}
    counting, every = (
        rows.order_by().values_list(Value(name)).annotate(number=Count("pk")) for name, rows in each.items()
    )
    numbers = dict(counting.union(every, all=True).order_by())
    return numbers.get("counting", 0), numbers.get("every", 0)


def in_year(entries: EntryQuerySet, year: str) -> EntryQuerySet:
    return entries.filter(counts_from__year=int(year)) if is_year(year) else entries


def is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and text != "0000"


def by_year(rows: Sequence[EntryRow]) -> list[dict[str, object]]:
    years = groupby(rows, key=lambda row: row.entry.counts_from.year)
    return [{"year": year, "rows": list(members)} for year, members in years]


def journal_filter_form(
    filters: EntryFilters, entries: EntryQuerySet, parameters: QueryDict, reading: Reading
) -> dict[str, object]:
    """What the form of the filters offers, and what is chosen in it."""
    report = reading.report
    years = [str(day.year) for day in entries.order_by().dates("counts_from", "year", order="DESC")]
    ambiguities = report.ambiguities.standing() if report else ()
    chosen = parameters.get("ambiguity", "")
    return {
        "shows_details": any(parameters.get(name) for name in FOLDED),
        "q": parameters.get("q", ""),
        "parties": [FilterChoice(side.code, str(side), parameters.get("party") == side.code) for side in reading.sides],
        "ambiguities": [FilterChoice(each.key, str(each), chosen in (each.key, each.code)) for each in ambiguities],
        "source_languages": languages_offered(parameters.get("source_language", "")),
        **{f"{name}s": choices_of(filters.form, name, parameters) for name in CLOSED},
        **measure_box(parameters, reading),
        "year_choices": [FilterChoice(year, year, parameters.get("year") == year) for year in years],
        "hidden": hidden_fields(filters, parameters, OFFERED),
    }


def measure_box(parameters: QueryDict, reading: Reading) -> dict[str, object]:
    """The measures to choose from; none if a list cannot show them all, and the reader types a key."""
    chosen, seen = parameters.get("measure", ""), Measure.objects.visible_to(reading.audience)
    measures = seen.filter(report=reading.report).order_by("position", "key")[: LISTED_MOST + 1]
    offered = [FilterChoice(each.key, str(each), chosen == each.key) for each in measures]
    return {"measures": offered if len(offered) <= LISTED_MOST else [], "measure_typed": chosen}


def languages_offered(chosen: str) -> list[FilterChoice]:
    """The languages to choose from, each with its varieties, and any other that a link asks for."""
    codes = [*LANGUAGES, *({chosen} - {"", *LANGUAGES})]
    return [FilterChoice(code, language_label(code), code == chosen) for code in codes]


def language_label(code: str) -> str:
    """The name of a language in the reader's language, however it is written; or its code."""
    if code == "zh":
        return _("Chinese")
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code
