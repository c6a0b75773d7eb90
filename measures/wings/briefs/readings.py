"""What a brief of a report holds: for somebody with three minutes, for one audience, of a period, as known at a moment.

It chooses among what the other readings say, and adds nothing: no score, no total, nothing that weighs one side
against another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery, Window

from measures.analysis.accounts import Account, accounts_of
from measures.analysis.assessment import AssessmentState, unassessed
from measures.analysis.changes import StatusChange
from measures.analysis.dissents import dissents_from
from measures.analysis.first_screen import WordsBySide, facts_of, summary_in, words_by_side
from measures.analysis.past import standings_as_of, with_standings
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.readouts import Meeting, meetings_of
from measures.analysis.searches import SearchedTexts, searched_texts
from measures.analysis.sides import report_with_parties, sides_of_loaded
from measures.analysis.signed_notes import head_in_words, signed_note
from measures.analysis.staleness import RecordState, record_state
from measures.analysis.standing import independent_about
from measures.analysis.statements import (
    SideStatement,
    Target,
    latest_words_on,
    statements_on_subjects,
    target_of,
)
from measures.models import (
    Ambiguity,
    AnnouncedDate,
    Assessment,
    Audience,
    Chain,
    ChainKind,
    Citation,
    DateState,
    Dissent,
    Entry,
    Evidence,
    Ground,
    Measure,
    Party,
    ReadoutText,
    Report,
    Statement,
    Subject,
    TextFinding,
)
from measures.models.journal import EntryQuerySet, entries_latest_first
from measures.models.records import readable_by
from measures.wings.briefs.choice import (
    MOST_DATES,
    MOST_HAPPENED,
    BriefChoice,
    BriefTopic,
    TextDifference,
    assessed_things,
    dates_ahead,
    developments_in,
    differing_texts,
    listed_ambiguities,
    listed_measures,
    measures_ahead,
    meetings_for,
    statements_by_subject,
    statuses_in,
)


@dataclass(frozen=True, slots=True)
class OurAssessment:
    """How we see a measure or an ambiguity; without an assessment where we have none."""

    on: Measure | Ambiguity
    status: str
    assessment: Assessment | None


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last seal of a chain of the journal by a moment, and what was signed of it by then."""

    marking: str
    sequence: int
    seal: str
    checkpoint: str


@dataclass(frozen=True, slots=True)
class AssessmentSources:
    """The sources of an assessment, by their primary keys: those its entry cites for it, and what else it rests on."""

    own: Sequence[int] = ()
    rests_on: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a brief says, and the sources that it rests on, of what its audience may read."""

    report: Report
    audience: Audience
    choice: BriefChoice
    sides: Sequence[Party]
    record: RecordState
    searched: Sequence[SearchedTexts]
    summary: Entry | None
    since_summary: int
    # The entries that the summary names, and itself.
    rests_on: Sequence[Entry]
    happened: Sequence[Entry]
    happened_in_all: int
    accounts: Mapping[int, Account]
    statuses: Sequence[StatusChange]
    statements: Sequence[BriefTopic]
    silent: Sequence[Subject]
    meetings: Sequence[Meeting]
    texts: Sequence[TextDifference]
    due: Sequence[Measure]
    dates: Sequence[Any]
    standpoints: WordsBySide
    assessed: Sequence[OurAssessment]
    unassessed: AssessmentState
    measures: Sequence[Measure]
    perceptions: Sequence[Perception]
    # What the sides said last on these measures and ambiguities.
    words: Mapping[Target, Sequence[SideStatement]]
    heads: Sequence[ChainHead]
    # The dissents from our assessments, by the primary key of each that has some.
    dissents: Mapping[int, Sequence[Dissent]] = field(default_factory=dict)
    # The sources that each entry cites, those of each assessment, and all of them, by their primary keys.
    cited: Mapping[int, Sequence[int]] = field(default_factory=dict)
    of_assessments: Mapping[int, AssessmentSources] = field(default_factory=dict)
    sources: Mapping[int, Evidence] = field(default_factory=dict)

    @property
    def stated(self) -> list[Statement | TextFinding]:
        """What the sides said last: statements and passages."""
        topics = [*(each.sides for each in self.statements), *self.words.values()]
        return [side.statement.row for sides in topics for side in sides if side.statement]

    @property
    def assessments_listed(self) -> list[Assessment]:
        """Our assessments in the list of ambiguities."""
        return [each.independent for each in self.perceptions if each.independent]

    def dates_within(self, after: timedelta, until: timedelta) -> list[Any]:
        """The announced dates that come so many days after the last day, the earliest first."""
        since, by = self.choice.last + after, self.choice.last + until
        return [each for each in self.dates if each.state == DateState.COMING and since <= each.due_by <= by]

    def due_within(self, after: timedelta, until: timedelta) -> list[Measure]:
        """The measures with a target date of which all days come so many days after the last day."""
        coming = [each for each in self.due if each not in self.due_some_time]
        return [each for each in coming if each.due_by and after <= each.due_by - self.choice.last <= until]

    @property
    def due_some_time(self) -> list[Measure]:
        """The measures whose target date is a month or a year that has begun."""
        return [each for each in self.due if each.due_on and each.due_on.first < self.choice.last]

    def dates_that(self, state: DateState) -> list[Any]:
        """The announced dates that passed unlooked-at, are known to the month or year only, or have no day."""
        return [each for each in self.dates if each.state == state]

    def sources_of(self, claim: Any) -> list[Evidence]:
        """The sources of an entry, an assessment, a passage or an announced date."""
        match claim:
            case Assessment():
                pks = self.of_assessments.get(claim.pk, AssessmentSources()).own
            case TextFinding():
                pks = [claim.text.evidence_id]
            case Statement():
                pks = [claim.citation.evidence_id]
            case ReadoutText():
                pks = [claim.evidence_id]
            case AnnouncedDate():
                pks = [each.pk for each in claim.sources.all()] or self.cited.get(claim.development_id or 0, ())
            case _:
                pks = self.cited.get(claim.pk, ())
        return self.readable(pks)

    def grounds_of(self, assessment: Assessment) -> list[Evidence]:
        """The sources that an assessment rests on besides its own."""
        return self.readable(self.of_assessments.get(assessment.pk, AssessmentSources()).rests_on)

    def readable(self, pks: Iterable[int]) -> list[Evidence]:
        return [self.sources[pk] for pk in dict.fromkeys(pks) if pk in self.sources]


def brief_of(
    report: Report,
    audience: Audience,
    choice: BriefChoice,
    *,
    with_measures: bool = False,
    with_ambiguities: bool = False,
) -> Brief:
    """The brief of a report; with where its measures and ambiguities stand, if it is to list them."""
    days = choice.days
    row = report_with_parties(report, audience, on=choice.last, **days)
    sides = sides_of_loaded(row)
    counting = report.entries.visible_to(audience).counting(**days)
    facts = facts_of(report, audience, sides=sides, on=choice.last, **days)
    summary = summary_in(facts, report)
    statements = statements_on_subjects(report, sides, audience, **days)
    happening: Any = developments_in(choice, counting, audience).annotate(in_all=Window(Count("pk")))
    happened = list(happening[:MOST_HAPPENED])
    statuses = statuses_in(choice, report, audience)
    meetings = meetings_for(choice, meetings_of(report, audience, **days))
    assessed = assessed_things(choice, statuses, happened, audience)
    ours = report.measures.filter(pk__in=[each.pk for each in assessed if isinstance(each, Measure)])
    ahead, listed = measures_ahead(choice, report), listed_measures(choice, report, wanted=with_measures)
    with standings_as_of(ahead | ours | listed, audience, **days):
        due = list(ahead.seen_by(audience).open().order_by("due_by", "position", "key")[:MOST_DATES])
        measures, standing = (with_standings(rows, audience) for rows in (listed, ours))
    elements = list(listed_ambiguities(choice, report, wanted=with_ambiguities))
    unclear = [each for each in assessed if isinstance(each, Ambiguity)]
    perceptions = perceptions_of([*elements, *unclear], audience, **days)
    return with_sources(
        Brief(
            report=report,
            audience=audience,
            choice=choice,
            sides=sides,
            record=record_state(row, choice.last),
            searched=searched_texts(row, sides, **days),
            summary=summary,
            since_summary=facts.numbers["since_summary"],
            rests_on=summary_and_grounds(summary, counting),
            happened=happened,
            happened_in_all=happened[0].in_all if happened else 0,
            accounts=accounts_of(happened, audience, **days),
            statuses=statuses,
            statements=statements_by_subject(choice, statements, sides, report, audience),
            silent=[each.subject for each in statements if each.is_silent and choice.holds(each.subject)],
            meetings=meetings,
            texts=differing_texts(choice, meetings, statements),
            due=due,
            dates=list(dates_ahead(choice, report, audience)),
            standpoints=words_by_side(facts),
            assessed=our_assessments(assessed, standing, perceptions[len(elements) :], counting),
            unassessed=unassessed(report, audience, known_at=choice.known_at),
            measures=measures,
            perceptions=perceptions[: len(elements)],
            words=latest_words_on([*measures, *elements], sides, audience, **days),
            heads=heads_at(report, audience, choice.known_at),
        )
    )


def summary_and_grounds(summary: Entry | None, counting: EntryQuerySet) -> list[Entry]:
    """The entry of a summary, and those that it names."""
    if summary is None:
        return []
    named = Q(key=summary.key) | Q(related_comparisons__entry__key=summary.key)
    return list(counting.filter(pk__in=Entry.objects.filter(named).values("pk")).latest_first())


def our_assessments(
    things: Sequence[Measure | Ambiguity],
    measures: Iterable[Measure],
    perceptions: Iterable[Perception],
    counting: EntryQuerySet,
) -> list[OurAssessment]:
    """How we see things, in their order, by the standings of the measures and the perceptions of the ambiguities."""
    found = {
        ("ambiguity", each.ambiguity.pk): OurAssessment(each.ambiguity, each.state, each.independent)
        for each in perceptions
    }
    assessments = assessments_of_measures([each for each in things if isinstance(each, Measure)], counting)
    for each in measures:
        status = each.standing.status if each.standing else ""
        found["measure", each.pk] = OurAssessment(each, status, assessments.get((each.pk, independent_about(each))))
    return [found[target] for target in map(target_of, things) if target in found]


def assessments_of_measures(
    measures: Collection[Measure], counting: EntryQuerySet
) -> dict[tuple[int, str], Assessment]:
    """Our latest assessments, by the measure that each is on and about whom."""
    rows = (
        Assessment.objects.of_ours()
        .filter(measure__in=measures, entry__in=counting.order_by().values("pk"))
        .select_related("entry", "about")
        .order_by("measure_id", "about_id", "about_both", *entries_latest_first("entry"), "pk")
        .distinct("measure_id", "about_id", "about_both")
    )
    return {(row.measure_id or 0, row.about_code): row for row in rows}


def heads_at(report: Report, audience: Audience, known_at: datetime) -> list[ChainHead]:
    """The last seals by a moment of the chains of the journal that an audience may read."""
    links = Entry.objects.filter(chain=OuterRef("pk"), recorded_at__lte=known_at).order_by("-sequence")
    chains: QuerySet[Model] = (
        Chain.objects.visible_to(audience)
        .filter(kind=ChainKind.JOURNAL, report=report)
        .annotate(sequence=Subquery(links.values("sequence")[:1]), head=Subquery(links.values("seal")[:1]))
        .exclude(sequence=None)
        .order_by("marking")
    )
    signed = chains.annotate(note=signed_note(OuterRef("pk"), known_at=known_at))
    return [
        ChainHead(each.marking, each.sequence, bytes(each.head).hex(), head_in_words(each.note or ""))
        for each in signed
    ]


def with_sources(brief: Brief) -> Brief:
    """With the sources of all that it says, of what its audience may read."""
    assessments = [*(each.assessment for each in brief.assessed if each.assessment), *brief.assessments_listed]
    entries = {entry.pk for entry in (*brief.happened, *brief.rests_on)}
    entries |= {each.development.pk for each in brief.statuses if each.development}
    entries |= {each.development_id for each in brief.dates if each.development_id}
    cited = sources_cited_by(entries, brief.audience)
    of_assessments = sources_of_assessments(assessments, brief.audience)
    texts = {text.evidence_id for meeting in brief.meetings for text in meeting.texts}
    texts |= {each.text.evidence_id for each in brief.stated if isinstance(each, TextFinding)}
    texts |= {each.citation.evidence_id for each in brief.stated if isinstance(each, Statement)}
    dated = {source.pk for each in brief.dates for source in each.sources.all()}
    viewed = {source for each in of_assessments.values() for source in (*each.own, *each.rests_on)}
    wanted = {source for sources in cited.values() for source in sources} | viewed | texts | dated
    sources = sources_by_pk(wanted, brief.audience, known_at=brief.choice.known_at)
    ours = [each.assessment.pk for each in brief.assessed if each.assessment]
    dissents = dissents_from(ours, brief.audience, **brief.choice.days)
    return replace(brief, cited=cited, of_assessments=of_assessments, sources=sources, dissents=dissents)


def sources_by_pk(pks: Iterable[int], audience: Audience, *, known_at: datetime | None) -> dict[int, Evidence]:
    """Those of these sources that the audience may read, each with the state of its review, by their primary keys."""
    readable = Evidence.objects.visible_to(audience).filter(pk__in=pks)
    return {each.pk: each for each in readable.with_review_state(known_at=known_at)}


def sources_of_assessments(assessments: Collection[Assessment], audience: Audience) -> dict[int, AssessmentSources]:
    """The sources of each assessment that may be read: those of its entry that it names, else all of these."""
    grounds = list(
        Ground.objects.filter(assessment__in=[assessment.pk for assessment in assessments])
        .filter(Q(entry=None) | Q(entry__in=Entry.objects.visible_to(audience).values("pk")))
        .order_by("assessment", "pk")
        .values_list("assessment", "citation__evidence", "citation__entry", "entry")
    )
    entries = {assessment.entry_id for assessment in assessments} | {entry for *_others, entry in grounds if entry}
    cited = sources_cited_by(entries, audience)
    found = {}
    for assessment in assessments:
        mine = [ground[1:] for ground in grounds if ground[0] == assessment.pk]
        named = [source for source, entry, _earlier in mine if source and entry == assessment.entry_id]
        own = named or cited.get(assessment.entry_id, [])
        others = [source for source, entry, _earlier in mine if source and entry != assessment.entry_id]
        others += [source for *_citation, earlier in mine if earlier for source in cited.get(earlier, ())]
        found[assessment.pk] = AssessmentSources(own, [source for source in dict.fromkeys(others) if source not in own])
    return found


def sources_cited_by(entries: Collection[int], audience: Audience) -> dict[int, list[int]]:
    """The sources that each of these entries cites and the audience may read, in their order."""
    found: dict[int, list[int]] = defaultdict(list)
    citations = Citation.objects.filter(readable_by(Evidence, audience, "evidence__"), entry__in=entries)
    for entry, source in citations.order_by("entry", "pk").values_list("entry", "evidence"):
        found[entry].append(source)
    return found
