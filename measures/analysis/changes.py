"""Changes: what is not as it was between two days, by what happened or by what was recorded, told apart.

A day's state is that of the same histories and by the same functions as a standing; only the entries differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.history import History, histories_in, review_states
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


class ChangesBy(TextChoices):
    """By which calendar: the days from which entries count, or those on which they were recorded."""

    OCCURRENCE = "occurrence", _("What happened")
    RECORDING = "recording", _("What was recorded")


@dataclass(frozen=True, slots=True)
class Period:
    """After one day, up to and including another, by one calendar; the other calendar may be cut off too."""

    since: date
    until: date
    by: ChangesBy = ChangesBy.OCCURRENCE
    as_of: date | None = None
    known_at: datetime | None = None

    def holds(self, day: date | None) -> bool:
        return day is not None and self.since < day <= self.until

    @property
    def last_known(self) -> datetime | None:
        """The moment by which all that counts was recorded; none where all that is recorded now does."""
        return end_of(self.until) if self.by == ChangesBy.RECORDING else self.known_at

    @property
    def entries(self) -> EntryQuerySet:
        """The entries that count at the end of some day up to the last one."""
        if self.by == ChangesBy.OCCURRENCE:
            return Entry.objects.counting(as_of=self.until, known_at=self.known_at)
        return Entry.objects.filter(redaction=None).recorded(as_of=self.as_of, known_at=self.last_known)


@dataclass(frozen=True, slots=True)
class Span:
    """From which day an entry counts, and from which it no longer does because its correction is recorded."""

    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


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


def changes_of(report: Report, audience: Audience, period: Period, *, measure: Measure | None = None) -> Changes:
    """What changed of a report, or of one of its measures with its parts, in a constant number of queries."""
    within = period.entries.visible_to(audience).filter(report=report)
    measures = measures_of(report, audience, measure)
    histories = [history.seen_by(audience) for history in histories_in(within, measures)]
    if measure is not None:
        within = within.filter(pk__in={entry.pk for history in histories for entry in history.entries})
    spans = spans_of(within, period)
    on_ambiguities = by_ambiguity(within) if measure is None else {}
    begun, no_longer = entries_of(spans, period)
    readable = {each.pk for each in measures} | ({None} if measure is None else set())
    return Changes(
        report=report,
        period=period,
        entries=begun,
        no_longer=no_longer,
        statuses=latest_first(
            change for each in histories for change in status_changes(each.measure, each.bearings, spans, period)
        ),
        states=latest_first(
            change for on, rows in on_ambiguities.items() for change in status_changes(on, rows, spans, period)
        ),
        levels=latest_first(change for each in histories for change in level_changes(each, spans, period)),
        milestones=latest_first(change for each in histories for change in milestone_changes(each, spans, period)),
        views=[view for entry in begun for view in entry.views.all() if view.measure_id in readable],
        reviews=review_changes(within, audience, period),
    )


def entries_of(spans: Mapping[int, Span], period: Period) -> tuple[list[Entry], list[Entry]]:
    """The entries that began to count and still do, and those that no longer do; the latest first."""
    begun = {pk for pk, span in spans.items() if period.holds(span.start) and span.end is None}
    ended = {pk for pk, span in spans.items() if span.start <= period.since and period.holds(span.end)}
    rows = list(Entry.objects.filter(pk__in=begun | ended).latest_first().for_reading())
    return [row for row in rows if row.pk in begun], [row for row in rows if row.pk in ended]


def measures_of(report: Report, audience: Audience, measure: Measure | None) -> list[Measure]:
    """The measures and parts that a reader may see: those of the report, or one with its parts."""
    found = report.measures.visible_to(audience).for_reading().select_related("parent")
    return [each for each in found if measure is None or measure.pk in (each.pk, each.parent_id)]


def spans_of(entries: EntryQuerySet, period: Period) -> dict[int, Span]:
    """When each entry counts, by the calendar of the period; `EntryQuerySet.counting` for every day at once."""
    if period.by == ChangesBy.OCCURRENCE:
        return {pk: Span(start, None) for pk, start in entries.values_list("pk", "counts_from")}
    rows = entries.annotate(corrected_on=F("correction__recorded_on")).values_list("pk", "recorded_on", "corrected_on")
    return {pk: Span(start, end if end and end <= period.until else None) for pk, start, end in rows}


def latest_first[Change: (StatusChange, LevelChange, MilestoneChange)](found: Iterable[Change]) -> list[Change]:
    return sorted(found, key=lambda change: change.day, reverse=True)


def day_by_day[State](
    entries: Iterable[Entry],
    spans: Mapping[int, Span],
    period: Period,
    state_on: Callable[[Callable[[Entry], bool]], State],
) -> Iterable[tuple[date, State, State]]:
    """The days of a period on which entries begin or cease to count, with the state before and after each.

    `state_on` computes a state from the entries that count.
    """
    touching = [spans[entry.pk] for entry in entries if entry.pk in spans]
    days = {day for span in touching for day in (span.start, span.end) if day is not None and period.holds(day)}

    def state(day: date) -> State:
        return state_on(lambda entry: entry.pk in spans and spans[entry.pk].holds(day))

    before = state(period.since)
    for day in sorted(days):
        after = state(day)
        yield day, before, after
        before = after


def status_changes(
    on: Measure | Ambiguity, bearings: Iterable[Bearing], spans: Mapping[int, Span], period: Period
) -> Iterable[StatusChange]:
    """The changes of a measure's status or an ambiguity's state."""
    changing = [row for row in bearings if row.status or row.state]

    def deciding(counts: Callable[[Entry], bool]) -> Bearing | None:
        return latest(row for row in changing if counts(row.entry))

    for day, before, after in day_by_day([row.entry for row in changing], spans, period, deciding):
        was, now = (row.status or row.state if row else "" for row in (before, after))
        if was != now:
            yield StatusChange(on, day, was, now, after.entry if after else None)


def by_ambiguity(entries: EntryQuerySet) -> dict[Ambiguity, list[Bearing]]:
    """The bearings that set the states of ambiguities."""
    found: dict[Ambiguity, list[Bearing]] = {}
    rows = Bearing.objects.filter(ambiguity__isnull=False, entry__in=entries).exclude(state="")
    for bearing in rows.select_related("entry", "ambiguity"):
        if bearing.ambiguity is not None:
            found.setdefault(bearing.ambiguity, []).append(bearing)
    return found


def level_changes(history: History, spans: Mapping[int, Span], period: Period) -> Iterable[LevelChange]:
    """The levels that moved, for each whose and about; a representative's own apart from our reading of the party."""

    def held(counts: Callable[[Entry], bool]) -> dict[tuple[str, str, bool], View]:
        views = latest_views(view for view in history.views if counts(view.entry))
        return {(view.whose_code, view.about_code, by_representative(view)): view for view in views}

    entries = [view.entry for view in history.views]
    for day, before, after in day_by_day(entries, spans, period, held):
        for key in sorted({*before, *after}):
            was, now = before.get(key), after.get(key)
            levels = (was.level if was else None), (now.level if now else None)
            if levels[0] != levels[1]:
                yield LevelChange(history.measure, *key, day, *levels, now.entry if now else None)


def milestone_changes(history: History, spans: Mapping[int, Span], period: Period) -> Iterable[MilestoneChange]:
    def met(counts: Callable[[Entry], bool]) -> set[int]:
        marks = [mark for mark in history.marks if counts(mark.entry)]
        return {row.pk for row in history.milestones if is_met(row, marks, history.measure)}

    milestones = {row.pk: row for row in history.milestones}
    entries = [mark.entry for mark in history.marks]
    for day, before, after in day_by_day(entries, spans, period, met):
        for pk in sorted(before ^ after):
            yield MilestoneChange(history.measure, milestones[pk], day, pk in after)


def review_changes(entries: EntryQuerySet, audience: Audience, period: Period) -> list[ReviewChange]:
    """The reviews that were recorded in a period, of sources that these entries cite."""
    if period.by == ChangesBy.OCCURRENCE:
        return []
    reviews = list(
        Review.objects.filter(recorded_at__gt=end_of(period.since), recorded_at__lte=end_of(period.until))
        .filter(evidence__marking__in=audience.markings)
        .filter(evidence__in=entries.values("citations__evidence"))
        .select_related("evidence")
        .order_by("recorded_at", "pk")
    )
    states = review_states({review.evidence_id for review in reviews}, known_at=end_of(period.since))
    found = []
    for review in reviews:
        found.append(ReviewChange(review, states.get(review.evidence_id, ReviewState.PENDING)))
        states[review.evidence_id] = review.state
    return found[::-1]
