"""The dashboard of a report: what needs its reader, what moved, what did not, and who sees it how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.coverage import CoverageState
from measures.analysis.overview import FIRST, WAYS, Development, Overview
from measures.models import MOVING, Claim, Measure, Track
from measures.models.texts import in_sentence
from measures.publishing.charts.dumbbells import levels_axis
from measures.publishing.charts.parts import Number
from measures.publishing.dashboard import Dealings, dashboard_of
from measures.views.coverage_states import unmoved_elements
from measures.views.dashboard_charts import coverage_map, statuses_of, timeline_of_report
from measures.views.exchanges import exchange_rows
from measures.views.numbers import Numbers
from measures.views.reading import Reading, ReadingRequest, query, reading_page
from measures.views.rows import EntryRow, bearing_groups, entry_heading
from measures.views.sides import views_table

SHOWN = 5


@dataclass(frozen=True, slots=True)
class News:
    """What is new to a reader, since when, and up to when they may say that they have seen it."""

    since: datetime
    has_visited: bool
    until: str
    all: Number
    ways: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Want:
    """A reason for attention: how many measures, what it means, and the first of them."""

    number: Number
    meaning: str
    rows: Sequence[Measure]


@reading_page(travels=True)
def overview(request: ReadingRequest) -> HttpResponse:
    """The first page: a report at a glance, as of a day."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    found = dashboard_of(
        reading.report,
        reading.reader,
        sides=reading.sides,
        today=reading.today,
        **reading.days,
    )
    seen, numbers = found.overview, Numbers(found.figures, reading)
    context = {
        "mine": my_numbers(numbers) if found.dealings else [],
        "news": news_of(found.dealings, numbers) if found.dealings else None,
        "moved": moved_rows(seen.moved[:SHOWN], found.dealings, reading),
        "timeline": timeline_of_report(seen, numbers),
        "statuses": statuses_of(seen, numbers, reading),
        "views": views_table(seen, reading),
        "levels_axis": levels_axis(),
        "level_range": [(level, in_sentence(reading.report.level_wording(level))) for level in (0, 3)],
        "wants": wants(seen, numbers),
        "has_target_dates": any(tally.is_dated for tally in seen.tallies),
        "map": coverage_map(seen, reading),
        "still": unmoved_elements(seen, reading),
        "exchanges": exchange_rows(seen.reciprocity, reading),
        **brief(seen, numbers, reading),
    }
    return render(request, "measures/overview.html", context)


def my_numbers(numbers: Numbers) -> list[Number]:
    """What waits for this reader."""
    return numbers.known(
        {
            "mine.overdue": _("overdue, of what you follow"),
            "mine.due_soon": _("due soon, of what you follow"),
            "mine.unchecked": _("unchecked, of what you follow"),
            "mine.reviews": _("sources to review"),
        }
    )


def news_of(dealings: Dealings, numbers: Numbers) -> News:
    labels = {f"new.{way.value}": str(in_sentence(way.label)) for way in WAYS}
    until = dealings.newest.isoformat() if dealings.newest and dealings.newest > dealings.since else ""
    return News(dealings.since, dealings.has_visited, until, numbers("new"), numbers.of(labels))


def brief(seen: Overview, numbers: Numbers, reading: Reading) -> dict[str, object]:
    """What moved, what did not, where the sides differ or are silent, and what nobody works on: in ten seconds."""
    return {
        "total": numbers("measures"),
        "moved_number": numbers("moved"),
        "moved_ways": numbers.of({f"moved.{way.value}": way.value for way in MOVING}),
        "lately": numbers.of({f"lately.{way.value}": way.value for way in WAYS}),
        "unmoved": numbers("unmoved"),
        "either": numbers("unmoved.either"),
        "differ": numbers("views.differ") if "views.differ" in numbers.figures else None,
        "compared": numbers.known(
            {
                "views.same": _("same level"),
                "views.one_view": _("one side’s level only"),
                "views.words_only": _("words only"),
                "views.no_view": _("no view from any side"),
            }
        ),
        "unheard": numbers.of({f"unheard.{side.code}": side.code for side in seen.sides}),
        "elements": len(seen.heard),
        "coverage": numbers.of({f"coverage.{state.value}": str(in_sentence(state.label)) for state in CoverageState}),
    }


def wants(seen: Overview, numbers: Numbers) -> list[Want]:
    """What wants somebody's attention; the first of each."""

    def want(name: str, label: str, meaning: str, rows: Sequence[Measure]) -> Want:
        return Want(numbers(name, label), meaning, rows[:FIRST])

    return [
        want("overdue", _("Overdue"), _("open, and the target date has passed"), seen.overdue),
        want("due_soon", _("Due soon"), _("open, and the target date is within seven days"), seen.due_soon),
        want("unchecked", _("Unchecked"), _("nobody has looked within its review interval"), seen.unchecked),
        want("contested", _("Contested"), _("an accepted source away is newer than the newest toward"), seen.contested),
        want(
            "unsupported",
            _("Unsupported"),
            _("said to have moved, without an accepted source toward"),
            seen.unsupported,
        ),
    ]


def moved_rows(developments: Sequence[Development], dealings: Dealings | None, reading: Reading) -> list[EntryRow]:
    return [moved_row(each, dealings, reading) for each in developments]


def moved_row(development: Development, dealings: Dealings | None, reading: Reading) -> EntryRow:
    """A development as lists of entries show it, from what the overview has loaded of it."""
    entry = development.entry
    return EntryRow(
        entry=entry,
        url=reverse("entry", args=[entry.key]) + query(reading.day_kept),
        heading=entry_heading(entry),
        groups=bearing_groups(development.bearings, reading),
        viewed=(),
        track=str(Track(entry.track).label),
        claim=str(Claim(entry.claim).label) if entry.claim != Claim.REPORTED else "",
        is_disputed=entry.claim == Claim.DISPUTED,
        sources=development.sources,
        is_struck=False,
        is_new=dealings is not None and dealings.is_new(entry),
    )
