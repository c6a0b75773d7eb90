"""Changes: what differs between two days, by what happened or by what was recorded.

A day's state is that of the same histories and by the same functions as a standing; only the entries differ.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from measures.analysis.changing import (
    CountedEntry,
    bearings_setting,
    counted_entries,
    facts_of_bearings,
    histories_of,
    measures_changed_by,
)
from measures.analysis.facts import EntryFacts, SpanFacts
from measures.analysis.history import AnyAssessment, AnyBearing, History, grouped
from measures.analysis.periods import ChangesBy, Period, Span
from measures.analysis.standing import is_met, is_our_record, latest, latest_assessments
from measures.models import (
    Ambiguity,
    Assessment,
    Audience,
    Bearing,
    Entry,
    EntryKind,
    Evidence,
    Measure,
    Milestone,
    PartialDate,
    Report,
    Review,
    ReviewState,
)
from measures.models.journal import EntryQuerySet
from measures.models.partial_dates import end_of


class EntryChange:
    """A change, with the entry that caused it, if one did."""

    __slots__ = ()

    if TYPE_CHECKING:
        day: date
        entry: Entry | EntryFacts | None

    @property
    def when(self) -> PartialDate | date:
        """Its day, or the month or year of its entry if only that is known."""
        return self.entry.occurred if self.entry and self.entry.counts_from == self.day else self.day


@dataclass(frozen=True, slots=True)
class StatusChange(EntryChange):
    """From a day on, a measure's status or an ambiguity's state is another; "" means none on record.

    `is_ours` says that no party's act changed it: we record it so.
    """

    on: Measure | Ambiguity
    day: date
    before: str
    after: str
    entry: Entry | EntryFacts | None
    is_ours: bool

    @property
    def development(self) -> Entry | EntryFacts | None:
        """The development that changed it, if one did: the sources of an assessment are of all that it assesses."""
        return self.entry if self.entry and self.entry.kind == EntryKind.DEVELOPMENT else None


@dataclass(frozen=True, slots=True)
class LevelChange(EntryChange):
    """Our level changed, with whom it is about; None means no level recorded, never 0."""

    on: Measure
    about: str
    day: date
    before: int | None
    after: int | None
    entry: Entry | EntryFacts | None


@dataclass(frozen=True, slots=True)
class MilestoneChange(EntryChange):
    """From a day on, a milestone counts as met, or no longer does."""

    on: Measure
    milestone: Milestone
    day: date
    is_met: bool
    entry: Entry | EntryFacts | None


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """A source was reviewed; a review only has a day of recording."""

    review: Review
    before: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed in a period, the latest first."""

    report: Report
    period: Period
    # How many developments began to count, by direction.
    pointing: Mapping[str, int]
    entries: Sequence[Entry]
    no_longer: Sequence[Entry]
    redacted: Sequence[Entry]
    statuses: Sequence[StatusChange]
    states: Sequence[StatusChange]
    levels: Sequence[LevelChange]
    milestones: Sequence[MilestoneChange]
    assessments: Sequence[Assessment]
    reviews: Sequence[ReviewChange]

    @property
    def is_empty(self) -> bool:
        happened = (self.entries, self.statuses, self.states, self.levels, self.milestones)
        recorded = (self.no_longer, self.redacted, self.reviews)
        return not any((*happened, *recorded))

    @property
    def moved_levels(self) -> list[LevelChange]:
        """The levels that were recorded before and are different now, or gone."""
        return [change for change in self.levels if change.before is not None]

    @property
    def first_levels(self) -> list[LevelChange]:
        """Levels where there was none before: first readings, which are not changes."""
        return [change for change in self.levels if change.before is None]


def changes_of(
    report: Report,
    audience: Audience,
    period: Period,
    *,
    measure: Measure | None = None,
    shown: EntryQuerySet | None = None,
    first: int | None = None,
) -> Changes:
    """What changed in a report, or in one of its measures with its parts, in a constant number of queries.

    Entries come from `shown`, with what is to be shown of them: all, or at least the `first` so many; so do their
    assessments and the reviews.
    """
    within = period.entries.visible_to(audience).filter(report=report)
    turning = within.filter(period.turning)
    measures = measures_to_compare(report, audience, turning, measure)
    those = bearings_setting(turning, measures) if measure is None else Q(measure=measure) | Q(measure__parent=measure)
    bearings, states = facts_of_bearings(Bearing.objects.filter(those, entry__in=within))
    histories = histories_of(measures, bearings, within)
    if measure is not None:
        within = within.filter(pk__in={entry.pk for history in histories for entry in history.entries})
    readable = {each.pk for each in measures} | ({None} if measure is None else set())
    turns = counted_entries(within.filter(period.turning), readable, audience)
    shown = Entry.objects.for_reading() if shown is None else shown
    begun = [turn for turn in turns if begins_in(turn, period)]
    redacted = redacted_in(report, audience, period) if measure is None else Entry.objects.none()
    entries, no_longer, gone = entries_of(turns, shown, period, first, redacted)
    return Changes(
        report=report,
        period=period,
        pointing=Counter(turn.points for turn in begun if turn.kind == EntryKind.DEVELOPMENT),
        entries=entries,
        no_longer=no_longer,
        redacted=gone,
        statuses=changes_of_status(((each.measure, each.bearings) for each in histories), period),
        states=changes_of_status(states.items(), period),
        levels=latest_changes_first(change for each in histories for change in level_changes(each, period)),
        milestones=latest_changes_first(change for each in histories for change in milestone_changes(each, period)),
        assessments=[
            assessment
            for entry in entries
            for assessment in entry.assessments.all()
            if not assessment.whose_id and assessment.measure_id in readable
        ],
        reviews=review_changes(within, audience, period, first),
    )


def status_changes_of(report: Report, audience: Audience, period: Period) -> list[StatusChange]:
    """Only the changed statuses of measures, then the changed states of ambiguities."""
    within = period.entries.visible_to(audience).filter(report=report)
    turning = within.filter(period.turning)
    measures = measures_to_compare(report, audience, turning, None)
    setting = Bearing.objects.filter(bearings_setting(turning, measures), entry__in=within)
    bearings, states = facts_of_bearings(setting)
    own = grouped(bearings, itemgetter(0))
    statuses = ((each, [row for *_, row in own.get(each.pk, ())]) for each in measures)
    return [*changes_of_status(statuses, period), *changes_of_status(states.items(), period)]


def begins_in(turn: CountedEntry, period: Period) -> bool:
    """Whether an entry began to count in a period and still does at its end."""
    span = span_of(turn, period)
    return period.holds(span.start) and span.end is None


def ceases_in(turn: CountedEntry, period: Period) -> bool:
    """Whether an entry counted before a period and no longer does at its end."""
    span = span_of(turn, period)
    return span.start <= period.since and period.holds(span.end)


def entries_of(
    turns: Sequence[CountedEntry], shown: EntryQuerySet, period: Period, first: int | None, redacted: EntryQuerySet
) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """The entries that began to count, those that no longer do, and those redacted; or the first of them.

    With `first`, there are at most so many developments, so many other entries, and so many with assessments.
    """
    begun = [turn for turn in turns if begins_in(turn, period)]
    ceased = [turn for turn in turns if ceases_in(turn, period)][:first]
    developments, others = (
        [turn for turn in begun if (turn.kind == EntryKind.DEVELOPMENT) == wanted][:first] for wanted in (True, False)
    )
    wanted = {*developments, *others, *[turn for turn in begun if turn.has_assessments][:first], *ceased}
    these = Q(pk__in={turn.pk for turn in wanted}) | Q(
        pk__in=redacted.order_by("-redaction__redacted_at", "-key").values("pk")[:first]
    )
    loaded = {entry.pk: entry for entry in shown.filter(these)}
    came, went = ([loaded[turn.pk] for turn in those if turn.pk in loaded] for those in (begun, ceased))
    gone = sorted(
        (entry for entry in loaded.values() if entry.is_redacted),
        key=lambda entry: (entry.redaction.redacted_at, entry.key),
        reverse=True,
    )
    return came, went, gone


def redacted_in(report: Report, audience: Audience, period: Period) -> EntryQuerySet:
    """The entries that were redacted in a period; a redaction only has a moment of recording."""
    if period.by == ChangesBy.OCCURRENCE:
        return Entry.objects.none()
    return Entry.objects.visible_to(audience).filter(
        report=report,
        redaction__redacted_at__gt=end_of(period.since),
        redaction__redacted_at__lte=end_of(period.until),
    )


def measures_to_compare(
    report: Report, audience: Audience, turning: EntryQuerySet, measure: Measure | None
) -> list[Measure]:
    """The measures and parts that a reader may see: those that may have changed, or one with its parts."""
    found = report.measures.visible_to(audience).with_party_codes().select_related("report", "parent")
    return list(
        found.filter(
            Q(pk__in=measures_changed_by(turning)) if measure is None else Q(pk=measure.pk) | Q(parent=measure)
        )
    )


def span_of(entry: CountedEntry | SpanFacts | Entry, period: Period) -> Span:
    """From when to when an entry counts, by the period's calendar; what `EntryQuerySet.counting` says for one day."""
    if period.by == ChangesBy.OCCURRENCE:
        return Span(entry.counts_from, None)
    end = entry.corrected_on
    return Span(entry.recorded_on, end if end and end <= period.until else None)


def latest_changes_first[Change: (StatusChange, LevelChange, MilestoneChange)](found: Iterable[Change]) -> list[Change]:
    return sorted(found, key=lambda change: change.day, reverse=True)


def day_by_day[State](
    entries: Iterable[Any],
    period: Period,
    state_on: Callable[[Callable[[Any], bool]], State],
) -> Iterable[tuple[date, State, State]]:
    """The days in a period on which entries begin or cease to count, with the state before and after each.

    `state_on` computes a state from the entries that count.
    """
    spans = {entry.pk: span_of(entry, period) for entry in entries}
    days = {day for span in spans.values() for day in (span.start, span.end) if day is not None and period.holds(day)}

    def state(day: date) -> State:
        return state_on(lambda entry: spans[entry.pk].holds(day))

    if not days:
        return
    before = state(period.since)
    for day in sorted(days):
        after = state(day)
        yield day, before, after
        before = after


def changes_of_status(
    bearings: Iterable[tuple[Measure | Ambiguity, Iterable[AnyBearing]]], period: Period
) -> list[StatusChange]:
    """The changes of the status of measures, or of the state of ambiguities, by their bearings."""
    return latest_changes_first(change for on, rows in bearings for change in status_changes(on, rows, period))


def status_changes(on: Measure | Ambiguity, bearings: Iterable[AnyBearing], period: Period) -> Iterable[StatusChange]:
    """The changes of a measure's status, or of an ambiguity's state, which is treated alike."""
    changing = [row for row in bearings if row.status]

    def deciding(counts: Callable[[object], bool]) -> AnyBearing | None:
        return latest(row for row in changing if counts(row.entry))

    for day, before, after in day_by_day([row.entry for row in changing], period, deciding):
        was, now = (row.status if row else "" for row in (before, after))
        if was != now:
            yield StatusChange(
                on,
                day,
                was,
                now,
                entry=after.entry if after else None,
                is_ours=after is not None and is_our_record(after),
            )


def level_changes(history: History, period: Period) -> Iterable[LevelChange]:
    """Our levels that changed, by about whom they are."""

    def held(counts: Callable[[object], bool]) -> dict[str, AnyAssessment]:
        return {
            assessment.about_code: assessment
            for assessment in latest_assessments(
                assessment for assessment in history.assessments if counts(assessment.entry)
            )
        }

    entries = [assessment.entry for assessment in history.assessments]
    for day, before, after in day_by_day(entries, period, held):
        for about in sorted({*before, *after}):
            was, now = before.get(about), after.get(about)
            levels = (was.level if was else None), (now.level if now else None)
            if levels[0] != levels[1]:
                yield LevelChange(history.measure, about, day, *levels, now.entry if now else None)


def milestone_changes(history: History, period: Period) -> Iterable[MilestoneChange]:
    def met(counts: Callable[[Any], bool]) -> set[int]:
        marks = [mark for mark in history.marks if counts(mark.entry)]
        return {row.pk for row in history.milestones if is_met(row, marks, history.measure)}

    milestones: dict[int, Any] = {row.pk: row for row in history.milestones}
    entries = [mark.entry for mark in history.marks]
    for day, before, after in day_by_day(entries, period, met):
        for pk in sorted(before ^ after):
            marking = latest(
                mark for mark in history.marks if mark.milestone_id == pk and mark.entry.counts_from == day
            )
            entry = marking.entry if marking else None
            yield MilestoneChange(history.measure, milestones[pk], day, pk in after, entry)


def review_changes(entries: EntryQuerySet, audience: Audience, period: Period, first: int | None) -> list[ReviewChange]:
    """The reviews that were recorded in a period, of sources that these entries cite."""
    if period.by == ChangesBy.OCCURRENCE:
        return []
    then = Q(recorded_at__lt=OuterRef("recorded_at")) | Q(recorded_at=OuterRef("recorded_at"), pk__lt=OuterRef("pk"))
    earlier = Review.objects.filter(then, evidence=OuterRef("evidence"))
    reviews: QuerySet[Any] = (
        Review.objects.filter(recorded_at__gt=end_of(period.since), recorded_at__lte=end_of(period.until))
        .filter(Evidence.marked_for(audience, "evidence__"))
        .filter(evidence__in=entries.values("citations__evidence"))
        .select_related("evidence")
        .annotate(before=Subquery(earlier.order_by("-recorded_at", "-pk").values("state")[:1]))
        .order_by("-recorded_at", "-pk")
    )
    return [ReviewChange(review, review.before or ReviewState.PENDING) for review in reviews[:first]]
