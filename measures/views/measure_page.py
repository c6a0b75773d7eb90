"""What the page of one measure shows, loaded in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from measures import access
from measures.analysis.differences import Difference, differences_of
from measures.analysis.history import History, Source, load_histories
from measures.analysis.reciprocity import reciprocal_links, reciprocities_of
from measures.analysis.row_history import Change, row_history
from measures.analysis.standing import cited, is_met, latest, latest_views, with_standings
from measures.analysis.timeliness import is_due_soon, is_overdue, is_unchecked
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
    ReviewState,
    Standing,
)
from measures.operations.lookup import markers_of
from measures.views.exchanges import ExchangeRow, exchange_row
from measures.views.reading import Reading
from measures.views.timeline import Timeline, timeline_of
from measures.views.view_columns import Column, columns_of, shown_views

CHANGES_SHOWN = 50


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

    source: Source
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

    owner: Owner
    may_release: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link to another measure, and what became of it where one reciprocates the other."""

    link: Link
    exchange: ExchangeRow | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Sources toward against sources away, with where the bar for each begins and ends."""

    toward: int
    away: int

    @property
    def toward_width(self) -> str:
        total = self.toward + self.away
        return f"{99 * self.toward / total:.1f}" if total else "0"

    @property
    def away_start(self) -> str:
        return f"{100 - float(self.away_width):.1f}"

    @property
    def away_width(self) -> str:
        total = self.toward + self.away
        return f"{99 * self.away / total:.1f}" if total else "0"


@dataclass(frozen=True, slots=True)
class RowHistory:
    """What was changed of the measure itself: as much as the page shows, the latest first, and how much there is."""

    shown: Sequence[Change]
    number: int

    @property
    def left_out(self) -> int:
        return self.number - len(self.shown)


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """One measure and all that is on record about it, for one reader and day."""

    measure: Measure
    standing: Standing
    parts: Sequence[Measure]
    columns: Sequence[Column]
    differences: Sequence[Difference]
    timeline: Timeline
    balance: Balance
    sources: Sequence[SourceGroup]
    milestones: Sequence[MilestoneRow]
    indicators: Sequence[Indicator]
    owners: Sequence[OwnerRow]
    watchers: int
    is_watching: bool
    addressings: Sequence[Addressing]
    links: Sequence[LinkRow]
    row_history: RowHistory
    is_overdue: bool
    is_due_soon: bool
    is_unchecked: bool
    unchecked_days: int | None


def measure_page(key: str, reading: Reading) -> MeasurePage | None:
    """The page of the measure with this key, if the reader may see it."""
    both = Measure.objects.filter(Q(key=key) | Q(parent__key=key)).select_related("parent", "due_on_set_by")
    rows = with_standings(both, reading.audience, as_of=reading.as_of, known_at=reading.known_at)
    measure = next((row for row in rows if row.key == key), None)
    return page_of(measure, rows, reading.of(measure.report)) if measure else None


def page_of(measure: Measure, rows: Sequence[Measure], reading: Reading) -> MeasurePage:
    """The page of a measure; `rows` are the measure and its parts, each with its standing."""
    standing: Standing = measure.standing
    history = history_of(measure, reading)
    views = shown_views(latest_views(history.views), reading.audience)
    return MeasurePage(
        measure=measure,
        standing=standing,
        parts=[row for row in rows if row.pk != measure.pk],
        columns=columns_of(views, reading.sides),
        differences=differences_of(measure, standing.views, reading.sides),
        timeline=timeline_of(measure, Q(measure__in=rows), reading, marked=Q(milestone__measure__in=rows)),
        balance=Balance(standing.sources_toward, standing.sources_away),
        sources=source_groups(history, reading),
        milestones=milestone_rows(history, reading.parties),
        indicators=list(measure.indicators.all()),
        owners=owner_rows(measure, reading),
        watchers=measure.watches.count() if access.is_contributor(reading.reader) else 0,
        is_watching=is_watched(measure, reading),
        addressings=list(measure.addressings.select_related("ambiguity").order_by("strength", "ambiguity__position")),
        links=links_of(measure, reading),
        row_history=row_history_of(measure, reading),
        is_overdue=is_overdue(measure, standing, on=reading.on),
        is_due_soon=is_due_soon(measure, standing, on=reading.on),
        is_unchecked=is_unchecked(measure, standing, on=reading.on),
        unchecked_days=(reading.on - standing.last_checked).days if standing.last_checked else None,
    )


def history_of(measure: Measure, reading: Reading) -> History:
    """What the reader may see of the measure's history, of the entries that count."""
    [history] = load_histories([measure], as_of=reading.as_of, known_at=reading.known_at)
    return history.seen_by(reading.audience)


def source_groups(history: History, reading: Reading) -> list[SourceGroup]:
    """The sources that count in the balance, by direction, the newest first."""
    groups = []
    for direction in (Direction.TOWARD, Direction.AWAY, Direction.EITHER):
        found = cited(history, direction, reading.audience).values()
        if found:
            rows = sorted((SourceRow(*each) for each in found), key=SourceRow.newest_first, reverse=True)
            groups.append(SourceGroup(direction.value, rows))
    return groups


def milestone_rows(history: History, parties: Mapping[str, Party]) -> list[MilestoneRow]:
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


def owner_rows(measure: Measure, reading: Reading) -> list[OwnerRow]:
    owners = measure.owners.select_related("user")
    return [OwnerRow(owner, access.allows(reading.reader, "release_owner", owner)) for owner in owners]


def is_watched(measure: Measure, reading: Reading) -> bool:
    return access.is_active(reading.reader) and measure.watches.filter(user=reading.reader.pk).exists()


def row_history_of(measure: Measure, reading: Reading) -> RowHistory:
    changes = row_history(measure, reading.audience, known_at=reading.known_at)
    return RowHistory(changes[:CHANGES_SHOWN], len(changes))


def links_of(measure: Measure, reading: Reading) -> list[LinkRow]:
    """The links to and from other measures that the reader may see."""
    links = Link.objects.filter(Q(source=measure) | Q(target=measure)).select_related("source", "target")
    readable = {"source__marking__in": reading.audience.markings, "target__marking__in": reading.audience.markings}
    exchanges = reciprocities_of(
        reciprocal_links(reading.audience, measure=measure),
        reading.audience,
        on=reading.on,
        as_of=reading.as_of,
        known_at=reading.known_at,
    )
    rows = {each.link.pk: exchange_row(each, reading) for each in exchanges}
    return [LinkRow(link, rows.get(link.pk)) for link in links.filter(**readable)]
