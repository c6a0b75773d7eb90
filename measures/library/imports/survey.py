"""What a table holds: read once from its first row to its last, and kept with its import."""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from measures.library.sheets.sheet import Sheet
from measures.operations.progress import Progress

MOST_VALUES = 200
FEW, HARDLY_ANY = 3, 0.01
SAMPLE = 3
LONGEST_SAMPLE = 40
# Of a column whose texts are words of some vocabulary all are kept; of any other as many as can be mapped at once.
SOME_VALUES = 40
LONGEST_WORD = 100
TOLD_EVERY = 1000


@dataclass(slots=True)
class Column:
    """What the rows of a table say in one column."""

    filled: int = 0
    repeated: int = 0
    # In the order in which they come, as far as they are kept; the first few to show, as far as there is room.
    values: dict[str, None] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)
    # The marks of all texts so far, while hardly any came twice.
    seen: set[int] | None = field(default_factory=set)

    def take(self, text: str) -> None:
        self.filled += 1
        if len(self.values) < MOST_VALUES and text not in self.values:
            self.values[text] = None
            if len(self.sample) < SAMPLE:
                self.sample.append(text[:LONGEST_SAMPLE])
        if self.seen is not None:
            mark = hash(text)
            self.repeated += mark in self.seen
            self.seen.add(mark)
            if self.repeated > FEW + self.filled * HARDLY_ANY:
                self.seen = None

    @property
    def words(self) -> list[str]:
        """The texts that may be words of a vocabulary."""
        some = list(self.values)[: SOME_VALUES if len(self.values) == MOST_VALUES else MOST_VALUES]
        return [text for text in some if len(text) <= LONGEST_WORD]


@dataclass(frozen=True, slots=True)
class Survey:
    """The columns of a table with some of what they say, how it was read, and which sheets it could be read from."""

    rows: int
    columns: dict[str, Column]
    way: Lookup[str, str] = field(default_factory=dict)
    choices: Lookup[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet, progress: Progress) -> Self:
        columns = {name: Column() for name in sheet.columns}
        rows = 0
        progress.expect(0)
        for row in sheet.read():
            rows += 1
            for name, text in row.cells.items():
                columns.setdefault(name, Column()).take(text)
            if rows % TOLD_EVERY == 0:
                progress.tell(TOLD_EVERY)
        return cls(rows, columns, sheet.way, sheet.choices)

    @classmethod
    def read(cls, kept: Lookup[str, Any]) -> Self:
        """What was kept of a survey."""
        columns = {
            each["name"]: Column(values=dict.fromkeys(each["values"]), sample=each["sample"])
            for each in kept.get("columns", ())
        }
        return cls(kept.get("rows", 0), columns, kept.get("way", {}), kept.get("choices", {}))

    def kept(self) -> dict[str, Any]:
        columns = [
            {"name": name, "sample": column.sample, "values": column.words} for name, column in self.columns.items()
        ]
        return {"rows": self.rows, "way": dict(self.way), "choices": dict(self.choices), "columns": columns}

    def tells_apart(self, column: str) -> bool:
        """Whether rows have texts of their own there, but for a few that may be mistakes: those are named later.

        A row that has none, such as a total or a heading, takes the others' from nobody, unless most are so.
        """
        known = self.columns.get(column)
        return known is not None and known.seen is not None and known.filled * 2 >= self.rows
