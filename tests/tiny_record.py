"""A tiny model of the record in plain Python: what happened, kept in lists, and what follows from it on any day.

Nothing of `measures.analysis` computes what is expected.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

PUBLIC, PARTICIPANTS, INTERNAL = "public", "participants", "internal"
WIDER: dict[str, tuple[str, ...]] = {INTERNAL: (PUBLIC, PARTICIPANTS), PARTICIPANTS: (PUBLIC,), PUBLIC: ()}


@dataclass(frozen=True)
class Said:
    """A view: whose, on and about what, whether by its own representative, and at which level, if at any."""

    on: str
    whose: str
    about: str
    by_representative: bool
    level: int | None


@dataclass
class Source:
    key: str
    marking: str
    recorded_at: datetime
    replaces: str = ""
    reviews: list[tuple[datetime, str]] = field(default_factory=list)

    def state(self, known_at: datetime | None) -> str:
        known = [state for moment, state in self.reviews if known_at is None or moment <= known_at]
        return known[-1] if known else "pending"


@dataclass
class Happening:
    """One entry of the journal; `bearings` are what it moves, in which direction, and to which status or state."""

    key: str
    occurred: str
    recorded_at: datetime
    marking: str
    author: str
    bearings: list[tuple[str, str, str]] = field(default_factory=list)
    views: list[Said] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    # The entries it answers, corrects or is corrected by; what else it names goes with its content.
    around: set[str] = field(default_factory=set)
    content: set[str] = field(default_factory=set)
    corrected_at: datetime | None = None
    is_redacted: bool = False

    @property
    def counts_from(self) -> date:
        return min(last_day(self.occurred), self.recorded_at.date())

    @property
    def names(self) -> set[str]:
        return self.around | self.content

    @property
    def place(self) -> tuple[date, datetime, str]:
        return self.counts_from, self.recorded_at, self.key


@dataclass(frozen=True)
class Asked:
    """Who asks, as of which day, as known when."""

    markings: tuple[str, ...]
    as_of: date | None = None
    known_at: datetime | None = None


def last_day(written: str) -> date:
    year, month, day = ([int(part) for part in written.split("-")] + [0, 0])[:3]
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


class TinyRecord:
    """All that happened; `parts` names the whole of each part, `measures` the marking of each measure."""

    def __init__(self, measures: Iterable[str], parts: dict[str, str]) -> None:
        self.happenings: dict[str, Happening] = {}
        self.sources: dict[str, Source] = {}
        self.measures = dict.fromkeys(measures, PUBLIC)
        self.parts = parts

    def counting(self, asked: Asked) -> list[Happening]:
        """What counts, the latest last."""
        return sorted((row for row in self.happenings.values() if counts(row, asked)), key=lambda row: row.place)

    def status(self, on: str, asked: Asked) -> str:
        return last(status for row in self.counting(asked) for key, _, status in row.bearings if key == on and status)

    def direction(self, on: str, asked: Asked) -> str:
        """Of the latest that moved it or a part of it; where one entry moves both, of it itself."""
        return last(way for row in self.counting(asked) for way in self.ways(row, on) if way != "background")

    def ways(self, row: Happening, on: str) -> list[str]:
        own = [way for key, way, _ in row.bearings if key == on]
        return [way for key, way, _ in row.bearings if self.parts.get(key) == on] + own

    def levels(self, on: str, asked: Asked) -> dict[tuple[str, str, bool], int | None]:
        """The latest level for each whose and about, a party's own word told apart from others' readings of it."""
        said = [view for row in self.counting(asked) for view in row.views if view.on == on]
        return {(view.whose, view.about, view.by_representative): view.level for view in said}

    def balance(self, on: str, asked: Asked) -> tuple[int, int, int]:
        """How many sources count toward, away and either way."""
        found: dict[str, set[str]] = {"toward": set(), "away": set(), "either": set(), "background": set()}
        for row in self.counting(asked):
            for way in self.ways(row, on):
                found[way] |= {key for key in row.sources if self.source_counts(key, asked)}
        return len(found["toward"]), len(found["away"]), len(found["either"])

    def source_counts(self, key: str, asked: Asked) -> bool:
        source = self.sources[key]
        newer = [row for row in self.sources.values() if row.replaces == key and row.marking in asked.markings]
        is_replaced = any(asked.known_at is None or row.recorded_at <= asked.known_at for row in newer)
        return source.marking in asked.markings and source.state(asked.known_at) != "retracted" and not is_replaced

    def marking_of(self, key: str) -> str:
        row = self.happenings.get(key) or self.sources.get(key)
        return row.marking if row else self.measures[key]

    def reach(self, key: str, marking: str) -> set[str]:
        """What becomes narrower with a row: parts of it, and entries that name any of them."""
        if self.marking_of(key) not in WIDER[marking]:
            return set()
        reached = {key, *(part for part, whole in self.parts.items() if whole == key)}
        reached = {row for row in reached if self.marking_of(row) in WIDER[marking]}
        wider = [row for row in self.happenings.values() if row.marking in WIDER[marking]]
        while more := {row.key for row in wider if row.names & reached} - reached:
            reached |= more
        return reached

    def tighten(self, keys: Iterable[str], marking: str) -> None:
        for key in keys:
            if row := self.happenings.get(key) or self.sources.get(key):
                row.marking = marking
            else:
                self.measures[key] = marking


def counts(row: Happening, asked: Asked) -> bool:
    if row.is_redacted or row.marking not in asked.markings:
        return False
    if asked.as_of is not None and row.counts_from > asked.as_of:
        return False
    if asked.known_at is None:
        return row.corrected_at is None
    return row.recorded_at <= asked.known_at and not (row.corrected_at and row.corrected_at <= asked.known_at)


def last(words: Iterable[str]) -> str:
    found = list(words)
    return found[-1] if found else ""
