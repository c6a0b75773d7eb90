"""The facts that standings are computed from, read from the journal by column.

A standing asks little of many rows: to make an object of a model of each would cost more than all the rest.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self

from measures.models import Assessment, Audience, PartialDate, ReviewState
from measures.models.journal import Dated
from measures.models.voices import AboutConduct

type Columns = tuple[str, ...]


@dataclass(slots=True)
class EntryFacts(Dated):
    """When an entry happened and was recorded, and who may read it."""

    COLUMNS: ClassVar[Columns] = (
        "pk", "key", "kind", "marking", "language", "occurred", "counts_from", "place_in_day",
        "recorded_at", "recorded_on", "library_as_of", "is_imported",
    )  # fmt: skip

    pk: int
    key: str
    kind: str
    marking: str
    language: str
    occurred: PartialDate
    counts_from: date
    place_in_day: int
    recorded_at: datetime
    recorded_on: date
    library_as_of: date | None
    is_imported: bool


@dataclass(slots=True)
class SpanFacts(EntryFacts):
    """Entry facts with the day its correction was recorded: it counted until then."""

    COLUMNS: ClassVar[Columns] = (*EntryFacts.COLUMNS, "correction__recorded_on")

    corrected_on: date | None


@dataclass(slots=True)
class BearingFacts(AboutConduct):
    """In which direction an entry moves a measure, about whom, and the status it sets with whose act changed it."""

    COLUMNS: ClassVar[Columns] = ("direction", "status", "changed_by", "about", "about_both")

    entry: EntryFacts
    direction: str
    status: str
    changed_by_id: str | None
    about_id: str | None
    about_both: bool


@dataclass(slots=True)
class AssessmentFacts(AboutConduct):
    """An assessment of ours with all that a list shows of it."""

    VALUES: ClassVar[Columns] = (
        "about", "about_both", "level", "nothing", "direction", "confidence", "written_on",
    )  # fmt: skip
    COLUMNS: ClassVar[Columns] = (*VALUES, *Assessment.columns_in_lists())

    entry: EntryFacts
    about_id: str | None
    about_both: bool
    level: int | None
    nothing: str
    direction: str
    confidence: str
    written_on: date | None
    texts: tuple[str, ...]

    @classmethod
    def of(cls, entry: EntryFacts, *columns: Any) -> Self:
        """An assessment of an entry with these `COLUMNS`."""
        values, texts = columns[: len(cls.VALUES)], columns[len(cls.VALUES) :]
        return cls(entry, *values, texts=texts)  # type: ignore[misc]


@dataclass(slots=True)
class MilestoneFacts:
    """A milestone, and who has to meet it."""

    doers: str
    pk: int


@dataclass(slots=True)
class MarkFacts:
    """A mark by which an entry makes a milestone met, not met or undone."""

    entry: EntryFacts
    milestone_id: int
    party_id: str | None
    state: str


@dataclass(slots=True)
class Source:
    """A source of an entry, with the state of its reviews and which markings its replacements have."""

    COLUMNS: ClassVar[Columns] = ("pk", "marking", "by_report_author")

    evidence_id: int
    marking: str
    by_report_author: bool
    state: str
    replaced_for: Collection[str]

    def counts_for(self, audience: Audience) -> bool:
        """Whether it counts in balances: not by the report's author, not retracted, not replaced."""
        return not (
            self.by_report_author
            or self.state == ReviewState.RETRACTED
            or any(map(audience.may_read, self.replaced_for))
        )

    @property
    def is_accepted(self) -> bool:
        return self.state == ReviewState.ACCEPTED
