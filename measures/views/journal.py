"""The timeline of a report: its developments by month, the dates ahead, and the list, the latest first.

An address with filters lists the entries of all kinds that it chooses, unless it names kinds.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.conf.locale import LANG_INFO
from django.db.models import Count, Value
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from measures.analysis.first_screen import dates_ahead
from measures.analysis.timeline import DatedDevelopment, dated_developments
from measures.forms.targets import LISTED_MOST
from measures.lists.entries import EntrySerializer
from measures.models import Entry, EntryKind, Measure, PartialDate, Report, SecretUrlKind
from measures.models.journal import LATEST_FIRST, EntryQuerySet
from measures.publishing.entry_filters import EntryFilters
from measures.views.development_lines import DevelopmentLine, development_lines
from measures.views.exports import address_link, chosen_format, export_page
from measures.views.filter_fields import (
    AppliedFilter,
    FilterChoice,
    applied_filters,
    choices_of,
    hidden_fields,
    list_filters,
    parameters_of,
    problems_of,
    without,
)
from measures.views.months import years_of_months
from measures.views.pages import around_list, paged
from measures.views.public_links import follow_url
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page

PAGE_SIZE = 20
# The filters that are folded until one of them is in use.
FOLDED = ("source_language", "kind", "track", "source_kind")
# All that the form offers.
OFFERED = ("q", "measure", "party", "direction", "ambiguity", "year", *FOLDED)
# Those with a closed list.
CLOSED = ("kind", "track", "direction", "source_kind")
# What its page alone understands.
PERIODS = ("year", "month")
# Those of the United Nations.
LANGUAGES = ("en", "zh", "ar", "es", "fr", "ru")


@reading_page(travels=True)
@for_report
def journal_page(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """The timeline as of a day, with filters in its address; corrected entries are struck through."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    chosen = with_developments(parameters)
    entries = in_period(recorded_entries(reading), chosen)
    filters = list_filters(EntryFilters, chosen, entries, reading, *PERIODS)
    problems = [*problems_of(filters), *problems_of_period(parameters)]
    found = filters.qs
    if chosen_format(request) and not problems:
        return export_page(request, reading, EntrySerializer, found.latest_first(), filters)
    counting, every = entry_counts(found, reading)
    page = paged(parameters, found.for_lines(), LATEST_FIRST, PAGE_SIZE)
    developments = dated_developments(report, reading.audience, **reading.days)
    applied = [*applied_filters(filters, parameters, request.path), *applied_periods(parameters, request.path)]
    context = {
        "periods": by_month(development_lines(page.rows, reading)),
        "counting": counting,
        "struck": every - counting,
        "is_of_developments": chosen.getlist("kind") == [EntryKind.DEVELOPMENT],
        "month": month_of(parameters),
        "years": years_of_months(developments, reading),
        "year_choices": year_choices(developments, parameters.get("year", "")),
        "ahead": dates_ahead(report, reading.audience, on=reading.on, **reading.days),
        "all_kinds_url": request.path + query({**reading.kept, "kind": EntryKind.values}),
        "follow_url": follow_url(SecretUrlKind.FEED, filters, reading),
        "address_url": address_link(filters, chosen, SecretUrlKind.FEED, reading.reader),
        **around_list(request, parameters, filters, page, problems),
        **journal_filter_form(filters, chosen, reading),
        "applied": applied,
        "is_filtered": bool(applied),
    }
    return render(request, "measures/journal.html", context, status=400 if context["problems"] else 200)


def with_developments(parameters: QueryDict) -> QueryDict:
    """The parameters, with developments chosen where no filter is: what leads to a list means all that it asks for."""
    chosen = parameters.copy()
    if chosen.keys() & EntryFilters.base_filters.keys() <= {"report"}:
        chosen["kind"] = EntryKind.DEVELOPMENT
    return chosen


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


def in_period(entries: EntryQuerySet, parameters: QueryDict) -> EntryQuerySet:
    """Those of the month that is asked for, or of the year."""
    month = month_of(parameters)
    if month:
        return entries.filter(counts_from__range=(month.first, month.last))
    year = parameters.get("year", "")
    return entries.filter(counts_from__year=int(year)) if is_year(year) else entries


def problems_of_period(parameters: QueryDict) -> list[str]:
    """What is wrong with the month or the year that is asked for."""
    problems, year = [], parameters.get("year", "")
    if parameters.get("month") and not month_of(parameters):
        problems.append(_("Month: write it as 2026-09."))
    if year and not is_year(year):
        problems.append(_("Year: write it as 2026."))
    return problems


def applied_periods(parameters: QueryDict, path: str) -> list[AppliedFilter]:
    """The year or the month in use."""
    labels = {"year": _("Year"), "month": _("Month")}
    return [
        AppliedFilter(f"{labels[name]}{_(': ')}{value}", path + query(without(parameters, name, value)))
        for name in PERIODS
        for value in parameters.getlist(name)
    ]


def month_of(parameters: QueryDict) -> PartialDate | None:
    try:
        found = PartialDate.parse(parameters.get("month", ""))
    except ValueError:
        return None
    return found if found.month and not found.day else None


def year_choices(developments: Iterable[DatedDevelopment], chosen: str) -> list[FilterChoice]:
    years = sorted({str(each.occurred.year) for each in developments}, reverse=True)
    return [FilterChoice(year, year, year == chosen) for year in years]


def is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and text != "0000"


def by_month(lines: Sequence[DevelopmentLine]) -> list[dict[str, object]]:
    """The lines under their months, or under the year where nothing nearer is known."""
    months = groupby(lines, key=lambda line: PartialDate.parse(str(line.entry.occurred)[:7]))
    return [{"day": month, "rows": list(members)} for month, members in months]


def journal_filter_form(filters: EntryFilters, parameters: QueryDict, reading: Reading) -> dict[str, object]:
    """What the form of the filters offers, and what is chosen in it."""
    report = reading.report
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
