"""What a brief of a report holds: for somebody with three minutes, for one audience, of a period, as known at a moment.

It chooses among what the other readings say, and adds nothing: no score, no total, nothing that weighs one side
against another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from measures.analysis.accounts import Account, accounts_of
from measures.analysis.assessment import Assessment, unassessed
from measures.analysis.changes import StatusChange, changes_of
from measures.analysis.differences import parties_of_report, reports_with_parties
from measures.analysis.glance import Standpoints, glance_of, latest_developments
from measures.analysis.past import standings_as_of, with_standings
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.periods import Period
from measures.analysis.readouts import ORDER, Comparison, Meeting, SubjectReading, meetings_of
from measures.analysis.searches import searched_to
from measures.analysis.staleness import RecordState, record_state
from measures.analysis.standing import independent_about
from measures.analysis.statements import (
    SideStatement,
    SubjectStatements,
    Target,
    beside,
    latest_administrations,
    latest_views_on,
    months_apart,
    subject_targets,
)
from measures.models import (
    Ambiguity,
    AnnouncedDate,
    Audience,
    Bearing,
    Chain,
    ChainKind,
    Citation,
    DateState,
    Direction,
    Entry,
    Evidence,
    Ground,
    Measure,
    Party,
    ReadoutText,
    Report,
    Subject,
    TextFinding,
    View,
)
from measures.models.journal import EntryQuerySet, entries_latest_first
from measures.models.measures import MeasureQuerySet
from measures.models.records import readable_by

# How much stands on the page.
MOST_HAPPENED, MOST_STATEMENTS, MOST_TEXTS, MOST_DATES, MOST_ASSESSED = 5, 3, 3, 6, 3
SOON, LATER = timedelta(days=30), timedelta(days=90)
# In the order in which they are shown.
DIFFERING = (Comparison.ONE_TEXT_OF_BOTH, Comparison.NOT_THE_SAME, Comparison.ONE_SIDE)

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
    def days(self) -> dict[str, Any]:
        return {"as_of": self.last, "known_at": self.known_at}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.measures or self.ambiguities or self.subjects)

    @property
    def targets(self) -> set[Target]:
        """The measures and ambiguities that are chosen, with those that chosen subjects touch."""
        touched = {target for subject in self.subjects for target in subject_targets(subject)}
        chosen = {("measure", each.pk) for each in self.measures} | {
            ("ambiguity", each.pk) for each in self.ambiguities
        }
        return touched | chosen

    def holds(self, subject: Any) -> bool:
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


@dataclass(frozen=True, slots=True)
class OurView:
    """How we see a measure or an ambiguity; without a view where we have none."""

    on: Measure | Ambiguity
    status: str
    view: View | None


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last seal of a chain of the journal by a moment."""

    marking: str
    sequence: int
    seal: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a brief says, and the sources that it rests on, of what its audience may read."""

    report: Report
    audience: Audience
    choice: BriefChoice
    sides: Sequence[Party]
    record: RecordState
    searched_to: Mapping[str, date]
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
    standpoints: Standpoints
    assessed: Sequence[OurView]
    unassessed: Assessment
    measures: Sequence[Measure]
    perceptions: Sequence[Perception]
    heads: Sequence[ChainHead]
    # The sources that each entry cites and each view names as its ground, and all of them, by their primary keys.
    cited: Mapping[int, Sequence[int]] = field(default_factory=dict)
    grounded: Mapping[int, Sequence[int]] = field(default_factory=dict)
    sources: Mapping[int, Evidence] = field(default_factory=dict)

    @property
    def stated_views(self) -> list[View]:
        statements = [side.statement for row in self.statements for side in row.sides if side.statement]
        return [each.row for each in statements if isinstance(each.row, View)]

    @property
    def stated_texts(self) -> list[TextFinding]:
        statements = [side.statement for row in self.statements for side in row.sides if side.statement]
        return [each.row for each in statements if isinstance(each.row, TextFinding)]

    @property
    def views_listed(self) -> list[View]:
        """The views in the list of ambiguities."""
        sides = [view for each in self.perceptions for reading in each.readings for view in reading.views]
        return [*sides, *(each.independent for each in self.perceptions if each.independent)]

    def dates_within(self, after: timedelta, until: timedelta) -> list[Any]:
        """The announced dates that come so many days after the last day, the earliest first."""
        since, by = self.choice.last + after, self.choice.last + until
        return [each for each in self.dates if each.state == DateState.COMING and since <= each.due_by <= by]

    def dates_that(self, state: DateState) -> list[Any]:
        """The announced dates that passed unlooked-at, or have no day."""
        return [each for each in self.dates if each.state == state]

    def sources_of(self, claim: Any) -> list[Evidence]:
        """The sources of an entry, a view, a passage or an announced date."""
        match claim:
            case View():
                pks = self.grounded.get(claim.pk) or self.cited.get(claim.entry_id, ())
            case TextFinding():
                pks = [claim.text.evidence_id]
            case ReadoutText():
                pks = [claim.evidence_id]
            case AnnouncedDate():
                pks = [each.pk for each in claim.sources.all()] or self.cited.get(claim.development_id or 0, ())
            case _:
                pks = self.cited.get(claim.pk, ())
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
    row = report_with_record(report, audience, choice)
    sides = [party for party in parties_of_report(row) if party.is_side]  # type: ignore[attr-defined]
    counting = report.entries.visible_to(audience).counting(**days)
    glance = glance_of(report, audience, sides=sides, on=choice.last, **days)
    happening = developments_in(choice, counting, audience)
    happened = list(happening[:MOST_HAPPENED])
    statuses = statuses_in(choice, report, audience)
    meetings = meetings_for(choice, meetings_of(report, audience, **days))
    return with_sources(
        Brief(
            report=report,
            audience=audience,
            choice=choice,
            sides=sides,
            record=record_state(row, choice.last),
            searched_to=searched_to(row, **days),
            summary=glance.summary,
            since_summary=glance.since_summary,
            rests_on=summary_and_grounds(glance.summary, counting),
            happened=happened,
            happened_in_all=happening.count(),
            accounts=accounts_of(happened, audience, **days),
            statuses=statuses,
            statements=statements_by_subject(choice, glance.statements, sides, counting, audience),
            silent=[each.subject for each in glance.statements if each.is_silent and choice.holds(each.subject)],
            meetings=meetings,
            texts=differing_texts(choice, meetings, glance.statements),
            due=measures_due(choice, report, audience),
            dates=list(dates_ahead(choice, report, audience)),
            standpoints=glance.standpoints,
            assessed=our_views(assessed_things(choice, statuses, happened, audience), report, audience, **days),
            unassessed=unassessed(report, audience, known_at=choice.known_at),
            measures=with_standings(listed_measures(choice, report), audience, **days) if with_measures else [],
            perceptions=perceptions_of(listed_ambiguities(choice, report), sides, audience, **days)
            if with_ambiguities
            else [],
            heads=heads_at(report, audience, choice.known_at),
        )
    )


def summary_and_grounds(summary: Entry | None, counting: EntryQuerySet) -> list[Entry]:
    """The entry of a summary, and those that it names."""
    if summary is None:
        return []
    named = Q(key=summary.key) | Q(related_comparisons__entry__key=summary.key)
    return list(counting.filter(pk__in=Entry.objects.filter(named).values("pk")).latest_first())


def report_with_record(report: Report, audience: Audience, choice: BriefChoice) -> Report:
    """The report with its parties, what says how far its record goes, and what was searched."""
    reports = reports_with_parties(audience, on=choice.last, **choice.days)
    return next(each for each in reports if each.pk == report.pk)


def developments_in(choice: BriefChoice, counting: EntryQuerySet, audience: Audience) -> EntryQuerySet:
    """The developments of the period that are more than background, the latest first, of what is chosen."""
    rows = latest_developments(counting, audience)
    if choice.is_narrowed:
        borne = Bearing.objects.filter(on_targets(choice.targets), entry=OuterRef("pk"))
        rows = rows.filter(Exists(borne.exclude(direction=Direction.BACKGROUND)))
    return rows.filter(counts_from__gte=choice.first)


def on_targets(targets: Collection[Target]) -> Q:
    """Rows on one of these measures, on a part of one, or on one of these ambiguities."""
    by_kind: dict[str, list[int]] = {"measure": [], "ambiguity": []}
    for kind, pk in targets:
        by_kind[kind].append(pk)
    measures, ambiguities = by_kind["measure"], by_kind["ambiguity"]
    return Q(measure__in=measures) | Q(measure__parent__in=measures) | Q(ambiguity__in=ambiguities)


def statuses_in(choice: BriefChoice, report: Report, audience: Audience) -> list[StatusChange]:
    """The changes of the status of whole measures and of the state of ambiguities in the period, the latest first."""
    period = replace(Period.of_days(choice.first, choice.last), known_at=choice.known_at)
    found = changes_of(report, audience, period, first=1)
    chosen = {(type(each), each.pk) for each in (*choice.measures, *choice.ambiguities)}
    targets = choice.targets
    changes = [
        each
        for each in (*found.statuses, *found.states)
        if not choice.is_narrowed or (type(each.on), each.on.pk) in chosen or target_of(each.on) in targets
    ]
    return [each for each in changes if each.before and not getattr(each.on, "withdrawn_at", None)]


def target_of(on: Measure | Ambiguity) -> Target:
    return ("measure", on.pk) if isinstance(on, Measure) else ("ambiguity", on.pk)


def statements_by_subject(
    choice: BriefChoice,
    statements: Sequence[SubjectStatements],
    sides: Sequence[Party],
    counting: EntryQuerySet,
    audience: Audience,
) -> list[BriefTopic]:
    """What each side said last: on what is chosen, else on the subjects; where a report has none, on what it has."""
    chosen: list[Measure | Ambiguity] = [*choice.measures, *choice.ambiguities]
    if not statements and not chosen:
        chosen = things_spoken_of(counting, sides, audience)
    rows = [
        *statements_on(chosen, sides, counting),
        *(BriefTopic(each.subject, each.sides) for each in statements if choice.holds(each.subject)),
    ]
    speaking = [row for row in rows if any(side.statement for side in row.sides) and not repeats(row, choice)]
    return sorted(speaking, key=lambda row: not is_of_period(row, choice))[:MOST_STATEMENTS]


def repeats(topic: BriefTopic, choice: BriefChoice) -> bool:
    """Whether a side says here what it says on the subject above, of which this is not chosen apart."""
    return topic.on not in choice.subjects and any(side.is_as_above for side in topic.sides)


def is_of_period(topic: BriefTopic, choice: BriefChoice) -> bool:
    return any(side.statement and choice.is_within(side.statement.day.last) for side in topic.sides)


def things_spoken_of(counting: EntryQuerySet, sides: Sequence[Party], audience: Audience) -> list[Measure | Ambiguity]:
    """The measures and ambiguities that a side spoke of last."""
    views = (
        View.objects.filter(whose__in=sides, entry__in=counting.order_by().values("pk"))
        .filter(Q(measure=None) | Q(measure__in=Measure.objects.visible_to(audience).values("pk")))
        .select_related("measure", "ambiguity")
        .order_by(*entries_latest_first("entry"), "pk")
    )
    return list(dict.fromkeys(view.on for view in views[: 10 * MOST_STATEMENTS]))[:MOST_STATEMENTS]


def statements_on(
    things: Sequence[Measure | Ambiguity], sides: Sequence[Party], counting: EntryQuerySet
) -> Iterator[BriefTopic]:
    views = latest_views_on(map(target_of, things), counting) if things else {}
    administrations = latest_administrations(views.values())
    for thing in things:
        latest = [views.get((target_of(thing), side.code)) for side in sides]
        yield BriefTopic(thing, beside(sides, latest, (), administrations))


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


def measures_due(choice: BriefChoice, report: Report, audience: Audience) -> list[Measure]:
    """The open measures whose target date comes within ninety days."""
    within = report.measures.whole().filter(due_by__range=(choice.last, choice.last + LATER))
    if choice.is_narrowed:
        within = within.filter(pk__in=[pk for kind, pk in choice.targets if kind == "measure"])
    with standings_as_of(within, audience, **choice.days):
        return list(within.seen_by(audience).open().order_by("due_by", "position", "key")[:MOST_DATES])


def dates_ahead(choice: BriefChoice, report: Report, audience: Audience) -> QuerySet[Any]:
    """The announced dates that come within ninety days, passed unlooked-at, or have no day."""
    dates = AnnouncedDate.objects.visible_to(audience).filter(report=report).standing(**choice.days)
    if choice.is_narrowed:
        targets = choice.targets
        touching = AnnouncedDate.objects.filter(
            Q(measures__in=[pk for kind, pk in targets if kind == "measure"])
            | Q(ambiguities__in=[pk for kind, pk in targets if kind == "ambiguity"])
            | Q(subjects__in=[each.pk for each in choice.subjects])
        )
        dates = dates.filter(pk__in=touching.values("pk"))
    soon = Q(state=DateState.COMING, due_by__lte=choice.last + LATER)
    found: QuerySet[Any] = dates.as_found(choice.last, **choice.days).filter(
        soon | Q(state__in=[DateState.PASSED, DateState.UNDATED])
    )
    readable = Evidence.objects.visible_to(audience).order_by("key")
    return found.prefetch_related(Prefetch("sources", readable)).order_by("due_order", "key")


def our_views(things: Sequence[Measure | Ambiguity], report: Report, audience: Audience, **days: Any) -> list[OurView]:
    """How we see measures and ambiguities, in this order."""
    measures = [each.pk for each in things if isinstance(each, Measure)]
    standing = with_standings(report.measures.filter(pk__in=measures), audience, **days)
    perceptions = perceptions_of([each for each in things if isinstance(each, Ambiguity)], [], audience, **days)
    views = independent_views_on(measures, report.entries.visible_to(audience).counting(**days))
    found = {
        ("ambiguity", each.ambiguity.pk): OurView(each.ambiguity, each.state, each.independent) for each in perceptions
    }
    for each in standing:
        status = each.standing.status if each.standing else ""
        found["measure", each.pk] = OurView(each, status, views.get((each.pk, independent_about(each))))
    return [found[target] for target in map(target_of, things) if target in found]


def assessed_things(
    choice: BriefChoice, statuses: Sequence[StatusChange], happened: Sequence[Entry], audience: Audience
) -> list[Measure | Ambiguity]:
    """What is chosen; else that of which the status changed, then what the developments on the page bear on."""
    chosen: list[Measure | Ambiguity] = [*choice.measures, *choice.ambiguities]
    if chosen:
        return chosen
    borne = (bearing.measure for entry in happened for bearing in moving_bearings(entry, audience))
    things: list[Measure | Ambiguity] = [*(each.on for each in statuses), *filter(None, borne)]
    wanted = {target_of(each): each for each in things if not choice.is_narrowed or target_of(each) in choice.targets}
    return list(wanted.values())[:MOST_ASSESSED]


def moving_bearings(entry: Entry, audience: Audience) -> list[Bearing]:
    """What an entry is more than background for, of what the audience may read."""
    return [
        each
        for each in entry.bearings.all()
        if each.direction != Direction.BACKGROUND and (each.measure is None or audience.may_read(each.measure.marking))
    ]


def independent_views_on(measures: Collection[int], counting: EntryQuerySet) -> dict[tuple[int, str], View]:
    """Our latest views, by the measure that each is on and about whom."""
    rows = (
        View.objects.filter(measure__in=measures, whose=None, entry__in=counting.order_by().values("pk"))
        .select_related("entry", "about")
        .order_by("measure_id", "about_id", "about_both", *entries_latest_first("entry"), "pk")
        .distinct("measure_id", "about_id", "about_both")
    )
    return {(row.measure_id or 0, row.about_code): row for row in rows}


def listed_measures(choice: BriefChoice, report: Report) -> MeasureQuerySet:
    """The measures of an annex: those that are chosen or touched, else all."""
    measures = [pk for kind, pk in choice.targets if kind == "measure"]
    return report.measures.whole().filter(pk__in=measures) if choice.is_narrowed else report.measures.whole()


def listed_ambiguities(choice: BriefChoice, report: Report) -> QuerySet[Ambiguity]:
    ambiguities = [pk for kind, pk in choice.targets if kind == "ambiguity"]
    elements = report.ambiguities.exclude(parent=None)
    return elements.filter(pk__in=ambiguities) if choice.is_narrowed else elements


def heads_at(report: Report, audience: Audience, known_at: datetime) -> list[ChainHead]:
    """The last seals by a moment of the chains of the journal that an audience may read."""
    links = Entry.objects.filter(chain=OuterRef("pk"), recorded_at__lte=known_at).order_by("-sequence")
    chains: QuerySet[Any] = (
        Chain.objects.visible_to(audience)
        .filter(kind=ChainKind.JOURNAL, report=report)
        .annotate(sequence=Subquery(links.values("sequence")[:1]), head=Subquery(links.values("seal")[:1]))
        .exclude(sequence=None)
        .order_by("marking")
    )
    return [ChainHead(each.marking, each.sequence, bytes(each.head).hex()) for each in chains]


def with_sources(brief: Brief) -> Brief:
    """With the sources of all that it says, of what its audience may read."""
    views = [*brief.stated_views, *(each.view for each in brief.assessed if each.view), *brief.views_listed]
    grounds = list(
        Ground.objects.filter(view__in=[view.pk for view in views])
        .filter(Q(entry=None) | Q(entry__in=Entry.objects.visible_to(brief.audience).values("pk")))
        .order_by("view", "pk")
        .values_list("view", "citation__evidence", "entry")
    )
    entries = {entry.pk for entry in (*brief.happened, *brief.rests_on)}
    entries |= {each.entry.pk for each in brief.statuses if each.entry}
    entries |= {view.entry_id for view in views} | {entry for _view, _source, entry in grounds if entry}
    entries |= {each.development_id for each in brief.dates if each.development_id}
    cited = sources_cited_by(entries, brief.audience)
    grounded: dict[int, list[int]] = defaultdict(list)
    for view, source, entry in grounds:
        grounded[view] += [source] if source else cited.get(entry, [])
    texts = {text.evidence_id for meeting in brief.meetings for text in meeting.texts}
    texts |= {finding.text.evidence_id for finding in brief.stated_texts}
    dated = {source.pk for each in brief.dates for source in each.sources.all()}
    wanted = {source for sources in (*cited.values(), *grounded.values()) for source in sources} | texts | dated
    readable = Evidence.objects.visible_to(brief.audience).filter(pk__in=wanted)
    sources = readable.with_review_state(known_at=brief.choice.known_at)
    return replace(brief, cited=cited, grounded=grounded, sources={each.pk: each for each in sources})


def sources_cited_by(entries: Collection[int], audience: Audience) -> dict[int, list[int]]:
    """The sources that each of these entries cites and the audience may read, in their order."""
    found: dict[int, list[int]] = defaultdict(list)
    citations = Citation.objects.filter(readable_by(Evidence, audience, "evidence__"), entry__in=entries)
    for entry, source in citations.order_by("entry", "pk").values_list("entry", "evidence"):
        found[entry].append(source)
    return found
