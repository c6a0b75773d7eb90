"""Then and now: where each measure and ambiguity of a report stood on two days, and what each side had said by then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce

from measures.analysis.assessment import AssessmentState, unassessed
from measures.analysis.past import with_standings
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.standing import AssessmentFigures, main_assessment
from measures.analysis.statements import (
    SideStatement,
    SubjectStatements,
    Target,
    latest_words_on,
    statements_on_subjects,
    target_of,
)
from measures.models import (
    Ambiguity,
    Audience,
    Bearing,
    Direction,
    Entry,
    EntryKind,
    Measure,
    PartialDate,
    Party,
    Pointing,
    Report,
    Subject,
)
from measures.models.journal import EntryQuerySet, entries_latest_first
from measures.models.records import among


@dataclass(frozen=True, slots=True)
class LastDevelopment:
    """The latest development that is not background for a measure, and its direction for that measure."""

    entry: Entry
    points: Pointing


@dataclass(frozen=True, slots=True)
class DayState:
    """Where something stood on a day. An ambiguity's `status` is its state; it has no development and no level."""

    status: str
    since: PartialDate | None
    # The last words of each side on it, in the order of the sides.
    words: Sequence[SideStatement]
    development: LastDevelopment | None = None
    ours: AssessmentFigures | None = None

    @property
    def level(self) -> int | None:
        return self.ours["level"] if self.ours else None

    @property
    def written_on(self) -> date | None:
        """When our level was written, if after the day it is about."""
        written_on = self.ours["written_on"] if self.ours else None
        return date.fromisoformat(written_on) if written_on else None


@dataclass(frozen=True, slots=True)
class ComparedTarget:
    """A measure or an ambiguity on two days."""

    on: Measure | Ambiguity
    then: DayState
    now: DayState

    @property
    def is_status_other(self) -> bool:
        return self.then.status != self.now.status

    @property
    def is_level_other(self) -> bool:
        return level_key(self.then) != level_key(self.now)

    @property
    def is_development_other(self) -> bool:
        then, now = (state.development and state.development.entry for state in (self.then, self.now))
        return then != now

    @property
    def are_words_other(self) -> bool:
        """Whether a side has said something else on it since."""
        return any(is_other_statement(then, now) for then, now in zip(self.then.words, self.now.words, strict=True))

    @property
    def differs(self) -> bool:
        return self.is_status_other or self.is_level_other or self.is_development_other or self.are_words_other


@dataclass(frozen=True, slots=True)
class ComparedSubject:
    """A subject with the last words of each side on two days."""

    then: SubjectStatements
    now: SubjectStatements

    @property
    def on(self) -> Subject:
        return self.now.subject

    @property
    def sides(self) -> list[tuple[SideStatement, SideStatement]]:
        """The statements of each side then and now, by the code of the side."""
        return list(zip(self.then.sides, self.now.sides, strict=True))

    @property
    def differs(self) -> bool:
        return any(is_other_statement(then, now) for then, now in self.sides)


def is_other_statement(then: SideStatement, now: SideStatement) -> bool:
    """Whether a side has said something else since."""
    return (then.statement and then.statement.row) != (now.statement and now.statement.row)


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """A report on two days, by what was recorded up to one moment."""

    report: Report
    then: date
    now: date
    known_at: datetime | None
    # What stands where a measure has no assessment of ours.
    unassessed: AssessmentState
    measures: Sequence[ComparedTarget]
    subjects: Sequence[ComparedSubject]
    ambiguities: Sequence[ComparedTarget]


def compare_days(
    report: Report,
    audience: Audience,
    *,
    sides: Sequence[Party],
    then: date,
    now: date,
    today: date,
    known_at: datetime | None = None,
) -> ThenAndNow:
    """The whole measures and the ambiguities of a report on two days, in a constant number of queries.

    For `today` nothing is replayed.
    """
    days = [
        states_on(report, audience, sides=sides, as_of=day if day < today else None, known_at=known_at)
        for day in (then, now)
    ]
    (measures, subjects, ambiguities), (measures_now, subjects_now, ambiguities_now) = days
    return ThenAndNow(
        report,
        then,
        now,
        known_at,
        unassessed(report, audience, known_at=known_at),
        [ComparedTarget(on, state, measures_now[on]) for on, state in measures.items()],
        [ComparedSubject(*each) for each in zip(subjects, subjects_now, strict=True)],
        [ComparedTarget(on, state, ambiguities_now[on]) for on, state in ambiguities.items()],
    )


def states_on(
    report: Report, audience: Audience, *, sides: Sequence[Party], as_of: date | None, known_at: datetime | None
) -> tuple[dict[Measure, DayState], list[SubjectStatements], dict[Ambiguity, DayState]]:
    """Where measures and ambiguities of a report stood on a day, and what the sides had said on its subjects."""
    counting = report.entries.visible_to(audience).counting(as_of=as_of, known_at=known_at)
    measures = with_standings(report.measures.whole(), audience, as_of=as_of, known_at=known_at)
    developments = last_developments(counting, measures, audience)
    elements = report.ambiguities.standing(known_at=known_at).exclude(parent=None)
    perceptions = perceptions_of(elements, audience, as_of=as_of, known_at=known_at)
    things: list[Measure | Ambiguity] = [*measures, *(each.ambiguity for each in perceptions)]
    words = latest_words_on(things, sides, audience, as_of=as_of, known_at=known_at)
    return (
        {measure: state_of(measure, words, developments) for measure in measures},
        statements_on_subjects(report, sides, audience, as_of=as_of, known_at=known_at),
        {each.ambiguity: state_of_ambiguity(each, words) for each in perceptions},
    )


def state_of_ambiguity(seen: Perception, words: Mapping[Target, Sequence[SideStatement]]) -> DayState:
    since = seen.state_since.occurred if seen.state_since else None
    return DayState(seen.state, since, words[target_of(seen.ambiguity)])


def state_of(
    measure: Measure, words: Mapping[Target, Sequence[SideStatement]], developments: Mapping[int, LastDevelopment]
) -> DayState:
    standing = measure.standing
    return DayState(
        standing.status if standing else "",
        standing.status_since if standing else None,
        words[target_of(measure)],
        developments.get(measure.pk),
        main_assessment(measure, standing.assessments if standing else ()),
    )


def level_key(state: DayState) -> tuple[int | None, str]:
    """Our level, or what stands in its place."""
    return state.level, state.ours["nothing"] if state.ours else "not assessed"


def last_developments(
    counting: EntryQuerySet, measures: Sequence[Measure], audience: Audience
) -> dict[int, LastDevelopment]:
    """The latest development that is not background for each whole measure; those of its parts count too."""
    pks = [measure.pk for measure in measures]
    on_whole = Q(measure=OuterRef("whole")) | Q(measure__parent=OuterRef("whole"))
    readable = audience.reads("measure__report", "measure__marking")
    directions = Bearing.objects.filter(on_whole, readable, entry=OuterRef("entry"))
    bearings: Any = (
        Bearing.objects.filter(readable, entry__in=counting)
        .filter(entry__kind=EntryKind.DEVELOPMENT)
        .exclude(direction=Direction.BACKGROUND)
        .annotate(whole=Coalesce("measure__parent", "measure"))
        .filter(among("whole", pks))
        .annotate(directions=ArraySubquery(directions.order_by("pk").values("direction")))
        .select_related("entry__redaction")
        .order_by("whole", *entries_latest_first("entry"), "pk")
        .distinct("whole")
    )
    return {row.whole: LastDevelopment(row.entry, Pointing.of(row.directions)) for row in bearings}
