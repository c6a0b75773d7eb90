"""What changed between two days, by what happened or by what was recorded."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.analysis.changes import Changes, changes_of
from measures.analysis.periods import ChangesBy, Period
from measures.models import Entry, PartialDate
from measures.views.filter_fields import Choice
from measures.views.reading import Reading, ReadingRequest, query, reading_page
from measures.views.rows import entry_rows

LATELY = timedelta(days=90)
SHOWN = 100


@reading_page(travels=False)
def changes(request: ReadingRequest) -> HttpResponse:
    """What is not as it was at the end of an earlier day; the last ninety days unless asked otherwise."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    parameters = request.GET.dict()
    period, problem = period_of(parameters, reading)
    shown = Entry.objects.for_lists(reading.audience)
    found = changes_of(reading.report, reading.audience, period, shown=shown, first=SHOWN + 1)
    context = {
        "is_empty": found.is_empty,
        "period": period,
        "problem": problem,
        "by_choices": [Choice(value, str(label), value == period.by) for value, label in ChangesBy.choices],
        "since": parameters.get("since", "") if problem else str(period.since),
        "until": parameters.get("until", "") if problem else str(period.until),
        "other_url": request.path + query({**reading.kept, **other_calendar(period)}),
        "is_by_recording": period.by == ChangesBy.RECORDING,
        **change_rows(found, reading),
    }
    return render(request, "measures/changes.html", context, status=400 if problem else 200)


def change_rows(found: Changes, reading: Reading) -> dict[str, object]:
    """The changes of each kind, as many as a page holds."""
    kinds = ("statuses", "states", "levels", "milestones", "views", "reviews")
    shown = {name: getattr(found, name)[:SHOWN] for name in kinds}
    return {
        **shown,
        "entries": entry_rows(found.entries[:SHOWN], reading),
        "no_longer": entry_rows(found.no_longer[:SHOWN], reading),
        "shown": SHOWN,
        "is_cut": any(len(getattr(found, name)) > SHOWN for name in (*kinds, "entries", "no_longer")),
    }


def period_of(parameters: Mapping[str, str], reading: Reading) -> tuple[Period, str]:
    """The period that is asked for; where it cannot be read, the last ninety days, and what is wrong."""
    usual = Period(reading.today - LATELY, reading.today)
    since, until = (parameters.get(name, "").strip() for name in ("since", "until"))
    try:
        last = min(PartialDate.parse_within_reach(until).last, reading.today) if until else usual.until
        first = PartialDate.parse_within_reach(since).last if since else last - LATELY
        by = ChangesBy(parameters.get("by") or ChangesBy.OCCURRENCE)
    except ValueError:
        return usual, _("That is not a period we can read. Write its days as 2024, 2024-07 or 2024-07-17.")
    if first > last:
        return usual, _("The first day comes after the last.")
    return Period(first, last, by), ""


def other_calendar(period: Period) -> dict[str, object]:
    """The same days by the other calendar."""
    other = ChangesBy.RECORDING if period.by == ChangesBy.OCCURRENCE else ChangesBy.OCCURRENCE
    return {"since": period.since, "until": period.until, "by": other.value}
