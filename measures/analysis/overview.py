"""The overview of a report for an audience and a day: what the dashboard and its endpoint show, in few queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from measures.analysis.past import standings_as_of
from measures.analysis.tallies import MeasureTally, tallies_of
from measures.analysis.unclear import is_heard
from measures.models import Ambiguity, Audience, Entry, Kind, Measure, Party, Report, Statement, Status
from measures.models.measures import MeasureQuerySet
from measures.models.statements import StatementQuerySet

SHOWN = 8
# Each list of a report with more measures than LONGEST is cut to its first rows, as many as FIRST.
FIRST, LONGEST = 40, 1_000


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many measures of one kind or party have one status; a status of "" is none on record."""

    group: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class ElementReadings:
    """An element, and the sides whose words are filed on it."""

    ambiguity: Ambiguity
    whose: Sequence[str]


@dataclass(frozen=True, slots=True)
class Overview:
    """Where the measures of a report stand, which want attention, and which side has spoken on what."""

    report: Report
    sides: Sequence[Party]
    on: date
    tallies: Sequence[MeasureTally]
    # All, or of a long report the first of each list.
    measures: Sequence[Measure]
    by_kind: Sequence[StatusCount]
    by_party: Sequence[StatusCount]
    heard: Sequence[ElementReadings]

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


def overview_of(
    report: Report,
    audience: Audience,
    *,
    sides: Sequence[Party],
    on: date,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Overview:
    """The overview as of a day, or as it stands; `on` is the day by which overdue and unchecked are judged."""
    statements = Statement.objects.counting(audience, as_of=as_of, known_at=known_at)
    with standings_as_of(report.measures.whole(), audience, as_of=as_of, known_at=known_at):
        every = report.measures.whole().seen_by(audience)
        tallies = tallies_of(every, on=on)
        is_long = sum(each.count for each in tallies) > LONGEST
        shown = shown_of(every, tallies, on=on) if is_long else every
        measures = list(shown.with_party_codes().with_timeliness(on=on))
    return Overview(
        report=report,
        sides=sides,
        on=on,
        tallies=tallies,
        measures=measures,
        by_kind=count_statuses((each.kind, each) for each in tallies),
        by_party=count_statuses((code, each) for each in tallies for code in each.party_codes),
        heard=element_readings(report, statements),
    )


def shown_of(measures: MeasureQuerySet, tallies: Sequence[MeasureTally], *, on: date) -> MeasureQuerySet:
    """The first of each list; an empty list costs no query."""
    wanted = {
        "is_overdue": measures.overdue(on=on),
        "is_due_soon": measures.due_soon(on=on),
        "is_unchecked": measures.unchecked(on=on),
        "is_contested": measures.contested(),
        "is_unsupported": measures.unsupported(),
    }
    found = [rows for name, rows in wanted.items() if any(getattr(tally, name) for tally in tallies)]
    first, *others = (rows.order_by("position", "key").values("pk")[:FIRST] for rows in (measures, *found))
    return measures.filter(pk__in=first.union(*others))


def element_readings(report: Report, statements: StatementQuerySet) -> list[ElementReadings]:
    """The elements of a report, each with the parties whose words are filed on it."""
    parties = Party.objects.filter(is_heard(OuterRef(OuterRef("pk")), statements))
    heard = ArraySubquery(parties.order_by("code").values("code"))
    elements: Any = report.ambiguities.standing().exclude(parent=None).select_related("parent").annotate(heard=heard)
    return [ElementReadings(element, element.heard) for element in elements]


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
