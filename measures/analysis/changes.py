"""Changes: what is not as it was between two days, by what happened or by what was recorded, told apart.

A day's state is that of the same histories and by the same functions as a standing; only the entries differ.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from measures.analysis.full_histories import FullHistory, histories_in
from measures.analysis.periods import ChangesBy, Period, Span
from measures.analysis.standing import by_representative, is_met, latest, latest_views
from measures.models import (
    Ambiguity,
    Audience,
    Bearing,
    Entry,
    Measure,
    Milestone,
    Report,
    Review,
    ReviewState,
    View,
)
from measures.models.journal import EntryQuerySet
from measures.models.partial_dates import end_of

# What comes with each entry: by whom a view is, and until when it counted.
ALONG = ("author", "correction")


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A measure's status, or an ambiguity's state, is another from a day on; "" is none on record."""

    on: Measure | Ambiguity
    day: date
    before: str
    after: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A level moved, and whose it is and about whom; none is no level on record, never 0."""

    on: Measure
    whose: str
    about: str
    by_representative: bool
    day: date
    before: int | None
    after: int | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """A milestone counts as met from a day on, or no longer does."""

    on: Measure
    milestone: Milestone
    day: date
    is_met: bool


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """A source was reviewed; a review is only ever recorded, it does not happen on another day."""

    review: Review
    before: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed in a period, the latest first."""

    report: Report
    period: Period
    entries: Sequence[Entry]
    no_longer: Sequence[Entry]
    statuses: Sequence[StatusChange]
    states: Sequence[StatusChange]
    levels: Sequence[LevelChange]
    milestones: Sequence[MilestoneChange]
    views: Sequence[View]
    reviews: Sequence[ReviewChange]

    @property
    def is_empty(self) -> bool:
        found = (self.entries, self.no_longer, self.statuses, self.states, self.levels, self.milestones, self.reviews)
        return not any(found)


def changes_of(
    report: Report,
    audience: Audience,
    period: Period,
    *,
    measure: Measure | None = None,
    shown: EntryQuerySet | None = None,
) -> Changes:
    """What changed of a report, or of one of its measures with its parts, in a constant number of queries.

    Entries come from `shown`, with what is to be shown of them.
    """
    within = period.entries.visible_to(audience).filter(report=report)
    measures = measures_of(report, audience, measure)
    bearings = bearings_in(within, measure)
    histories = [
        history.seen_by(audience)
        for history in histories_in(within, measures, bearings=bearings, along=ALONG, with_sources=False)
    ]
    if measure is not None:
        within = within.filter(pk__in={entry.pk for history in histories for entry in history.entries})
    on_ambiguities = by_ambiguity(bearings)
    begun, no_longer = entries_of(within, Entry.objects.for_reading() if shown is None else shown, period)
    readable = {each.pk for each in measures} | ({None} if measure is None else set())
    return Changes(
        report=report,
        period=period,
        entries=begun,
        no_longer=no_longer,
        statuses=latest_first(
            change for each in histories for change in status_changes(each.measure, each.bearings, period)
        ),
        states=latest_first(
            change for on, rows in on_ambiguities.items() for change in status_changes(on, rows, period)
        ),
        levels=latest_first(change for each in histories for change in level_changes(each, period)),
        milestones=latest_first(change for each in histories for change in milestone_changes(each, period)),
        views=[view for entry in begun for view in entry.views.all() if view.measure_id in readable],
        reviews=review_changes(within, audience, period),
    )


def entries_of(within: EntryQuerySet, shown: EntryQuerySet, period: Period) -> tuple[list[Entry], list[Entry]]:
    """The entries that began to count and still do, and those that no longer do; the latest first."""
    days = (period.since, period.until)
    start = "counts_from" if period.by == ChangesBy.OCCURRENCE else "recorded_on"
    touched = Q(**{f"{start}__gt": days[0], f"{start}__lte": days[1]})
    if period.by == ChangesBy.RECORDING:
        touched |= Q(correction__recorded_on__gt=days[0], correction__recorded_on__lte=days[1])
    those = shown.filter(pk__in=within.filter(touched).values("pk"))
    rows = [(row, span_of(row, period)) for row in those.latest_first()]
    begun = [row for row, span in rows if period.holds(span.start) and span.end is None]
    return begun, [row for row, span in rows if span.start <= period.since and period.holds(span.end)]


def measures_of(report: Report, audience: Audience, measure: Measure | None) -> list[Measure]:
    """The measures and parts that a reader may see: those of the report, or one with its parts."""
    found = report.measures.visible_to(audience).with_party_codes().select_related("report", "parent")
    return [each for each in found if measure is None or measure.pk in (each.pk, each.parent_id)]


def span_of(entry: Entry, period: Period) -> Span:
    """When an entry counts, by the calendar of the period; `EntryQuerySet.counting` for every day at once."""
    if period.by == ChangesBy.OCCURRENCE:
        return Span(entry.counts_from, None)
    end = entry.correction.recorded_on if entry.is_corrected else None
    return Span(entry.recorded_on, end if end and end <= period.until else None)


def latest_first[Change: (StatusChange, LevelChange, MilestoneChange)](found: Iterable[Change]) -> list[Change]:
    return sorted(found, key=lambda change: change.day, reverse=True)


def day_by_day[State](
    entries: Iterable[Entry],
    period: Period,
    state_on: Callable[[Callable[[Entry], bool]], State],
) -> Iterable[tuple[date, State, State]]:
    """The days of a period on which entries begin or cease to count, with the state before and after each.

    `state_on` computes a state from the entries that count.
    """
    spans = {entry.pk: span_of(entry, period) for entry in entries}
    days = {day for span in spans.values() for day in (span.start, span.end) if day is not None and period.holds(day)}

    def state(day: date) -> State:
        return state_on(lambda entry: spans[entry.pk].holds(day))

    before = state(period.since)
    for day in sorted(days):
        after = state(day)
        yield day, before, after
        before = after


def status_changes(on: Measure | Ambiguity, bearings: Iterable[Bearing], period: Period) -> Iterable[StatusChange]:
    """The changes of a measure's status or an ambiguity's state."""
    changing = [row for row in bearings if row.status or row.state]

    def deciding(counts: Callable[[Entry], bool]) -> Bearing | None:
        return latest(row for row in changing if counts(row.entry))

    for day, before, after in day_by_day([row.entry for row in changing], period, deciding):
        was, now = (row.status or row.state if row else "" for row in (before, after))
        if was != now:
            yield StatusChange(on, day, was, now, after.entry if after else None)


def bearings_in(within: EntryQuerySet, measure: Measure | None) -> list[Bearing]:
    """The bearings on measures, and those that set the states of ambiguities; or those on one measure and its parts."""
    those = Q(measure__isnull=False) | ~Q(state="")
    if measure is not None:
        those = Q(measure=measure) | Q(measure__parent=measure)
    rows = Bearing.objects.filter(those, entry__in=within).annotate(whole=F("measure__parent"))
    return list(rows.select_related(*(f"entry__{name}" for name in ALONG), "ambiguity"))


def by_ambiguity(bearings: Iterable[Bearing]) -> dict[Ambiguity, list[Bearing]]:
    """The bearings that set the states of ambiguities."""
    found: dict[Ambiguity, list[Bearing]] = {}
    for bearing in bearings:
        if bearing.ambiguity is not None:
            found.setdefault(bearing.ambiguity, []).append(bearing)
    return found


def level_changes(history: FullHistory, period: Period) -> Iterable[LevelChange]:
    """The levels that moved, for each whose and about; a representative's own apart from our reading of the party."""

    def held(counts: Callable[[Entry], bool]) -> dict[tuple[str, str, bool], View]:
        views = latest_views(view for view in history.views if counts(view.entry))
        return {(view.whose_code, view.about_code, by_representative(view)): view for view in views}

    entries = [view.entry for view in history.views]
    for day, before, after in day_by_day(entries, period, held):
        for key in sorted({*before, *after}):
            was, now = before.get(key), after.get(key)
            levels = (was.level if was else None), (now.level if now else None)
            if levels[0] != levels[1]:
                yield LevelChange(history.measure, *key, day, *levels, now.entry if now else None)


def milestone_changes(history: FullHistory, period: Period) -> Iterable[MilestoneChange]:
    def met(counts: Callable[[Entry], bool]) -> set[int]:
        marks = [mark for mark in history.marks if counts(mark.entry)]
        return {row.pk for row in history.milestones if is_met(row, marks, history.measure)}

    milestones = {row.pk: row for row in history.milestones}
    entries = [mark.entry for mark in history.marks]
    for day, before, after in day_by_day(entries, period, met):
        for pk in sorted(before ^ after):
            yield MilestoneChange(history.measure, milestones[pk], day, pk in after)


def review_changes(entries: EntryQuerySet, audience: Audience, period: Period) -> list[ReviewChange]:
    """The reviews that were recorded in a period, of sources that these entries cite."""
    if period.by == ChangesBy.OCCURRENCE:
        return []
    then = Q(recorded_at__lt=OuterRef("recorded_at")) | Q(recorded_at=OuterRef("recorded_at"), pk__lt=OuterRef("pk"))
    earlier = Review.objects.filter(then, evidence=OuterRef("evidence"))
    reviews: QuerySet[Any] = (
        Review.objects.filter(recorded_at__gt=end_of(period.since), recorded_at__lte=end_of(period.until))
        .filter(evidence__marking__in=audience.markings)
        .filter(evidence__in=entries.values("citations__evidence"))
        .select_related("evidence")
        .annotate(before=Subquery(earlier.order_by("-recorded_at", "-pk").values("state")[:1]))
        .order_by("-recorded_at", "-pk")
    )
    return [ReviewChange(review, review.before or ReviewState.PENDING) for review in reviews]
