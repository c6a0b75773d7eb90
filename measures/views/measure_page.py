"""What the page of one measure shows, loaded in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from measures import access
from measures.analysis.differences import Difference, differences_of
from measures.analysis.full_histories import FullHistory, ShownSource, histories_in
from measures.analysis.past import standings_as_of
from measures.analysis.reciprocity import links_with_parties, reciprocities_of
from measures.analysis.standing import (
    cited,
    is_met,
    is_our_record,
    latest,
    latest_views,
    status_setting,
)
from measures.models import (
    Addressing,
    Direction,
    Entry,
    Indicator,
    Link,
    MarkState,
    Measure,
    Milestone,
    Owner,
    Party,
    Relation,
    ReviewState,
    Standing,
    View,
    Watch,
)
from measures.models.records import number_of, told_of
from measures.operations.lookup import markers_of
from measures.publishing.charts.parts import Chart
from measures.views.exchanges import ExchangeRow, exchange_row
from measures.views.measure_charts import levels_of, sources_by_grade
from measures.views.reading import Reading
from measures.views.timeline import Timeline, Told, timeline_of
from measures.views.view_columns import Column, columns_of, shown_views

INDICATOR = [field.name for field in Indicator._meta.concrete_fields if not field.is_relation]


@dataclass(frozen=True, slots=True)
class MetBy:
    """How a milestone stands with one party, or with all together, and the entry that says so."""

    party: Party | None
    state: str
    entry: Entry | None

    @property
    def label(self) -> str:
        return str(MarkState(self.state).label)

    @property
    def is_met(self) -> bool:
        return self.state == MarkState.MET


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone, whether it counts as met, and by whom."""

    milestone: Milestone
    is_met: bool
    by: Sequence[MetBy]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in the balance: it counts in one direction, by the newest entry that cites it so."""

    source: ShownSource
    day: date

    def newest_first(self) -> tuple[date, str]:
        return self.day, self.source.evidence.key

    @property
    def state_label(self) -> str:
        return str(ReviewState(self.source.state).label)


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """The sources that point one way."""

    direction: str
    rows: Sequence[SourceRow]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """Who answers for the measure, and whether the reader may release them."""

    pk: int
    name: str
    role: str
    may_release: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link to another measure, and what became of it where one reciprocates the other."""

    link: Link
    exchange: ExchangeRow | None


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """One measure and all that is on record about it, for one reader and day."""

    measure: Measure
    standing: Standing
    is_status_ours: bool
    addressed_to: Sequence[Party]
    needs_to_complete: Sequence[Party]
    parts: Sequence[Measure]
    columns: Sequence[Column]
    differences: Sequence[Difference]
    timeline: Timeline
    levels: Chart
    sources: Sequence[SourceGroup]
    balance: Chart
    milestones: Sequence[MilestoneRow]
    indicators: Sequence[Indicator]
    owners: Sequence[OwnerRow]
    watchers: int
    is_watching: bool
    addressings: Sequence[Addressing]
    links: Sequence[LinkRow]
    is_overdue: bool
    is_due_soon: bool
    is_unchecked: bool
    unchecked_days: int | None


def measure_rows(key: str, reading: Reading) -> list[Measure]:
    """The measure with this key and its parts, of those that the reader may see, with what hangs on them."""
    of_measure = {"measure": OuterRef("pk")}
    needs = Measure.needs_to_complete.through.objects.filter(**of_measure).order_by("party").values("party")
    watches = Watch.objects.filter(**of_measure)
    measures = Measure.objects.with_parts_of(Measure.objects.filter(key=key))
    found = (
        measures.seen_by(reading.audience)
        .with_timeliness(on=reading.on)
        .with_party_codes()
        .select_related("report", "parent", "due_on_set_by")
        .annotate(
            needs_codes=ArraySubquery(needs),
            indicators_told=told_of(Indicator.objects.filter(**of_measure), *INDICATOR),
            owners_told=told_of(Owner.objects.filter(**of_measure), "id", "role", "user_id", "user__name"),
            watchers=number_of(watches),
            is_watched=Exists(watches.filter(user=reading.reader.pk)),
        )
    )
    with standings_as_of(measures, reading.audience, as_of=reading.as_of, known_at=reading.known_at):
        return list(found)


def page_of(measure: Any, rows: Sequence[Measure], reading: Reading) -> MeasurePage:
    """The page of a measure; `rows` are the measure and its parts."""
    recorded = recorded_on(rows, reading)
    histories = {each.measure.pk: each.only(lambda entry: entry.counts_by(reading.known_at)) for each in recorded}
    history, standing = histories[measure.pk], measure.standing
    sources = source_groups(history, reading)
    setting = status_setting(history.bearings)
    return MeasurePage(
        measure=measure,
        standing=standing,
        is_status_ours=setting is not None and is_our_record(setting),
        addressed_to=[reading.parties[code] for code in measure.party_codes],
        needs_to_complete=[reading.parties[code] for code in measure.needs_codes],
        parts=[row for row in rows if row.pk != measure.pk],
        columns=columns_of(shown_views(latest_views(history.views)), reading.sides),
        differences=differences_of(measure, standing.views, reading.sides),
        timeline=timeline_of(measure, told_by(recorded), reading),
        levels=levels_of(history, reading),
        sources=sources,
        balance=sources_by_grade({group.direction: [row.source for row in group.rows] for group in sources}),
        milestones=milestone_rows(history, reading.parties),
        indicators=[Indicator(**told) for told in measure.indicators_told],
        owners=owner_rows(measure, reading),
        watchers=measure.watchers,
        is_watching=access.is_active(reading.reader) and measure.is_watched,
        addressings=list(measure.addressings.select_related("ambiguity").order_by("strength", "ambiguity__position")),
        links=links_of(measure, reading),
        is_overdue=measure.is_overdue,
        is_due_soon=measure.is_due_soon,
        is_unchecked=measure.is_unchecked,
        unchecked_days=(reading.on - standing.last_checked).days if standing.last_checked else None,
    )


def recorded_on(rows: Sequence[Measure], reading: Reading) -> list[FullHistory]:
    """The histories of a measure and its parts as far as the reader may see them, corrected entries among them."""
    histories = histories_in(
        Entry.objects.recorded(as_of=reading.as_of, known_at=reading.known_at),
        rows,
        known_at=reading.known_at,
        views=View.objects.with_grounds(reading.audience),
        along=("author", "correction", "redaction"),
    )
    return [history.seen_by(reading.audience) for history in histories]


def told_by(histories: Sequence[FullHistory]) -> Told:
    """What bears on each of these measures itself, with the views and marks on it."""
    return Told(
        bearings=[row for history in histories for row in history.bearings],
        views=[row for history in histories for row in history.views],
        marks=[row for history in histories for row in history.marks],
        sources={entry: len(sources) for history in histories for entry, sources in history.sources.items()},
    )


def source_groups(history: FullHistory, reading: Reading) -> list[SourceGroup]:
    """The sources that count in the balance, by direction, the newest first."""
    found = cited(history.all_bearings, history.sources, reading.audience)
    groups = []
    for direction in (Direction.TOWARD, Direction.AWAY, Direction.EITHER):
        rows = [SourceRow(*each) for each in found[direction].values()]
        if rows:
            groups.append(SourceGroup(direction.value, sorted(rows, key=SourceRow.newest_first, reverse=True)))
    return groups


def milestone_rows(history: FullHistory, parties: Mapping[str, Party]) -> list[MilestoneRow]:
    rows = []
    for milestone in sorted(history.milestones, key=lambda row: (row.position, row.pk)):
        milestone.measure = history.measure
        marks = [mark for mark in history.marks if mark.milestone_id == milestone.pk]
        by = []
        for code in markers_of(milestone):
            mark = latest(each for each in marks if each.party_id == code)
            state, entry = (mark.state, mark.entry) if mark else (MarkState.NOT_MET, None)
            by.append(MetBy(parties[code] if code else None, state, entry))
        rows.append(MilestoneRow(milestone, is_met(milestone, history.marks, history.measure), by))
    return rows


def owner_rows(measure: Any, reading: Reading) -> list[OwnerRow]:
    rows = []
    for told in measure.owners_told:
        name = told.pop("user__name")
        owner = Owner(**told)
        rows.append(
            OwnerRow(
                owner.pk, name, str(owner.get_role_display()), access.allows(reading.reader, "release_owner", owner)
            )
        )
    return rows


def links_of(measure: Measure, reading: Reading) -> list[LinkRow]:
    """The links to and from other measures that the reader may see."""
    links = links_with_parties(Link.objects.filter(Q(source=measure) | Q(target=measure)), reading.audience)
    exchanges = reciprocities_of(
        [link for link in links if link.relation == Relation.RECIPROCATES],
        reading.audience,
        on=reading.on,
        as_of=reading.as_of,
        known_at=reading.known_at,
    )
    rows = {each.link.pk: exchange_row(each, reading) for each in exchanges}
    return [LinkRow(link, rows.get(link.pk)) for link in links]
