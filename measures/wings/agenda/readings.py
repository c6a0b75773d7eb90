"""What a meeting could take up, as of a day: what is open in a report, grouped by why.

It adds nothing to the other readings: no score and no order but the report's. The same day gives the same agenda.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, QuerySet

from measures.analysis.history import grouped
from measures.analysis.readouts import Comparison, Meeting, meetings_of
from measures.analysis.requests import RequestOnRecord, requests_on_record
from measures.analysis.searches import SearchedTexts, searched_texts
from measures.analysis.sides import parties_of_report, report_with_parties
from measures.analysis.statements import LatestWords, SubjectStatements, statements_on_subjects
from measures.analysis.unclear import shown_statements, unclear_points
from measures.models import (
    Ambiguity,
    AnnouncedDate,
    Audience,
    DateState,
    Entry,
    Evidence,
    Indicator,
    Measure,
    Milestone,
    Party,
    Report,
    Statement,
    Strength,
    Subject,
    TextFinding,
)
from measures.models.records import Days
from measures.wings.agenda.of_measures import MeasureState, measure_states
from measures.wings.agenda.reasons import (
    AgendaGroup,
    AskedReason,
    ComingReason,
    DateReason,
    DifferingReason,
    MilestoneReason,
    OneSidedReason,
    Reason,
    RoleFinding,
    SideFinding,
)
from measures.wings.briefs.choice import LATER
from measures.wings.briefs.readings import sources_by_pk, sources_cited_by

# For so many measures of one ambiguity or subject an agenda shows what would count as a step.
MOST_MEASURES = 3
STRENGTHS = {strength: place for place, strength in enumerate(Strength.values)}
WITHOUT_PLACE = 2**31
# Under which group a date stands by what is known of it; one that is to come, by whether it comes before the meeting.
GROUPS_OF_DATES = {
    DateState.PASSED: AgendaGroup.UNCHECKED,
    DateState.SOME_TIME: AgendaGroup.UNCHECKED,
    DateState.UNDATED: AgendaGroup.UNCHECKED,
    DateState.LOOKED_FOR: AgendaGroup.NOT_FOUND,
}
# Under which group the texts of a meeting stand that differ.
GROUPS_OF_TEXTS = {
    Comparison.NOT_THE_SAME: AgendaGroup.IN_OTHER_WORDS,
    Comparison.ONE_SIDE: AgendaGroup.ONE_TEXT,
    Comparison.SAID_OF_BOTH: AgendaGroup.ONE_TEXT,
    Comparison.OF_THE_OTHER: AgendaGroup.ONE_TEXT,
}

type Topic = Ambiguity | Measure | Subject
type Row = AnnouncedDate | Entry | Topic


def shown_code(row: Row) -> str:
    """The code of a measure or an ambiguity; readers know a subject or a date by its title."""
    return row.code if isinstance(row, Ambiguity | Measure) else ""


@dataclass(frozen=True, slots=True)
class NextMilestone:
    """A milestone of an open measure that is not recorded as met."""

    measure: Measure
    milestone: Milestone


@dataclass(frozen=True, slots=True)
class SideSteps:
    """What would count as a step of one side."""

    party: Party
    milestones: Sequence[NextMilestone]


@dataclass(frozen=True, slots=True)
class Steps:
    """What would count as a step, by side, and by which indicators that would be judged."""

    sides: Sequence[SideSteps] = ()
    indicators: Sequence[Indicator] = ()

    def __bool__(self) -> bool:
        return bool(self.indicators) or any(side.milestones for side in self.sides)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """Something to take up: what it is about, why, and what that rests on.

    `topics` are what it is filed under itself, never what those are linked to; `row` is what the reason was read from,
    `entries` and `sources` what it rests on.
    """

    group: AgendaGroup
    topics: Sequence[Topic]
    row: Row
    reason: Reason
    entries: Sequence[Entry] = ()
    source_pks: Sequence[int] = ()
    steps: Steps = field(default_factory=Steps)
    sources: Sequence[Evidence] = ()
    # Of several lines of one group that were read from the same row, which this is.
    of_statement: str = ""

    @property
    def key(self) -> str:
        """By which it is chosen; the same on every day."""
        return f"{self.group}-{self.of_statement or self.row.key}"

    @property
    def place(self) -> tuple[int, int, str]:
        """Its place among the lines of its group: that of what it is about first in the report."""
        kind, position = topic_place(self.topics[0]) if self.topics else (WITHOUT_PLACE, 0)
        return kind, position, self.row.key


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting up to a day could take up, for one audience, as of a day."""

    report: Report
    on: date
    until: date
    known_at: datetime | None
    sides: Sequence[Party]
    lines: Sequence[AgendaLine]

    @property
    def groups(self) -> list[tuple[AgendaGroup, list[AgendaLine]]]:
        """The groups that have lines, in their order."""
        return [(group, list(lines)) for group, lines in groupby(self.lines, key=lambda line: line.group)]

    def only(self, keys: Collection[str]) -> "Agenda":
        """The same with nothing but the lines that were chosen; with all of them if none was."""
        return replace(self, lines=[line for line in self.lines if line.key in keys]) if keys else self


def agenda_of(
    report: Report,
    audience: Audience,
    *,
    on: date,
    until: date | None = None,
    known_at: datetime | None = None,
) -> Agenda:
    """The agenda of a report for a meeting up to a day, as of a day; without `until`, of the next ninety days."""
    days = Days(as_of=on, known_at=known_at)
    reader = AgendaReader.of(report, audience, on=on, until=until or on + LATER, days=days)
    lines = sorted(reader.lines(), key=lambda line: (list(AgendaGroup).index(line.group), *line.place))
    pks = {pk for line in lines for pk in line.source_pks}
    found = sources_by_pk(pks, audience, known_at=known_at)
    lines = [
        replace(line, sources=[found[pk] for pk in dict.fromkeys(line.source_pks) if pk in found]) for line in lines
    ]
    return Agenda(report, on, reader.until, known_at, reader.sides, lines)


def topic_place(topic: Topic) -> tuple[int, int]:
    """Ambiguities come first, then measures, then subjects, each by its place in the report."""
    return [Ambiguity, Measure, Subject].index(type(topic)), topic.position


@dataclass(frozen=True, slots=True)
class AgendaReader:
    """What the lines of an agenda are read from, loaded once."""

    report: Report
    audience: Audience
    on: date
    until: date
    days: Days
    sides: Sequence[Party]
    # All parties of the report, by code.
    parties: Mapping[str, Party]
    searched: Sequence[SearchedTexts]
    ambiguities: Mapping[int, Ambiguity]
    states: Mapping[int, MeasureState]
    indicators: Mapping[int, Sequence[Indicator]]
    statements: Sequence[SubjectStatements]
    meetings: Sequence[Meeting]
    # The entries that mark milestones, and the sources that they cite, by the primary keys of the entries.
    marks: Mapping[int, Entry]
    cited: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, report: Report, audience: Audience, *, on: date, until: date, days: Days) -> "AgendaReader":
        row = report_with_parties(report, audience, on=on, **days)
        parties = parties_of_report(row)
        sides: list[Party] = [each for each in parties if each.is_side]  # type: ignore[attr-defined]
        elements = report.ambiguities.standing(known_at=days["known_at"]).with_bearer_codes().with_addressings()
        measures = list(report.measures.whole().visible_to(audience).for_histories())
        states = measure_states(measures, sides, audience.within(report.pk), days)
        indicators = Indicator.objects.standing(known_at=days["known_at"])
        marked_by = {pk for state in states.values() for pk in state.marked_by}
        return cls(
            report,
            audience,
            on,
            until,
            days,
            sides,
            {each.code: each for each in parties},
            searched_texts(row, sides, **days),
            {each.pk: each for each in elements},
            states,
            grouped(indicators.filter(measure__in=measures), attrgetter("measure_id")),
            statements_on_subjects(report, sides, audience, **days),
            meetings_of(report, audience, **days),
            Entry.objects.in_bulk(marked_by),
            sources_cited_by(marked_by, audience),
        )

    def lines(self) -> Iterator[AgendaLine]:
        yield from self.date_lines()
        yield from self.request_lines()
        yield from self.text_lines()
        yield from self.unclear_lines()
        yield from self.one_sided_lines()
        for state in self.states.values():
            yield from self.measure_lines(state)

    def date_lines(self) -> Iterator[AgendaLine]:
        """What was announced and is not recorded as having taken place."""
        dates = AnnouncedDate.objects.visible_to(self.audience).filter(report=self.report).standing(**self.days)
        readable = Evidence.objects.visible_to(self.audience).order_by("key")
        found: QuerySet[Any] = dates.as_found(self.on, **self.days)
        announced = list(
            found.exclude(state=DateState.TOOK_PLACE).prefetch_related(
                "measures", "ambiguities", "subjects", Prefetch("sources", readable)
            )
        )
        developments = {row.development_id for row in announced if row.development_id}
        cited = sources_cited_by(developments, self.audience)
        entries = Entry.objects.visible_to(self.audience).counting(**self.days).in_bulk(developments)
        for row in announced:
            group = GROUPS_OF_DATES.get(row.state)
            looked_on = row.looked_on if group == AgendaGroup.NOT_FOUND else None
            reason = DateReason(row, row.due, row.state, looked_on) if group else ComingReason(row, row.due)
            measures = [each.parent_id or each.pk for each in row.measures.all()]
            development = entries.get(row.development_id)
            yield AgendaLine(
                group or (AgendaGroup.COMING if row.due_by <= self.until else AgendaGroup.LATER),
                self.topics([each.pk for each in row.ambiguities.all()], measures, row.subjects.all()),
                row,
                reason,
                [development] if development else [],
                [each.pk for each in row.sources.all()] or (cited.get(development.pk, []) if development else []),
                self.steps(measures),
            )

    def request_lines(self) -> Iterator[AgendaLine]:
        """What one side asked of the other by name, and no public answer was found in the texts searched."""
        found = requests_on_record(self.report, self.sides, self.searched, self.audience, **self.days)
        for of_subject in found.subjects:
            for request in of_subject.requests:
                if not request.replies and any(each.is_looked_for for each in request.addressees):
                    yield self.request_line(of_subject.subject, request)

    def request_line(self, subject: Subject | None, request: RequestOnRecord) -> AgendaLine:
        statement = request.statement
        topics = [subject] if subject else self.topics_of_statement(statement)
        later = [words for each in request.addressees for words in each.later]
        return AgendaLine(
            AgendaGroup.ASKED,
            topics,
            topics[0] if topics else statement.entry,
            AskedReason(request, [self.parties[code] for code in statement.parties if code in self.parties]),
            [each.entry for each in (statement, *later)],
            [each.citation.evidence_id for each in (statement, *later)],
            self.steps_on(subject),
            of_statement=statement.key,
        )

    def topics_of_statement(self, statement: Statement) -> list[Topic]:
        """The ambiguities and measures under which a statement is filed."""
        places = statement.places.all()
        measures = [place.measure.parent_id or place.measure.pk for place in places if place.measure]
        return self.topics([place.ambiguity.pk for place in places if place.ambiguity], measures)

    def text_lines(self) -> Iterator[AgendaLine]:
        """Where the texts of a meeting differ on a subject."""
        for each in self.statements:
            found = latest_comparison(each.subject, self.meetings)
            if found and (group := GROUPS_OF_TEXTS.get(found.row.state)):
                yield AgendaLine(
                    group,
                    [each.subject],
                    each.subject,
                    found,
                    [found.meeting.entry],
                    [reading.text.evidence_id for side in found.row.sides for reading in side.texts],
                    self.steps_on(each.subject),
                )

    def unclear_lines(self) -> Iterator[AgendaLine]:
        """The ambiguities of which one side's words were found and not the other's, by the role of each."""
        elements = [each for each in self.ambiguities.values() if not each.is_set]
        points = unclear_points(elements, [side.code for side in self.sides], self.audience, **self.days)
        shown = shown_statements(points)
        for point in points:
            cells = [
                RoleFinding.of(cell, self.parties, shown, is_first=place == 0) for place, cell in enumerate(point.cells)
            ]
            found = [each.statement for each in cells if each.statement]
            if found and len(found) < len(cells):
                yield AgendaLine(
                    AgendaGroup.ONE_SIDED,
                    [point.ambiguity],
                    point.ambiguity,
                    OneSidedReason(cells),
                    list(dict.fromkeys(each.entry for each in found)),
                    [each.citation.evidence_id for each in found],
                    self.steps(self.addressing(point.ambiguity)),
                )

    def one_sided_lines(self) -> Iterator[AgendaLine]:
        """The subjects on which one side's words are recorded only."""
        for each in self.statements:
            said = [side.statement for side in each.sides if side.statement]
            if said and len(said) < len(each.sides):
                yield AgendaLine(
                    AgendaGroup.ONE_SIDED,
                    [each.subject],
                    each.subject,
                    OneSidedReason([SideFinding(side.party, side.statement) for side in each.sides]),
                    list(dict.fromkeys(words.context.entry for words in said)),
                    [pk for words in said for pk in sources_of(words)],
                    self.steps_on(each.subject),
                )

    def measure_lines(self, state: MeasureState) -> Iterator[AgendaLine]:
        """What is contested, which milestones come next, and a target date before the meeting."""
        measure, steps = state.measure, self.steps([state.measure.pk])
        if state.contest:
            reason, sources = state.contest
            yield AgendaLine(AgendaGroup.CONTESTED, [measure], measure, reason, source_pks=sources, steps=steps)
        if state.is_open and state.coming:
            yield AgendaLine(
                AgendaGroup.MILESTONE,
                [measure],
                measure,
                MilestoneReason(measure, state.met, len(state.milestones)),
                [self.marks[pk] for pk in state.marked_by],
                [source for pk in state.marked_by for source in self.cited.get(pk, ())],
                steps,
            )
        if state.is_open and measure.due_by and self.on <= measure.due_by <= self.until:
            reason_of_day = ComingReason(measure, measure.due_on)
            yield AgendaLine(AgendaGroup.COMING, [measure], measure, reason_of_day, steps=steps)

    def topics(
        self, ambiguities: Iterable[int], measures: Iterable[int], subjects: Iterable[Subject] = ()
    ) -> list[Topic]:
        """What a row is filed under, of what the reader may read, in the order of the report."""
        found: list[Topic] = [
            *(self.ambiguities[pk] for pk in ambiguities if pk in self.ambiguities),
            *(self.states[pk].measure for pk in measures if pk in self.states),
            *(each for each in subjects if each.pk in {row.subject.pk for row in self.statements}),
        ]
        return sorted(dict.fromkeys(found), key=topic_place)

    def steps(self, measures: Iterable[int]) -> Steps:
        """What would count as a step of each side on the first open ones of some measures."""
        wanted = [self.states[pk] for pk in measures if pk in self.states and self.states[pk].is_open][:MOST_MEASURES]
        sides = [
            SideSteps(
                side,
                [NextMilestone(each.measure, each.coming[side.code]) for each in wanted if side.code in each.coming],
            )
            for side in self.sides
        ]
        return Steps(sides, [each for state in wanted for each in self.indicators.get(state.measure.pk, ())])

    def steps_on(self, subject: Subject | None) -> Steps:
        """The same on the measures that a subject touches."""
        own = next((each.subject for each in self.statements if subject and each.subject.pk == subject.pk), None)
        return self.steps(own.measure_pks) if own else Steps()  # type: ignore[attr-defined]

    def addressing(self, ambiguity: Any) -> list[int]:
        """The measures that address an ambiguity, or the whole of its set, the strongest first."""
        above: Any = self.ambiguities.get(ambiguity.parent_id or 0)
        rows = [*ambiguity.addressing_rows, *(above.addressing_rows if above else ())]
        rows = [row for row in rows if row["measure_id"] in self.states]
        rows.sort(key=lambda row: (STRENGTHS[row["strength"]], self.states[row["measure_id"]].measure.position))
        return list(dict.fromkeys(row["measure_id"] for row in rows))


def latest_comparison(subject: Subject, meetings: Iterable[Meeting]) -> DifferingReason | None:
    """How texts compare on a subject, of the last meeting with a text that speaks of it."""
    without = (Comparison.NEITHER, Comparison.NOT_COMPARABLE)
    rows = (DifferingReason(meeting, meeting.row(subject)) for meeting in meetings)
    return next((each for each in rows if each.row.state not in without), None)


def sources_of(words: LatestWords) -> list[int]:
    """The source that has these words."""
    if isinstance(words.row, TextFinding):
        return [words.row.text.evidence_id]
    return [words.row.citation.evidence_id] if isinstance(words.row, Statement) else []
