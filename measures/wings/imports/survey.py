"""Surveys what the columns of a table hold, and guesses by it what a mapping leaves open.

The table is read once for it; the survey is stored with the import.
"""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from measures.analysis.typed_dates import Order, is_unclear, order_shown_by
from measures.models import PartyKind
from measures.wings.imports.mapping import WITH_VALUES, Mapping
from measures.wings.imports.progress import Progress
from measures.wings.imports.sheets.headings import USUAL, normalised_name
from measures.wings.imports.sheets.options import ReadOptions
from measures.wings.imports.sheets.sheet import Sheet

MOST_VALUES = 200
FEW, HARDLY_ANY = 3, 0.01
SAMPLE = 3
LONGEST_SAMPLE = 40
# Of a column whose texts are words of some vocabulary all are kept; of any other as many as can be mapped at once.
SOME_VALUES = 40
LONGEST_WORD = 100
LONGEST_DATE = 40
UNCLEAR = "unclear"
TOLD_EVERY = 1000


@dataclass(slots=True)
class ColumnSurvey:
    """What one column holds."""

    filled: int = 0
    repeated: int = 0
    # In the order in which they come, as far as they are kept; the first few to show, as far as there is room.
    values: dict[str, None] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)
    # The marks of all texts so far, while hardly any came twice.
    seen: set[int] | None = field(default_factory=set)
    # The first date of figures that shows each order of day and month, and the first that may have either.
    dates: dict[str, str] = field(default_factory=dict)

    def add(self, text: str) -> None:
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
        if text[0].isdecimal() and len(text) <= LONGEST_DATE:
            if order := order_shown_by(text):
                self.dates.setdefault(order, text)
            elif UNCLEAR not in self.dates and is_unclear(text):
                self.dates[UNCLEAR] = text

    @property
    def words(self) -> list[str]:
        """The texts that may be words of a closed list."""
        some = list(self.values)[: SOME_VALUES if len(self.values) == MOST_VALUES else MOST_VALUES]
        return [text for text in some if len(text) <= LONGEST_WORD]

    @property
    def order(self) -> Order | None:
        """Whether day or month comes first in numeric dates; None if nothing shows it, or some show either."""
        shown = [order for order in Order if order in self.dates]
        return shown[0] if len(shown) == 1 else None


@dataclass(frozen=True, slots=True)
class Survey:
    """The columns of a table with some of their content, how it was read, and how else it could be read."""

    rows: int
    columns: dict[str, ColumnSurvey]
    options: ReadOptions = field(default_factory=ReadOptions)
    choices: Lookup[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet, progress: Progress) -> Self:
        columns = {name: ColumnSurvey() for name in sheet.columns}
        rows = 0
        progress.expect(0)
        for row in sheet.rows():
            rows += 1
            for name, text in row.cells.items():
                columns[name].add(text)
            if rows % TOLD_EVERY == 0:
                progress.advance(TOLD_EVERY)
        return cls(rows, columns, sheet.options, sheet.choices)

    @classmethod
    def from_json(cls, stored: Lookup[str, Any]) -> Self:
        columns = {
            each["name"]: ColumnSurvey(
                values=dict.fromkeys(each["values"]), sample=each["sample"], dates=each.get("dates", {})
            )
            for each in stored.get("columns", ())
        }
        options = ReadOptions.from_json({**stored.get("way", {}), "header_row": stored.get("header_row", 0)})
        return cls(stored.get("rows", 0), columns, options, stored.get("choices", {}))

    def as_json(self) -> dict[str, Any]:
        options = self.options.as_json()
        columns = [
            {"name": name, "sample": column.sample, "values": column.words, "dates": column.dates}
            for name, column in self.columns.items()
        ]
        return {
            "rows": self.rows,
            "header_row": options.pop("header_row", None),
            "way": options,
            "choices": dict(self.choices),
            "columns": columns,
        }

    def column_survey(self, column: str | None) -> ColumnSurvey:
        return self.columns.get(column or "") or ColumnSurvey()

    def is_identifying(self, column: str) -> bool:
        """Whether rows have distinct values there, except for a few that may be mistakes and are reported later.

        Rows without a value, such as totals or headings, do not matter, unless most rows are such.
        """
        found = self.columns.get(column)
        return found is not None and found.seen is not None and found.filled * 2 >= self.rows


def complete(mapping: Mapping, survey: Survey) -> Mapping:
    """A mapping with what it leaves to be guessed: words and the order of dates; columns, too, where it is partial."""
    columns, identity = mapping.columns, mapping.identity
    if mapping.is_partial:
        # Read so, there may be other columns; by some of those that make a row known it is not known.
        chosen = {column: mapped for column, mapped in columns.items() if column in survey.columns}
        guessed = guess_columns(survey).items()
        free = {name: mapped for name, mapped in guessed if name not in chosen and mapped not in chosen.values()}
        columns = {**free, **chosen}
        identity = identity if survey.columns.keys() >= set(identity) else []
    columns = {column: mapped for column, mapped in columns.items() if mapped}
    values = guess_values(columns, survey)
    completed = replace(
        mapping,
        columns=columns,
        identity=identity,
        values=values | {name: {**values.get(name, {}), **words} for name, words in mapping.values.items()},
        party_kind=mapping.party_kind or PartyKind.STATE,
        is_partial=False,
        is_as_last=False,
    )
    order = mapping.order or survey.column_survey(completed.column_of("due_on")).order or ""
    return replace(completed, order=order)


def guess_columns(survey: Survey) -> dict[str, str]:
    """The field of each column whose name suggests one; a code has to tell the rows apart."""
    found: dict[str, str] = {}
    plain_names = {normalised_name(name): name for name in reversed(survey.columns)}
    for mapped, usual in USUAL.items():
        candidates = (plain_names[word] for word in usual if word in plain_names)
        column = next(
            (each for each in candidates if each not in found and (mapped != "code" or survey.is_identifying(each))),
            None,
        )
        if column:
            found[column] = mapped
    return found


def guess_values(columns: Lookup[str, str], survey: Survey) -> dict[str, dict[str, str]]:
    """Those of the table's words that are ours too, ignoring case."""
    found: dict[str, dict[str, str]] = {}
    for column, mapped in columns.items():
        if choices := WITH_VALUES.get(mapped):
            ours = {normalised_name(str(word)): value for value, label in choices.choices for word in (value, label)}
            theirs = survey.columns[column].values if column in survey.columns else ()
            found[mapped] = {word: ours[normalised_name(word)] for word in theirs if normalised_name(word) in ours}
    return found
