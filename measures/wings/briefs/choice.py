"""What a brief is about, and what it takes of what the other readings have: so much that it fits on a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from measures.analysis.changes import StatusChange, status_changes_of
from measures.analysis.directions import moving_bearings
from measures.analysis.first_screen import latest_developments
from measures.analysis.periods import Period
from measures.analysis.readouts import ORDER, Comparison, Meeting, SubjectReading
from measures.analysis.statements import (
    SideStatement,
    SubjectStatements,
    Target,
    latest_words_on,
    months_apart,
    subject_targets,
    target_of,
)
from measures.models import (
    Ambiguity,
    AnnouncedDate,
    Audience,
    Bearing,
    DateState,
    Direction,
    Entry,
    Evidence,
    Measure,
    Party,
    Report,
    Statement,
    StatementPlace,
    Subject,
)
from measures.models.journal import EntryQuerySet
from measures.models.measures import MeasureQuerySet
from measures.models.records import Days

# How much stands on the page.
MOST_HAPPENED, MOST_STATEMENTS, MOST_TEXTS, MOST_DATES, MOST_ASSESSED = 5, 3, 3, 6, 3
SOON, LATER = timedelta(days=30), timedelta(days=90)
# In the order in which they are shown.
DIFFERING = (Comparison.SAID_OF_BOTH, Comparison.OF_THE_OTHER, Comparison.NOT_THE_SAME, Comparison.ONE_SIDE)

type Thing = Measure | Ambiguity | Subject


@dataclass(frozen=True, slots=True)
class BriefChoice:
    """Of which days a brief is, both included, as known at which moment; and of what, where that is chosen."""

    first: date
    last: date
    known_at: datetime
    measures: Sequence[Measure] = ()
    ambiguities: Sequence[Ambiguity] = ()
    subjects: Sequence[Any] = ()

    @property
    def days(self) -> Days:
        return Days(as_of=self.last, known_at=self.known_at)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.measures or self.ambiguities or self.subjects)

    @property
    def things(self) -> list[Measure | Ambiguity]:
        """The measures and ambiguities that are chosen."""
        return [*self.measures, *self.ambiguities]

    @property
    def targets(self) -> set[Target]:
        """The measures and ambiguities that are chosen, with those that chosen subjects touch."""
        touched = {target for subject in self.subjects for target in subject_targets(subject)}
        return touched | set(map(target_of, self.things))

    @property
    def measure_pks(self) -> list[int]:
        return [pk for kind, pk in self.targets if kind == "measure"]

    @property
    def ambiguity_pks(self) -> list[int]:
        return [pk for kind, pk in self.targets if kind == "ambiguity"]

    def holds(self, subject: object) -> bool:
        """Whether a subject is chosen, or touches what is."""
        return not self.is_narrowed or subject in self.subjects or not self.targets.isdisjoint(subject_targets(subject))

    def is_within(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class BriefTopic:
    """What the sides said last on something, in the order of their codes."""

    on: Thing
    sides: Sequence[SideStatement]

    @property
    def months_apart(self) -> int:
        return months_apart(self.sides)


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A subject on which the texts of one meeting are not the same, or of which only one side's speak."""

    meeting: Meeting
    row: SubjectReading


def developments_in(choice: BriefChoice, counting: EntryQuerySet, audience: Audience) -> EntryQuerySet:
    """The developments of the period that are more than background, the latest first, of what is chosen."""
    rows = latest_developments(counting, audience)
    if choice.is_narrowed:
        on_a_measure = Q(measure__in=choice.measure_pks) | Q(measure__parent__in=choice.measure_pks)
        borne = Bearing.objects.filter(on_a_measure | Q(ambiguity__in=choice.ambiguity_pks), entry=OuterRef("pk"))
        rows = rows.filter(Exists(borne.exclude(direction=Direction.BACKGROUND)))
    return rows.filter(counts_from__gte=choice.first)


def statuses_in(choice: BriefChoice, report: Report, audience: Audience) -> list[StatusChange]:
    """The changes of the status of whole measures and of the state of ambiguities in the period, the latest first."""
    period = replace(Period.of_days(choice.first, choice.last), known_at=choice.known_at)
    return [
        each
        for each in status_changes_of(report, audience, period)
        if each.before
        and not getattr(each.on, "withdrawn_at", None)
        and (not choice.is_narrowed or target_of(each.on) in choice.targets)
    ]


def statements_by_subject(
    choice: BriefChoice,
    statements: Sequence[SubjectStatements],
    sides: Sequence[Party],
    report: Report,
    audience: Audience,
) -> list[BriefTopic]:
    """What each side said last: on what is chosen, else on the subjects; where a report has none, on what it has."""
    things = choice.things if statements or choice.things else things_spoken_of(choice, report, sides, audience)
    words = latest_words_on(things, sides, audience, **choice.days)
    rows = [
        *(BriefTopic(thing, words[target_of(thing)]) for thing in things),
        *(BriefTopic(each.subject, each.sides) for each in statements if choice.holds(each.subject)),
    ]
    speaking = [row for row in rows if any(side.statement for side in row.sides)]
    return sorted(speaking, key=lambda row: not is_of_period(row, choice))[:MOST_STATEMENTS]


def is_of_period(topic: BriefTopic, choice: BriefChoice) -> bool:
    return any(side.statement and choice.is_within(side.statement.day.last) for side in topic.sides)


def things_spoken_of(
    choice: BriefChoice, report: Report, sides: Sequence[Party], audience: Audience
) -> list[Measure | Ambiguity]:
    """The measures and ambiguities that a side spoke of last."""
    told = Statement.objects.counting(audience, **choice.days).filter(entry__report=report)
    of_sides = told.of_any([side.code for side in sides]).order_by().values("pk")
    places = (
        StatementPlace.objects.filter(statement__in=of_sides)
        .filter(Q(measure__in=Measure.objects.visible_to(audience).values("pk")) | Q(ambiguity__isnull=False))
        .select_related("measure", "ambiguity")
        .order_by("-statement__said_last", "-statement__key", "pk")
    )
    found: list[Measure | Ambiguity] = [each.on for each in places[: 10 * MOST_STATEMENTS] if each.on]
    return list(dict.fromkeys(found))[:MOST_STATEMENTS]


def meetings_for(choice: BriefChoice, meetings: Sequence[Meeting]) -> list[Meeting]:
    """The meetings of the period whose texts were compared; of a period without one, the last before it."""
    return [each for each in meetings if choice.is_within(each.development.counts_from)] or list(meetings[:1])


def differing_texts(
    choice: BriefChoice, meetings: Iterable[Meeting], statements: Sequence[SubjectStatements]
) -> list[TextDifference]:
    """The subjects on which texts differ, what is said of both by one side's text only first, then the latest."""
    wanted = {each.subject.pk for each in statements if choice.holds(each.subject)}
    found = [
        TextDifference(meeting, row)
        for meeting in meetings
        for row in meeting.rows
        if row.state in DIFFERING and row.subject.pk in wanted
    ]
    return sorted(found, key=lambda each: ORDER[each.row.state])[:MOST_TEXTS]


def measures_ahead(choice: BriefChoice, report: Report) -> MeasureQuerySet:
    """The measures whose target date comes within ninety days."""
    within = report.measures.whole().filter(due_by__range=(choice.last, choice.last + LATER))
    return within.filter(pk__in=choice.measure_pks) if choice.is_narrowed else within


def dates_ahead(choice: BriefChoice, report: Report, audience: Audience) -> QuerySet[Any]:
    """The announced dates that come within ninety days or have begun, passed unlooked-at, or have no day."""
    dates = AnnouncedDate.objects.visible_to(audience).filter(report=report).standing(**choice.days)
    if choice.is_narrowed:
        touching = AnnouncedDate.objects.filter(
            Q(measures__in=choice.measure_pks)
            | Q(ambiguities__in=choice.ambiguity_pks)
            | Q(subjects__in=[each.pk for each in choice.subjects])
        )
        dates = dates.filter(pk__in=touching.values("pk"))
    soon = Q(state=DateState.COMING, due_by__lte=choice.last + LATER)
    found: QuerySet[Any] = dates.as_found(choice.last, **choice.days).filter(
        soon | Q(state__in=[DateState.PASSED, DateState.SOME_TIME, DateState.UNDATED])
    )
    readable = Evidence.objects.visible_to(audience).order_by("key")
    return found.prefetch_related(Prefetch("sources", readable)).order_by("due_order", "key")


def assessed_things(
    choice: BriefChoice, statuses: Sequence[StatusChange], happened: Sequence[Entry], audience: Audience
) -> list[Measure | Ambiguity]:
    """What is chosen; else that of which the status changed, then what the developments on the page bear on."""
    if choice.things:
        return choice.things
    borne = (bearing.measure for entry in happened for bearing in moving_bearings(entry, audience))
    things: list[Measure | Ambiguity] = [*(each.on for each in statuses), *filter(None, borne)]
    wanted = {target_of(each): each for each in things if not choice.is_narrowed or target_of(each) in choice.targets}
    return list(wanted.values())[:MOST_ASSESSED]


def listed_measures(choice: BriefChoice, report: Report, *, wanted: bool) -> MeasureQuerySet:
    """The measures of an annex, if it is wanted: those that are chosen or touched, else all."""
    if not wanted:
        return report.measures.none()
    measures = report.measures.whole()
    return measures.filter(pk__in=choice.measure_pks) if choice.is_narrowed else measures


def listed_ambiguities(choice: BriefChoice, report: Report, *, wanted: bool) -> QuerySet[Ambiguity]:
    if not wanted:
        return report.ambiguities.none()
    elements = report.ambiguities.standing().exclude(parent=None)
    return elements.filter(pk__in=choice.ambiguity_pks) if choice.is_narrowed else elements
