"""The numbers of a dashboard: each is the count of a list with certain filters."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter

from measures.analysis.coverage import CoverageState
from measures.analysis.overview import Overview
from measures.analysis.staleness import RecordState
from measures.analysis.tallies import MeasureTally
from measures.models import MOVING, NONE, POINTINGS, DateState, Direction, Kind, Pointing, Status, ViewsState

DAY = timedelta(days=1)
LONGEST_IN_QUARTERS = 10
# Older years are one period, so that a single old entry does not lengthen the chart.
LONGEST_IN_YEARS = 40
# What needs attention, by the names of the list's filters.
ATTENTION = ("overdue", "due_soon", "unchecked", "contested", "unsupported")
# For measures on which two parties gave levels.
COMPARED = (ViewsState.DIFFER, ViewsState.SAME)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, the list that it counts, and that list's filters."""

    name: str
    count: int
    of: str
    narrowed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusGroup:
    """Measures of one kind; the unilateral ones of one party."""

    kind: Kind
    party: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind.value}.{self.party}" if self.party else self.kind.value

    @property
    def narrowed(self) -> dict[str, str]:
        return {"kind": self.kind.value} | ({"party": self.party} if self.party else {})

    def holds(self, tally: MeasureTally) -> bool:
        return tally.kind == self.kind and (not self.party or self.party in tally.party_codes)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quarter or a year of the journal; without a first day, everything before."""

    first: date | None
    last: date

    @property
    def year(self) -> int:
        return self.last.year

    @property
    def quarter(self) -> int | None:
        is_quarter = self.first is not None and (self.last - self.first).days < 100
        return self.last.month // 3 if is_quarter else None

    @property
    def name(self) -> str:
        if self.first is None:
            return f"before-{self.year + 1}"
        return f"{self.year}-q{self.quarter}" if self.quarter else str(self.year)

    def holds(self, month: date) -> bool:
        return (self.first is None or self.first <= month) and month <= self.last


def figures_of(seen: Overview) -> dict[str, Figure]:
    """All figures of an overview that are the same for everybody of its audience, by name."""
    return figures_by_name(
        [
            Figure("measures", total_of(seen.tallies), "measures"),
            *moved_figures(seen),
            *views_figures(seen),
            *attention_figures(seen.tallies),
            *status_figures(seen),
            *coverage_figures(seen),
            *journal_figures(seen),
        ]
    )


def total_of(tallies: Iterable[MeasureTally], condition: Callable[[MeasureTally], object] = bool) -> int:
    """How many measures there are, or meet a condition."""
    return sum(tally.count for tally in tallies if condition(tally))


def figures_by_name(figures: Iterable[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def moved_figures(seen: Overview) -> list[Figure]:
    """The measures that the latest development of a year moved toward or away, and those that it did not.

    What can be read both ways moves nothing.
    """
    directions: Counter[str] = Counter()
    for tally in seen.tallies:
        directions[tally.moved] += tally.count
    day, either = str(seen.lately_since), Direction.EITHER
    moved = sum(directions[direction] for direction in MOVING)
    return [
        Figure("moved", moved, "measures", {"moved_after": day}),
        *(
            Figure(
                f"moved.{direction.value}",
                directions[direction],
                "measures",
                {"moved_after": day, "direction": direction.value},
            )
            for direction in MOVING
        ),
        Figure("unmoved", directions.total() - moved, "measures", {"unmoved_since": day}),
        Figure("unmoved.either", directions[either], "measures", {"latest_after": day, "direction": either.value}),
    ]


def views_figures(seen: Overview) -> list[Figure]:
    """The measures by how the parties' views compare, and the ambiguities on which a side is silent."""
    states: Counter[str] = Counter()
    for tally in seen.tallies:
        states[tally.views_state] += tally.count
    # If nothing can be compared, there is no count of different or equal views, not a 0.
    can_compare = any(states[state] for state in COMPARED)
    counted = [state for state in ViewsState if can_compare or state not in COMPARED]
    unheard = {side.code: sum(side.code not in each.whose for each in seen.heard) for side in seen.sides}
    return [
        *(Figure(f"views.{state.value}", states[state], "measures", {"views": state.value}) for state in counted),
        *(Figure(f"unheard.{code}", count, "ambiguities", {"unheard": code}) for code, count in unheard.items()),
    ]


def attention_figures(tallies: Iterable[MeasureTally]) -> list[Figure]:
    """What wants attention."""
    return [Figure(name, total_of(tallies, attrgetter(f"is_{name}")), "measures", {name: "true"}) for name in ATTENTION]


def date_figures(record: RecordState) -> list[Figure]:
    """The dates to watch that have passed and nobody looked at, that pass soon, and that have no day."""
    return [
        Figure("dates.passed", len(record.passed), "dates", {"state": DateState.PASSED.value}),
        Figure("dates.due", len(record.due), "dates", {"state": DateState.COMING.value, "wanting": "true"}),
        Figure(
            "dates.some_time", len(record.some_time), "dates", {"state": DateState.SOME_TIME.value, "wanting": "true"}
        ),
        Figure("dates.undated", len(record.undated), "dates", {"state": DateState.UNDATED.value}),
    ]


def status_groups(seen: Overview) -> list[StatusGroup]:
    """The columns of the table of statuses: those that hold a measure."""
    groups = [StatusGroup(Kind.UNILATERAL, side.code) for side in seen.sides]
    groups += [StatusGroup(Kind.COOPERATIVE), StatusGroup(Kind.JOINT)]
    return [group for group in groups if any(map(group.holds, seen.tallies))]


def status_figures(seen: Overview) -> list[Figure]:
    groups = status_groups(seen)
    counts: Counter[tuple[StatusGroup | None, str]] = Counter()
    for tally in seen.tallies:
        for group in (None, *(group for group in groups if group.holds(tally))):
            counts[group, tally.status] += tally.count
    return [
        figure
        for status in ("", *Status.values)
        for word in (status or NONE,)
        for figure in (
            *(
                Figure(
                    f"status.{word}.{group.name}",
                    counts[group, status],
                    "measures",
                    {"status": word, **group.narrowed},
                )
                for group in groups
            ),
            Figure(f"status.{word}", counts[None, status], "measures", {"status": word}),
        )
    ]


def coverage_figures(seen: Overview) -> list[Figure]:
    states = Counter(each.state for each in seen.coverage)
    return [
        Figure(f"coverage.{state.value}", states[state], "ambiguities", {"coverage": state.value})
        for state in CoverageState
    ]


def journal_figures(seen: Overview) -> list[Figure]:
    """How many developments point which way, each once, in the last twelve months and in each period."""
    since = str(seen.lately_since)
    lately = [
        Figure(
            f"lately.{each.value}",
            seen.lately.get(each, 0),
            "journal",
            {"points": each.value, "occurred_after": since},
        )
        for each in POINTINGS
    ]
    return [*lately, *(stretch_figure(seen, stretch, each) for stretch in stretches_of(seen) for each in POINTINGS)]


def stretch_figure(seen: Overview, stretch: Stretch, pointing: Pointing) -> Figure:
    count = sum(
        count for (month, points), count in seen.by_month.items() if points == pointing and stretch.holds(month)
    )
    after = {"occurred_after": str(stretch.first - DAY)} if stretch.first else {}
    around = {**after, "occurred_before": str(stretch.last + DAY)}
    return Figure(f"timeline.{stretch.name}.{pointing.value}", count, "journal", {"points": pointing.value, **around})


def stretches_of(seen: Overview) -> Sequence[Stretch]:
    """The quarters from the first moving development to the day shown; years if there are many.

    Of very many years those before the last ones are one stretch.
    """
    months = [month for month, _points in seen.by_month]
    if not months:
        return []
    first, last = min(months), max([seen.on, *months])
    if last.year - first.year > LONGEST_IN_QUARTERS:
        start = max(first.year, last.year - LONGEST_IN_YEARS)
        before = [Stretch(None, date(start - 1, 12, 31))] if start > first.year else []
        return [*before, *(Stretch(date(year, 1, 1), date(year, 12, 31)) for year in range(start, last.year + 1))]
    starts = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    ends = [*(start - DAY for start in starts[1:]), date(last.year, 12, 31)]
    quarters = zip(starts, ends, strict=True)
    return [Stretch(*days) for days in quarters if days[1] >= first and days[0] <= last]
