"""What happened, in plain Python: rows in lists, who may read them, and which of them count on a day.

Nothing of `measures.analysis` computes what is expected.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

PUBLIC, PARTICIPANTS, INTERNAL = "public", "participants", "internal"
WIDER: dict[str, tuple[str, ...]] = {INTERNAL: (PUBLIC, PARTICIPANTS), PARTICIPANTS: (PUBLIC,), PUBLIC: ()}


@dataclass(frozen=True)
class Moved:
    """A bearing: on what, which way, and to which status, state or concern, if to any."""

    on: str
    direction: str
    status: str = ""
    state: str = ""
    concern: str = ""


@dataclass(frozen=True)
class Assessed:
    """An assessment of ours: on and about what, and at which level, if at any."""

    on: str
    about: str
    level: int | None


@dataclass(frozen=True)
class Said:
    """A statement: whose words, on what, under which key."""

    on: str
    whose: str
    key: str
    quotation: str


@dataclass(frozen=True)
class Marked:
    """A milestone that was met, not met or undone, by one party or (none) by all together."""

    milestone: str
    party: str
    state: str


@dataclass(frozen=True)
class Goal:
    """A milestone: of which measure, and the parties that meet it one by one; none where they do it together."""

    key: str
    measure: str
    parties: tuple[str, ...] = ("",)


@dataclass
class Source:
    key: str
    marking: str
    recorded_at: datetime
    replaces: str = ""
    # The hash of its file.
    file: str | None = None
    reviews: list[tuple[datetime, str]] = field(default_factory=list)

    def state(self, known_at: datetime | None) -> str:
        existing = [state for moment, state in self.reviews if known_at is None or moment <= known_at]
        return existing[-1] if existing else "pending"


@dataclass
class Happening:
    """One entry of the journal, with all that came with it."""

    key: str
    occurred: str
    recorded_at: datetime
    marking: str
    author: str
    bearings: list[Moved] = field(default_factory=list)
    assessments: list[Assessed] = field(default_factory=list)
    statements: list[Said] = field(default_factory=list)
    marks: list[Marked] = field(default_factory=list)
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
class Question:
    """Who asks, as of which day, as known when."""

    markings: tuple[str, ...]
    as_of: date | None = None
    known_at: datetime | None = None


def last_day(text: str) -> date:
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


class TinyRecord:
    """All that happened; `measures` names the parties of each measure, `parts` the whole of each part."""

    def __init__(self, measures: dict[str, tuple[str, ...]], parts: dict[str, str], goals: Iterable[Goal]) -> None:
        self.happenings: dict[str, Happening] = {}
        self.sources: dict[str, Source] = {}
        self.measures = measures
        self.markings = dict.fromkeys(measures, PUBLIC)
        self.parts = parts
        self.goals = {goal.key: goal for goal in goals}
        # The titles that each measure had, the present one last.
        self.titles: dict[str, list[str]] = defaultdict(list)

    def counting(self, question: Question) -> list[Happening]:
        """What counts, the latest last."""
        return sorted((row for row in self.happenings.values() if counts(row, question)), key=lambda row: row.place)

    def source_counts(self, key: str, question: Question) -> bool:
        source = self.sources[key]
        newer = [row for row in self.sources.values() if row.replaces == key and row.marking in question.markings]
        is_replaced = any(question.known_at is None or row.recorded_at <= question.known_at for row in newer)
        return (
            source.marking in question.markings and source.state(question.known_at) != "retracted" and not is_replaced
        )

    def marking_of(self, key: str) -> str:
        row = self.happenings.get(key) or self.sources.get(key)
        return row.marking if row else self.markings[key]

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
                self.markings[key] = marking


def counts(row: Happening, question: Question) -> bool:
    if row.is_redacted or row.marking not in question.markings:
        return False
    if question.as_of is not None and row.counts_from > question.as_of:
        return False
    if question.known_at is None:
        return row.corrected_at is None
    return row.recorded_at <= question.known_at and not (row.corrected_at and row.corrected_at <= question.known_at)
