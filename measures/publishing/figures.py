"""The numbers of a dashboard: each is the count of a list with certain filters."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from measures.analysis.overview import Overview
from measures.analysis.staleness import RecordState
from measures.analysis.tallies import MeasureTally
from measures.models import NONE, DateState, Kind, Status

# What needs attention, by the names of the list's filters.
ATTENTION = ("overdue", "due_soon", "unchecked", "contested", "unsupported")


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


def figures_of(seen: Overview) -> dict[str, Figure]:
    """All figures of an overview that are the same for everybody of its audience, by name."""
    return figures_by_name(
        [
            Figure("measures", total_of(seen.tallies), "measures"),
            *unheard_figures(seen),
            *attention_figures(seen.tallies),
            *status_figures(seen),
        ]
    )


def total_of(tallies: Iterable[MeasureTally], condition: Callable[[MeasureTally], object] = bool) -> int:
    """How many measures there are, or meet a condition."""
    return sum(tally.count for tally in tallies if condition(tally))


def figures_by_name(figures: Iterable[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def unheard_figures(seen: Overview) -> list[Figure]:
    """The ambiguities on which a side is silent."""
    return [
        Figure(
            f"unheard.{side.code}",
            sum(side.code not in each.whose for each in seen.heard),
            "ambiguities",
            {"unheard": side.code},
        )
        for side in seen.sides
    ]


def attention_figures(tallies: Iterable[MeasureTally]) -> list[Figure]:
    """What wants attention."""
    return [Figure(name, total_of(tallies, attrgetter(f"is_{name}")), "measures", {name: "true"}) for name in ATTENTION]


def date_figures(record: RecordState) -> list[Figure]:
    """The dates ahead that have passed and nobody looked at, that pass soon, and that have no day."""
    return [
        Figure("dates.passed", len(record.passed), "dates", {"state": DateState.PASSED.value}),
        Figure("dates.due", len(record.due), "dates", {"state": DateState.COMING.value, "wanting": "true"}),
        Figure(
            "dates.some_time", len(record.some_time), "dates", {"state": DateState.SOME_TIME.value, "wanting": "true"}
        ),
        Figure("dates.undated", len(record.undated), "dates", {"state": DateState.UNDATED.value}),
    ]


def status_groups(seen: Overview) -> list[StatusGroup]:
    """The kinds, and of the unilateral ones the sides, by which statuses are counted: those that hold a measure."""
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
