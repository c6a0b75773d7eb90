"""What changed between two days, both included: by what happened, or by what was recorded."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.changes import Changes, changes_of
from measures.analysis.first_screen import DEVELOPMENTS, latest_developments
from measures.analysis.periods import DAY, ChangesBy, Period
from measures.models import Entry, EntryKind, PartialDate, Report, Statement, User, Visit
from measures.models.written_dates import written_date
from measures.publishing.change_words import changes_in_words, shown_levels
from measures.views.development_lines import DevelopmentLine, development_lines
from measures.views.filter_fields import FilterChoice
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.rows import entry_rows
from measures.views.statements import statement_rows

LATELY = timedelta(days=90)
WEEK = timedelta(days=7)
SHOWN = 100


@reading_page()
@for_report
def changes(request: ReadingRequest, report: Report) -> HttpResponse:
    """What happened between two days; in the last ninety days if none are chosen."""
    reading, parameters = request.reading, request.GET.dict()
    period, problem = period_of(parameters, reading)
    shown = Entry.objects.for_lists(reading.audience)
    found = changes_of(report, reading.audience, period, shown=shown, first=SHOWN + 1)
    context = {
        "nothing": nothing_in_words(period, reading) if found.is_empty else "",
        "before": lines_before(period, reading) if found.is_empty else [],
        "in_words": changes_in_words(found),
        "has_developments": bool(found.pointing),
        "period": period,
        "problem": problem,
        "shortcuts": shortcuts_for(reading, period),
        "by_choices": [FilterChoice(value, str(label), value == period.by) for value, label in ChangesBy.choices],
        "first_day": parameters.get("from", "") if problem else str(period.first),
        "last_day": parameters.get("to", "") if problem else str(period.until),
        "other_url": request.path + query({**reading.kept, **other_calendar(period)}),
        "compare_url": reverse("then_and_now") + query({**reading.kept, "from": period.since, "to": period.until}),
        "is_by_recording": period.by == ChangesBy.RECORDING,
        **change_rows(found, reading),
    }
    return render(request, "measures/changes.html", context, status=400 if problem else 200)


def nothing_in_words(period: Period, reading: Reading) -> str:
    """What follows from a period without changes: nothing of what happened, if nobody searched its days."""
    searched = reading.record.day if reading.record else None
    if period.by == ChangesBy.OCCURRENCE and (searched is None or searched < period.first):
        return _("Nobody has recorded a search of these days.")
    if period.by == ChangesBy.OCCURRENCE and searched and searched < period.until:
        words = _("The record shows no change to %(day)s. Nobody has recorded a search of the days after it.")
        return words % {"day": written_date(searched)}
    return _("The record shows no change between these days. Not recorded is not the same as not happened.")


def lines_before(period: Period, reading: Reading) -> list[DevelopmentLine]:
    """The last developments before a period."""
    counting = Entry.objects.filter(report=reading.report).visible_to(reading.audience)
    counting = counting.counting(as_of=period.since, known_at=period.last_known)
    rows = latest_developments(counting, reading.audience)[:DEVELOPMENTS]
    return development_lines(rows, reading)


def change_rows(found: Changes, reading: Reading) -> dict[str, object]:
    """The changes of each kind, as many as a page holds."""
    developments, others = (
        [entry for entry in found.entries if (entry.kind == EntryKind.DEVELOPMENT) == wanted]
        for wanted in (True, False)
    )
    kinds: dict[str, Sequence[object]] = {
        "statuses": found.statuses,
        "states": found.states,
        "levels": shown_levels(found.moved_levels),
        "first_levels": shown_levels(found.first_levels),
        "milestones": found.milestones,
        "words": statement_rows(statements_of(found.entries), reading),
        "our_assessments": found.assessments,
        "reviews": found.reviews,
    }
    every = (*kinds.values(), developments, others, found.no_longer, found.redacted)
    return {
        **{name: rows[:SHOWN] for name, rows in kinds.items()},
        "developments": development_lines(developments[:SHOWN], reading),
        "others": entry_rows(others[:SHOWN], reading),
        "no_longer": entry_rows(found.no_longer[:SHOWN], reading),
        "redacted": found.redacted[:SHOWN],
        "shown": SHOWN,
        "is_cut": any(len(rows) > SHOWN for rows in every),
    }


def statements_of(entries: Sequence[Entry]) -> list[Statement]:
    """What was said with these entries, the newest first: one more than a page holds."""
    told = Statement.objects.filter(entry__in=[entry.pk for entry in entries])
    return list(told.for_reading().newest_first()[: SHOWN + 1])


def period_of(parameters: Mapping[str, str], reading: Reading) -> tuple[Period, str]:
    """The chosen period; if it cannot be read, the last ninety days and what is wrong."""
    usual = Period(reading.today - LATELY, reading.today)
    first, last = (parameters.get(name, "").strip() for name in ("from", "to"))
    try:
        end = min(PartialDate.parse_within_reach(last).last, reading.today) if last else usual.until
        by = ChangesBy(parameters.get("by") or ChangesBy.OCCURRENCE)
        start = PartialDate.parse_within_reach(first).first if first else end - LATELY + DAY
    except ValueError:
        return usual, _("Enter the days as 2024, 2024-07 or 2024-07-17.")
    if start > end:
        return usual, _("The first day is after the last day: change one of them.")
    return Period.of_days(start, end, by), ""


def shortcuts_for(reading: Reading, shown: Period) -> list[dict[str, object]]:
    """The periods that people most often choose."""
    today = reading.today
    new_year, last_of_month = date(today.year, 1, 1), today.replace(day=1) - DAY
    periods = {
        _("Last 7 days"): Period.of_days(today - WEEK + DAY, today),
        _("Since 1 January %(year)d") % {"year": today.year}: Period.of_days(new_year, today),
        _("Last month"): Period.of_days(last_of_month.replace(day=1), last_of_month),
    }
    if visited := last_visit(reading):
        periods[_("Since my last visit")] = Period.of_days(visited, today, ChangesBy.RECORDING)
    return [
        {
            "label": label,
            "url": query({**reading.kept, **period_parameters(period)}),
            "is_shown": period == shown,
        }
        for label, period in periods.items()
    ]


def last_visit(reading: Reading) -> date | None:
    """The day, in UTC as recording is counted, up to which a reader has seen the report."""
    if not isinstance(reading.reader, User):
        return None
    visit = Visit.objects.filter(user=reading.reader, report=reading.report).first()
    return visit.seen_until.astimezone(UTC).date() if visit else None


def period_parameters(period: Period) -> dict[str, object]:
    return {"from": period.first, "to": period.until, "by": period.by.value}


def other_calendar(period: Period) -> dict[str, object]:
    """The link to the same days by the other calendar."""
    other = ChangesBy.RECORDING if period.by == ChangesBy.OCCURRENCE else ChangesBy.OCCURRENCE
    return {**period_parameters(period), "by": other.value}
