"""The overview of a report for an audience and a day: what the dashboard and its endpoint show, in few queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import DateField, OuterRef, Q
from django.db.models.functions import Cast, TruncMonth

from measures.analysis.coverage import Coverage, addressings_for, coverage_of, footings_among, footings_of
from measures.analysis.past import standings_as_of
from measures.analysis.reciprocity import Reciprocity, reciprocal_links, reciprocities_of
from measures.analysis.tallies import LATELY, MeasureTally, tallies_of
from measures.models import (
    Addressing,
    Ambiguity,
    Audience,
    Direction,
    Entry,
    EntryKind,
    Kind,
    Measure,
    Party,
    Pointing,
    Report,
    Status,
    View,
)
from measures.models.journal import EntryQuerySet
from measures.models.measures import MeasureQuerySet

SHOWN = 8
# How many measures of each list a page shows of a long report.
FIRST, LONGEST = 4, 40


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many measures of one kind or party have one status; a status of "" is none on record."""

    group: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Heard:
    """An element, and the sides whose own readings of it are recorded."""

    ambiguity: Ambiguity
    whose: Sequence[str]


@dataclass(frozen=True, slots=True)
class Overview:
    """What moved, what did not, and how each side sees it."""

    report: Report
    sides: Sequence[Party]
    on: date
    tallies: Sequence[MeasureTally]
    # All, or of a long report those that a page shows.
    measures: Sequence[Measure]
    by_month: Mapping[tuple[date, str], int]
    lately: Mapping[str, int]
    by_kind: Sequence[StatusCount]
    by_party: Sequence[StatusCount]
    coverage: Sequence[Coverage]
    heard: Sequence[Heard]
    reciprocity: Sequence[Reciprocity]

    @property
    def lately_since(self) -> date:
        """The day after which a development counts as recent."""
        return self.on - LATELY

    @property
    def overdue(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.is_overdue]

    @property
    def due_soon(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.is_due_soon]

    @property
    def unchecked(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.is_unchecked]

    @property
    def unsupported(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.standing.is_unsupported]

    @property
    def contested(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.standing.is_contested]


@dataclass(frozen=True, slots=True)
class Counted:
    """The measures of a report that are shown, tallies of all, and all, where only some are shown."""

    measures: Sequence[Measure]
    tallies: Sequence[MeasureTally]
    every: MeasureQuerySet | None = None


def overview_of(
    report: Report,
    audience: Audience,
    *,
    sides: Sequence[Party],
    on: date,
    as_of: date | None = None,
    known_at: datetime | None = None,
    longest: int = LONGEST,
) -> Overview:
    """The overview as of a day, or as it stands; `on` is the day by which overdue and unchecked are judged.

    With all measures or, of a report of more than `longest`, the first of each list that a page shows.
    """
    counting = report.entries.visible_to(audience).counting(as_of=as_of, known_at=known_at)
    with standings_as_of(report.measures.whole(), audience, as_of=as_of, known_at=known_at):
        counted = measures_counted(report, audience, on=on, longest=longest)
        ambiguities = heard_on(report, counting, counted)
    elements = [ambiguity for ambiguity in ambiguities if not ambiguity.is_set]
    addressings = addressings_for(ambiguities, counted.measures)
    by_month, lately = counts_by_month(counting, audience, since=on - LATELY)
    links = reciprocal_links(audience, report=report)
    return Overview(
        report=report,
        sides=sides,
        on=on,
        tallies=counted.tallies,
        measures=counted.measures,
        by_month=by_month,
        lately=lately,
        by_kind=count_statuses((each.kind, each) for each in counted.tallies),
        by_party=count_statuses((code, each) for each in counted.tallies for code in each.party_codes),
        coverage=coverage_of(elements, addressings, sides, footings=footings_of(elements)),
        heard=[Heard(element, element.heard) for element in elements],  # type: ignore[attr-defined]
        reciprocity=reciprocities_of(links, audience, on=on, as_of=as_of, known_at=known_at),
    )


def measures_counted(report: Report, audience: Audience, *, on: date, longest: int) -> Counted:
    every = report.measures.whole().seen_by(audience)
    tallies = tallies_of(every, on=on)
    is_long = sum(each.count for each in tallies) > longest
    shown = shown_of(every, tallies, on=on) if is_long else every
    return Counted(list(shown.with_party_codes().with_timeliness(on=on)), tallies, every if is_long else None)


def shown_of(measures: MeasureQuerySet, tallies: Sequence[MeasureTally], *, on: date) -> MeasureQuerySet:
    """The first of each list that a page shows; an empty list costs no query."""
    wanted = {
        "is_overdue": measures.overdue(on=on),
        "is_due_soon": measures.due_soon(on=on),
        "is_unchecked": measures.unchecked(on=on),
        "is_contested": measures.contested(),
        "is_unsupported": measures.unsupported(),
    }
    found = [rows for name, rows in wanted.items() if any(getattr(tally, name) for tally in tallies)]
    addressing = measures.filter(pk__in=Addressing.objects.values("measure"))
    lists = [*((rows, FIRST) for rows in found), (measures.spoken_of(), LONGEST), (addressing, LONGEST)]
    first, *others = (rows.order_by("position", "key").values("pk")[:limit] for rows, limit in lists)
    return measures.filter(pk__in=first.union(*others))


def heard_on(report: Report, counting: EntryQuerySet, counted: Counted) -> list[Ambiguity]:
    """The ambiguities of a report, each with `heard`: the parties whose readings of it are recorded.

    With each comes how the measures that are shown address it, and on which footings all do where only some are shown.
    """
    readings = View.objects.filter(ambiguity=OuterRef("pk"), whose__isnull=False, entry__in=counting)
    heard = ArraySubquery(readings.order_by("whose").values("whose").distinct())
    rows = report.ambiguities.standing().select_related("parent").annotate(heard=heard)
    if counted.every is None:
        return list(rows.with_addressings())
    shown = (measure.pk for measure in counted.measures)
    return list(rows.with_addressings(*shown).annotate(footing_rows=footings_among(counted.every)))


def counts_by_month(
    counting: EntryQuerySet, audience: Audience, *, since: date
) -> tuple[dict[tuple[date, str], int], dict[str, int]]:
    """How many developments point in which direction, by month, and after a day: as the journal lists them."""
    by_month: Counter[tuple[date, str]] = Counter()
    lately: Counter[str] = Counter()
    for month, is_late, directions, count in months_of(counting, audience, since=since):
        points = Pointing.of(directions).value
        by_month[month, points] += count
        lately[points] += count if is_late else 0
    return by_month, lately


def months_of(
    counting: EntryQuerySet, audience: Audience, *, since: date
) -> Sequence[tuple[date, bool, Sequence[str], int]]:
    """How many developments share a month, whether they are after a day, and their directions.

    Each is grouped by itself first: to ask of half a million one by one which way they point takes seconds.
    """
    moving = (Direction.TOWARD, Direction.AWAY, Direction.EITHER)
    developments: Any = (
        counting.filter(
            audience.reads("report", "bearings__measure__marking"),
            kind=EntryKind.DEVELOPMENT,
            bearings__direction__in=moving,
        )
        .order_by()
        .values("pk")
        .annotate(
            month=Cast(TruncMonth("counts_from"), DateField()),
            is_late=Q(counts_from__gt=since),
            directions=ArrayAgg("bearings__direction", distinct=True),
        )
        .values("month", "is_late", "directions")
    )
    each, values = developments.query.sql_with_params()
    counted = f"SELECT month, is_late, directions, count(*) FROM ({each}) AS development GROUP BY 1, 2, 3"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(counted, values)
        rows: list[tuple[date, bool, Sequence[str], int]] = cursor.fetchall()
    return rows


def latest_entries(
    report: Report, audience: Audience, *, as_of: date | None, known_at: datetime | None
) -> tuple[list[Entry], list[Entry]]:
    """The primary keys of the latest developments that move a measure, and of the entries recorded last."""
    counting = report.entries.visible_to(audience).counting(as_of=as_of, known_at=known_at).only("pk")
    recorded_last = counting.order_by("-recorded_at", "-sequence", "-key")
    return list(counting.moving(audience).latest_first()[:SHOWN]), list(recorded_last[:SHOWN])


def count_statuses(grouped: Iterable[tuple[str, MeasureTally]]) -> list[StatusCount]:
    """Counts by group and status, in the order of kinds or codes and of statuses."""
    counts: Counter[tuple[str, str]] = Counter()
    for group, tally in grouped:
        counts[group, tally.status] += tally.count
    places = {name: place for place, name in enumerate([*Kind.values, "", *Status.values])}
    return [
        StatusCount(group, status, counts[group, status])
        for group, status in sorted(counts, key=lambda each: (places.get(each[0], -1), each[0], places[each[1]]))
    ]
