"""Then and now: two days of a report side by side, what differs first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.analysis.periods import DAY
from measures.analysis.statements import SideStatement
from measures.analysis.then_and_now import (
    ComparedSubject,
    ComparedTarget,
    DayState,
    ThenAndNow,
    compare_days,
    is_other_statement,
)
from measures.models import Measure, PartialDate, Report
from measures.models.partial_dates import end_of, parse_moment
from measures.publishing.change_words import sentence_of, statuses_in_words
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.rows import entry_heading
from measures.views.statement_lines import statement_line

USUALLY = timedelta(days=365)
SHOWN = 60


@reading_page()
@for_report
def then_and_now(request: ReadingRequest, report: Report) -> HttpResponse:
    """Where a report stood on two days: a year ago and today if none are chosen."""
    reading, parameters = request.reading, request.GET.dict()
    then, now, known_at, problem = compared_days(parameters, reading)
    reading = request.reading = replace(reading, known_at=known_at)
    days = {"then": then, "now": now, "today": reading.today}
    found = compare_days(report, reading.audience, sides=reading.sides, known_at=known_at, **days)
    between = {**reading.kept, "from": then + DAY, "to": now}
    context = {
        "found": found,
        "in_words": compared_in_words(found),
        "problem": problem,
        "has_days": "from" in parameters,
        "measures": differing_targets(found.measures, reading),
        "ambiguities": differing_targets(found.ambiguities, reading),
        "subjects": [subject_of(each, reading) for each in found.subjects if each.differs],
        "same_measures": [each for each in found.measures if not each.differs][:SHOWN],
        "same_subjects": [each for each in found.subjects if not each.differs],
        "same_ambiguities": [each for each in found.ambiguities if not each.differs][:SHOWN],
        "is_cut": len(found.measures) > SHOWN,
        "shown": SHOWN,
        "first_day": parameters.get("from", "") if problem else str(then),
        "last_day": parameters.get("to", "") if problem else str(now),
        "known_day": parameters.get("known_at", ""),
        "brief_url": reverse("brief") + query(between),
        "changes_url": reverse("changes") + query(between),
    }
    return render(request, "measures/then_and_now.html", context, status=400 if problem else 200)


def compared_days(parameters: Mapping[str, str], reading: Reading) -> tuple[date, date, datetime | None, str]:
    """The chosen days, and up to which moment what is shown was recorded.

    Where they cannot be read, a year ago and today, and what is wrong.
    """
    usual = (reading.today - USUALLY, reading.today, None)
    first, last, known_on = (parameters.get(name, "").strip() for name in ("from", "to", "known_at"))
    try:
        now = min(PartialDate.parse_within_reach(last).last, reading.today) if last else reading.today
        then = PartialDate.parse_within_reach(first).last if first else now - USUALLY
        known_at = parse_moment(known_on) if known_on else None
    except ValueError:
        return *usual, _("Enter the days as 2024, 2024-07 or 2024-07-17.")
    if then > now:
        return *usual, _("The first day is after the last day: change one of them.")
    return then, now, known_at if known_at and known_at < end_of(reading.today) else None, ""


def compared_in_words(found: ThenAndNow) -> str:
    """How much differs between the two days, and which statuses."""
    return sentence_of(difference_clauses(found))


def difference_clauses(found: ThenAndNow) -> Iterator[str]:
    for rows, words in (
        (found.measures, _("%(count)d of %(total)d measures differ")),
        (found.ambiguities, _("%(count)d of %(total)d ambiguities differ")),
    ):
        if rows:
            yield words % {"count": sum(each.differs for each in rows), "total": len(rows)}
    statuses = [each for each in (*found.measures, *found.ambiguities) if each.is_status_other]
    yield from statuses_in_words([(each.on, each.then.status, each.now.status) for each in statuses])
    if levels := sum(each.is_level_other for each in found.measures):
        yield ngettext("%(count)d of our levels differs", "%(count)d of our levels differ", levels) % {"count": levels}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedAspect:
    """One aspect of a measure, an ambiguity or a subject on both days."""

    kind: str
    then: object
    now: object
    is_same: bool
    whose: str = ""


@dataclass(frozen=True, slots=True)
class ComparedThing:
    """A measure, an ambiguity or a subject, with what a reader sees of both days."""

    compared: ComparedTarget | ComparedSubject
    url: str
    # A subject is shown by its title.
    code: str
    aspects: Sequence[ComparedAspect]

    @property
    def rows(self) -> list[ComparedAspect]:
        """What differs."""
        return [each for each in self.aspects if not each.is_same]

    @property
    def same(self) -> list[ComparedAspect]:
        """What is the same on both days, and shown once."""
        return [each for each in self.aspects if each.is_same]


def differing_targets(compared: Sequence[ComparedTarget], reading: Reading) -> list[ComparedThing]:
    """Those that differ, by status first, then by level, words and events; at most so many."""
    differing = [each for each in compared if each.differs]
    return [thing_of(each, reading) for each in sorted(differing, key=compared_place)[:SHOWN]]


def compared_place(compared: ComparedTarget) -> tuple[bool, bool, bool]:
    return not compared.is_status_other, not compared.is_level_other, not compared.are_words_other


def thing_of(compared: ComparedTarget, reading: Reading) -> ComparedThing:
    aspects = list(compared_aspects(compared, reading))
    return ComparedThing(compared, compared_url(compared, reading), compared.on.code, aspects)


def subject_of(compared: ComparedSubject, reading: Reading) -> ComparedThing:
    """A subject with the lines of each side."""
    url = reverse("subject", args=[compared.on.key]) + query(reading.day_kept)
    return ComparedThing(compared, url, "", list(compared_words(compared.sides, reading)))


def compared_words(sides: Iterable[tuple[SideStatement, SideStatement]], reading: Reading) -> Iterator[ComparedAspect]:
    """What each side had said by then and by now."""
    for then, now in sides:
        yield ComparedAspect(
            kind="said",
            then=statement_line(then, reading),
            now=statement_line(now, reading),
            is_same=not is_other_statement(then, now),
            whose=then.party.code,
        )


def compared_url(compared: ComparedTarget, reading: Reading) -> str:
    page = "measure" if isinstance(compared.on, Measure) else "ambiguity"
    return reverse(page, args=[compared.on.key]) + query(reading.day_kept)


def compared_aspects(compared: ComparedTarget, reading: Reading) -> Iterator[ComparedAspect]:
    then, now = compared.then, compared.now
    is_measure = isinstance(compared.on, Measure)
    kind = "status" if is_measure else "state"
    yield ComparedAspect(kind=kind, then=then, now=now, is_same=not compared.is_status_other)
    if is_measure:
        then_moved, now_moved = shown_development(then, reading), shown_development(now, reading)
        is_same = not compared.is_development_other
        yield ComparedAspect(kind="development", then=then_moved, now=now_moved, is_same=is_same)
    yield from compared_words(zip(then.words, now.words, strict=True), reading)
    if is_measure:
        yield ComparedAspect(kind="level", then=then, now=now, is_same=not compared.is_level_other)


def shown_development(state: DayState, reading: Reading) -> dict[str, object] | None:
    """The latest development by a day, with where it points."""
    if state.development is None:
        return None
    entry = state.development.entry
    url = reverse("entry", args=[entry.key]) + query(reading.day_kept)
    points = state.development.points.value
    return {"heading": entry_heading(entry), "url": url, "occurred": entry.occurred, "points": points}
