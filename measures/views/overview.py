"""The dashboard of a report: what needs its reader, what moved, what did not, and who sees it how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.coverage import CoverageState
from measures.analysis.overview import FIRST, Development, Overview
from measures.models import MOVING, POINTINGS, Claim, Measure, Track
from measures.models.texts import in_sentence
from measures.publishing.charts.dumbbells import levels_axis
from measures.publishing.charts.parts import LinkedCount
from measures.publishing.dashboard import Dealings, dashboard_of
from measures.views.coverage_states import unmoved_elements
from measures.views.dashboard_charts import coverage_map, statuses_of, timeline_of_report
from measures.views.exchanges import exchange_rows
from measures.views.linked_counts import LinkedCounts
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
    all: LinkedCount
    counts: Sequence[LinkedCount]


@dataclass(frozen=True, slots=True)
class Want:
    """A reason for attention: how many measures, what it means, and the first of them."""

    linked: LinkedCount
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
        record=reading.record,
        **reading.days,
    )
    seen, counts = found.overview, LinkedCounts(found.figures, reading)
    context = {
        "mine": my_numbers(counts) if found.dealings else [],
        "news": news_of(found.dealings, counts) if found.dealings else None,
        "moved": moved_rows(seen.moved[:SHOWN], found.dealings, reading),
        "timeline": timeline_of_report(seen, counts, reading.record),
        "statuses": statuses_of(seen, counts, reading),
        "views": views_table(seen, reading),
        "levels_axis": levels_axis(),
        "level_range": [(level, in_sentence(reading.report.level_wording(level))) for level in (0, 3)],
        "wants": wants(seen, counts),
        "has_target_dates": any(tally.is_dated for tally in seen.tallies),
        "map": coverage_map(seen, reading),
        "still": unmoved_elements(seen, reading),
        "exchanges": exchange_rows(seen.reciprocity, reading),
        **brief(seen, counts, reading),
    }
    return render(request, "measures/overview.html", context)


def my_numbers(counts: LinkedCounts) -> list[LinkedCount]:
    """What waits for this reader."""
    return counts.available(
        {
            "mine.overdue": _("overdue, of what you follow"),
            "mine.due_soon": _("due soon, of what you follow"),
            "mine.unchecked": _("unchecked, of what you follow"),
            "mine.reviews": _("sources to review"),
        }
    )


def news_of(dealings: Dealings, counts: LinkedCounts) -> News:
    labels = {f"new.{each.value}": str(in_sentence(each.label)) for each in POINTINGS}
    until = dealings.newest.isoformat() if dealings.newest and dealings.newest > dealings.since else ""
    return News(dealings.since, dealings.has_visited, until, counts("new"), counts.of(labels))


def brief(seen: Overview, counts: LinkedCounts, reading: Reading) -> dict[str, object]:
    """What moved, what did not, where the sides differ or are silent, and what nobody works on: in ten seconds."""
    return {
        "total": counts("measures"),
        "moved_number": counts("moved"),
        "moved_counts": counts.of({f"moved.{direction.value}": direction.value for direction in MOVING}),
        "lately": counts.of({f"lately.{each.value}": each.value for each in POINTINGS}),
        "unmoved": counts("unmoved"),
        "either": counts("unmoved.either"),
        "differ": counts("views.differ") if "views.differ" in counts.figures else None,
        "compared": counts.available(
            {
                "views.same": _("same level"),
                "views.one_view": _("one side’s level only"),
                "views.words_only": _("words only"),
                "views.no_view": _("no view from any side"),
            }
        ),
        "unheard": counts.of({f"unheard.{side.code}": side.code for side in seen.sides}),
        "elements": len(seen.heard),
        "coverage": counts.of({f"coverage.{state.value}": str(in_sentence(state.label)) for state in CoverageState}),
    }


def wants(seen: Overview, counts: LinkedCounts) -> list[Want]:
    """What wants somebody's attention; the first of each."""

    def want(name: str, label: str, meaning: str, rows: Sequence[Measure]) -> Want:
        return Want(counts(name, label), meaning, rows[:FIRST])

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
