"""What a meeting could take up, as of a day: the ambiguities of a report, grouped by why each is open.

It adds nothing to the other readings: no score and no order but the report's. The same day gives the same agenda.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, QuerySet

from measures.analysis.history import grouped
from measures.analysis.perception import perceptions_of
from measures.analysis.readouts import Comparison, Meeting, TextOnSubject, meetings_of, texts_on_subject
from measures.analysis.sides import report_with_parties, sides_of_loaded
from measures.analysis.statements import LatestWords, SubjectStatements, statements_on_subjects, subject_targets
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
    TextAct,
    TextFinding,
    TextVoice,
    View,
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
    SideFinding,
)
from measures.wings.briefs.choice import DIFFERING, LATER
from measures.wings.briefs.readings import ViewSources, sources_by_pk, sources_cited_by, sources_of_views

# For so many measures of one ambiguity an agenda shows what would count as a step.
MOST_MEASURES = 3
STRENGTHS = {strength: place for place, strength in enumerate(Strength.values)}
WITHOUT_PLACE = 2**31

type Topic = Ambiguity | Measure | Subject
type Row = AnnouncedDate | Topic


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
    """Something to take up: the ambiguities that it is about, why, and what that rests on.

    Where it is about none, it is about measures or a subject. `row` is what the reason was read from, `entries` and
    `sources` what it rests on.
    """

    group: AgendaGroup
    topics: Sequence[Topic]
    row: Row
    reason: Reason
    entries: Sequence[Entry] = ()
    source_pks: Sequence[int] = ()
    steps: Steps = field(default_factory=Steps)
    sources: Sequence[Evidence] = ()

    @property
    def place(self) -> tuple[int, int, str, str]:
        """Its place among the lines of its group: that of its first ambiguity in the report."""
        kind, position = topic_place(self.topics[0]) if self.topics else (WITHOUT_PLACE, 0)
        return kind, position, self.row.key, self.topics[0].key if self.topics else ""


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
        sides = sides_of_loaded(row)
        elements = report.ambiguities.standing(known_at=days["known_at"]).with_addressings()
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
        yield from self.text_lines()
        yield from self.one_sided_lines()
        for state in self.states.values():
            yield from self.measure_lines(state)

    def date_lines(self) -> Iterator[AgendaLine]:
        """What was announced and is not recorded as having taken place, and what comes before the meeting."""
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
            comes = row.state == DateState.COMING and row.due_by <= self.until
            reason = (
                ComingReason(row, row.due)
                if comes
                else DateReason(row, row.due, row.state, row.looked_on if row.state == DateState.LOOKED_FOR else None)
            )
            measures = [each.parent_id or each.pk for each in row.measures.all()]
            topics = self.topics([each.pk for each in row.ambiguities.all()], measures)
            topics = topics or [topic for each in row.subjects.all() for topic in self.topics_of_subject(each)]
            development = entries.get(row.development_id)
            yield AgendaLine(
                AgendaGroup.COMING if comes else AgendaGroup.ANNOUNCED,
                list(dict.fromkeys(topics)),
                row,
                reason,
                [development] if development else [],
                [each.pk for each in row.sources.all()] or (cited.get(development.pk, []) if development else []),
                self.steps(topics, measures),
            )

    def text_lines(self) -> Iterator[AgendaLine]:
        """What one side's text asks of the other without an answer in the texts read, and where texts differ."""
        for each in self.statements:
            request_lines = list(self.request_lines(each))
            yield from request_lines
            if found := latest_comparison(each.subject, self.meetings):
                meeting, row = found.meeting, found.row
                is_asked = row.state == Comparison.ONE_SIDE and any(
                    meeting.entry in line.entries for line in request_lines
                )
                if row.state in DIFFERING and not is_asked:
                    texts = [reading.text for side in row.sides for reading in side.texts]
                    yield self.line_of_subject(AgendaGroup.DIFFERING, each.subject, found, [meeting.entry], texts)

    def request_lines(self, on: SubjectStatements) -> Iterator[AgendaLine]:
        said = {side.party.code: side.statement for side in on.sides}
        sayings = texts_on_subject(on.subject, self.meetings)
        for party, own in sayings:
            asking = [(each, finding) for each in own for finding in each.reading.own_mentions if is_request(finding)]
            if not asking:
                continue
            saying, finding = asking[-1]
            others = [(other, since(saying, theirs)) for other, theirs in sayings if other.code != party.code]
            spoke = (
                any(each.reading.own_mentions for _other, texts in others for each in texts)
                or any(speaks_for_other_side(each) for each in since(saying, own))
                or any(has_later_statement(each, saying) for code, each in said.items() if code != party.code)
            )
            silent = [
                (other, [each.reading.text for each in texts if each.reading.lacks_subject])
                for other, texts in others
                if any(each.reading.lacks_subject for each in texts)
            ]
            if silent and not spoke:
                reason = AskedReason(party, finding, saying.day, silent)
                texts = [finding.text, *(text for _other, read in silent for text in read)]
                yield self.line_of_subject(AgendaGroup.ASKED, on.subject, reason, [saying.meeting.entry], texts)

    def line_of_subject(
        self, group: AgendaGroup, subject: Subject, reason: Reason, entries: Sequence[Entry], texts: Iterable[Any]
    ) -> AgendaLine:
        topics = self.topics_of_subject(subject)
        pks = [text.evidence_id for text in texts]
        return AgendaLine(group, topics, subject, reason, entries, pks, steps=self.steps(topics))

    def one_sided_lines(self) -> Iterator[AgendaLine]:
        """The ambiguities, and the subjects that touch none, on which one side's statement is recorded only."""
        elements = [each for each in self.ambiguities.values() if not each.is_set]
        touching: dict[int, list[SubjectStatements]] = defaultdict(list)
        found: list[tuple[Topic, list[LatestWords | None]]] = []
        for each in self.statements:
            pks = [pk for pk in each.subject.ambiguity_pks if pk in self.ambiguities]  # type: ignore[attr-defined]
            for pk in pks:
                touching[pk].append(each)
            if not pks:
                found.append((each.subject, [side.statement for side in each.sides]))
        for perception in perceptions_of(elements, self.sides, self.audience, **self.days):
            near = touching[perception.ambiguity.pk]
            said = [latest_of(each.view, near, place) for place, each in enumerate(perception.readings)]
            found.append((perception.ambiguity, said))
        one_sided = [(on, said) for on, said in found if any(said) and not all(said)]
        views = [each.row for _on, said in one_sided for each in said if each and isinstance(each.row, View)]
        grounds = sources_of_views(views, self.audience)
        for on, said in one_sided:
            spoken = [each for each in said if each]
            sides = [SideFinding(side, each) for side, each in zip(self.sides, said, strict=True)]
            topics: list[Topic] = [on] if isinstance(on, Ambiguity) else self.topics_of_subject(on)
            yield AgendaLine(
                AgendaGroup.ONE_SIDED,
                topics,
                on,
                OneSidedReason(sides),
                list(dict.fromkeys(each.context.entry for each in spoken)),
                [pk for each in spoken for pk in sources_behind(each, grounds)],
                self.steps(topics),
            )

    def measure_lines(self, state: MeasureState) -> Iterator[AgendaLine]:
        """What is contested, which milestones come next, and a target date before the meeting."""
        measure, topics = state.measure, self.topics([], [state.measure.pk])
        steps = self.steps(topics, [measure.pk])
        if state.contest:
            reason, sources = state.contest
            yield AgendaLine(AgendaGroup.CONTESTED, topics, measure, reason, source_pks=sources, steps=steps)
        if state.is_open and state.coming:
            yield AgendaLine(
                AgendaGroup.MILESTONE,
                topics,
                measure,
                MilestoneReason(measure, state.met, len(state.milestones)),
                [self.marks[pk] for pk in state.marked_by],
                [source for pk in state.marked_by for source in self.cited.get(pk, ())],
                steps,
            )
        if state.is_open and measure.due_by and self.on <= measure.due_by <= self.until:
            reason_of_day = ComingReason(measure, measure.due_on)
            yield AgendaLine(AgendaGroup.COMING, topics, measure, reason_of_day, steps=steps)

    def topics(self, ambiguities: Iterable[int], measures: Sequence[int]) -> list[Topic]:
        """What rows that touch these are about: these ambiguities, else those that the measures address, else these."""
        direct = [self.ambiguities[pk] for pk in ambiguities if pk in self.ambiguities]
        addressed = direct or [each for each in self.ambiguities.values() if primarily_addressed(each, measures)]
        found: list[Topic] = [*addressed] or [self.states[pk].measure for pk in measures if pk in self.states]
        return sorted(found, key=topic_place)

    def topics_of_subject(self, subject: Any) -> list[Topic]:
        named = next(each.subject for each in self.statements if each.subject.pk == subject.pk)
        targets = subject_targets(named)
        ambiguities, measures = ([pk for kind, pk in targets if kind == wanted] for wanted in ("ambiguity", "measure"))
        return self.topics(ambiguities, measures) or [named]

    def steps(self, topics: Sequence[Topic], measures: Sequence[int] = ()) -> Steps:
        """What would count as a step on these measures or, without any, on those that address the first topic."""
        chosen = [self.states[pk] for pk in measures if pk in self.states] or self.addressing(topics)
        wanted = [each for each in chosen if each.is_open][:MOST_MEASURES]
        sides = [
            SideSteps(
                side,
                [NextMilestone(each.measure, each.coming[side.code]) for each in wanted if side.code in each.coming],
            )
            for side in self.sides
        ]
        return Steps(sides, [each for state in wanted for each in self.indicators.get(state.measure.pk, ())])

    def addressing(self, topics: Sequence[Topic]) -> list[MeasureState]:
        """The measures that address the first of some topics, the strongest first; of an element, those of its set."""
        if not topics or not isinstance(topics[0], Ambiguity):
            return []
        on: Any = topics[0]
        above: Any = self.ambiguities.get(on.parent_id or 0)
        rows = [*on.addressing_rows, *(above.addressing_rows if above else ())]
        rows = [row for row in rows if row["measure_id"] in self.states]
        rows.sort(key=lambda row: (STRENGTHS[row["strength"]], self.states[row["measure_id"]].measure.position))
        return [self.states[pk] for pk in dict.fromkeys(row["measure_id"] for row in rows)]


def primarily_addressed(ambiguity: Any, measures: Iterable[int]) -> bool:
    """Whether one of these measures is meant first of all for an ambiguity, or for the whole set that it is."""
    first = (Strength.PRIMARY, Strength.WHOLE_SET)
    return any(row["measure_id"] in measures and row["strength"] in first for row in ambiguity.addressing_rows)


def is_request(finding: TextFinding) -> bool:
    return finding.act == TextAct.ASKED_OF_OTHER and finding.voice == TextVoice.OWN


def speaks_for_other_side(saying: TextOnSubject) -> bool:
    """Whether a text says of the other side, or of both, that they spoke of it."""
    return any(each.voice in (TextVoice.OTHER, TextVoice.BOTH) for each in saying.reading.own_mentions)


def has_later_statement(statement: LatestWords | None, asking: TextOnSubject) -> bool:
    return statement is not None and statement.day.last >= asking.day


def since(asking: TextOnSubject, texts: Iterable[TextOnSubject]) -> list[TextOnSubject]:
    """Those of the same meeting, or of that day or later."""
    return [each for each in texts if each.meeting.entry == asking.meeting.entry or each.day >= asking.day]


def latest_comparison(subject: Subject, meetings: Iterable[Meeting]) -> DifferingReason | None:
    """How texts compare on a subject, of the last meeting with a text that speaks of it."""
    without = (Comparison.NEITHER, Comparison.NOT_COMPARABLE)
    rows = (DifferingReason(meeting, meeting.row(subject)) for meeting in meetings)
    return next((each for each in rows if each.row.state not in without), None)


def latest_of(view: View | None, subjects: Iterable[SubjectStatements], place: int) -> LatestWords | None:
    """The latest statement of a side on an ambiguity: its view of it, or what it says on a subject that touches it."""
    own = [LatestWords(view.whose_code, view, view.entry.occurred)] if view else []
    found = [*own, *filter(None, (each.sides[place].statement for each in subjects))]
    return max(found, key=lambda each: each.day.last, default=None)


def sources_behind(statement: LatestWords, of_views: Mapping[int, ViewSources]) -> list[int]:
    if isinstance(statement.row, TextFinding):
        return [statement.row.text.evidence_id]
    if isinstance(statement.row, Statement):
        return [statement.row.citation.evidence_id]
    return list(of_views[statement.row.pk].own)
