"""The common form of every table: named columns, and rows with their number in the file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice

from django.utils.translation import gettext as _

from measures.wings.imports.sheets.headings import USUAL_NAMES, normalised_name
from measures.wings.imports.sheets.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from measures.wings.imports.sheets.options import ReadOptions

# The header is among the first rows.
FIRST_ROWS = 20
LONGEST_HEADER = 200
# A row with so many usual column names is a header, however many other cells are empty.
ENOUGH_USUAL_NAMES = 2


class SheetError(Exception):
    """A file cannot be read as a table, or not with these options: a plain sentence, and the option it concerns."""

    def __init__(self, reason: str, *, field: str = "file") -> None:
        super().__init__(reason)
        self.field = field


class TakesLongError(Exception):
    """Reading a table takes longer than somebody should have to wait for an answer."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the file, counted from 1, and its cells by column; empty cells are left out."""

    row_number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns in order, what was found out about it, and a way to read its rows repeatedly."""

    columns: Sequence[str]
    rows: Callable[[], Iterator[SheetRow]]
    notes: Sequence[str] = ()
    # How it was read, and the alternatives for each option.
    options: ReadOptions = field(default_factory=ReadOptions)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellRows:
    """The numbered rows of a file that are yet without a header, with what a sheet says of how it was read."""

    numbered: Callable[[], Iterable[tuple[int, Sequence[str]]]]
    notes: Sequence[str]
    options: ReadOptions
    choices: Mapping[str, Sequence[str]]


def sheet_of(found: CellRows) -> Sheet:
    """A sheet from rows of cells: its header is found, the rest are its rows."""

    def cleaned() -> Iterator[tuple[int, list[str]]]:
        return ((row_number, clean_cells(row_number, cells)) for row_number, cells in found.numbered())

    first = list(islice(cleaned(), FIRST_ROWS))
    if not any(any(cells) for _row_number, cells in first):
        raise SheetError(_("This table is empty."))
    header_row = found.options.header_row or find_header(first)
    header = next((cells for row_number, cells in cleaned() if row_number == header_row and any(cells)), None)
    if header is None:
        raise SheetError(_("Row %(row)d is empty: it cannot be the header.") % {"row": header_row}, field="header_row")
    below = (cells for row_number, cells in cleaned() if row_number > header_row)
    columns, remarks = column_names(header, filled_without_name(header, below))
    if above := [str(row_number) for row_number, cells in first if row_number < header_row and any(cells)]:
        remarks.append(_("Rows above the header are skipped: %(rows)s.") % {"rows": ", ".join(above)})

    def rows() -> Iterator[SheetRow]:
        for row_number, cells in cleaned():
            if row_number > header_row:
                # What is beyond the last column, or in one without a name, is empty in every row.
                row = {column: text for column, text in zip(columns, cells, strict=False) if column and text}
                if row:
                    yield SheetRow(row_number, row)

    return Sheet(
        [column for column in columns if column],
        rows,
        [*found.notes, *remarks],
        replace(found.options, header_row=header_row),
        found.choices,
    )


def within_limit[T](rows: Iterable[T]) -> Iterator[T]:
    """The rows of a file, refused at the first that is one too many."""
    for place, row in enumerate(rows):
        if place == MOST_ROWS:
            raise too_many_rows()
        yield row


def too_many_rows() -> SheetError:
    return SheetError(
        _("This table has more than %(most)s rows: delete those that are empty, or split it.")
        % {"most": f"{MOST_ROWS:,}"}
    )


def too_many_columns() -> SheetError:
    return SheetError(_("There are more than %(most)d columns.") % {"most": MOST_COLUMNS})


def clean_cells(row_number: int, cells: Sequence[str]) -> list[str]:
    """The cells of a row, stripped, without characters that text cannot hold."""
    if len(cells) > MOST_COLUMNS:
        raise SheetError(_("Row %(row)d has more than %(most)d columns.") % {"row": row_number, "most": MOST_COLUMNS})
    cleaned = [clean_text(cell) for cell in cells]
    for place, text in enumerate(cleaned, start=1):
        refuse_too_long(text, row_number, str(place))
    return cleaned


def clean_text(text: str) -> str:
    return text.replace("\0", "").strip()


def refuse_too_long(text: str, row_number: int, column: str) -> None:
    """Refuse a cell that could not be stored whole."""
    if len(text) > LONGEST_CELL:
        raise SheetError(
            _("Row %(row)d has more than %(most)d characters in column %(column)s.")
            % {"row": row_number, "most": LONGEST_CELL, "column": column}
        )


def find_header(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The number of the row that is the header: the first that names as many columns as any, in usual words if one has.

    Where the first such row has no usual words, and several further down have, any of them may be meant.
    """
    filled = {row_number: {cell for cell in cells if cell} for row_number, cells in rows}
    most = max(map(len, filled.values()))
    # Titles and merged headings name fewer; a row of values may have more distinct cells than the header has, but
    # hardly a header half of theirs.
    widest = next(row_number for row_number, names in filled.items() if names and len(names) * 2 > most)
    usual = [row_number for row_number, names in filled.items() if has_usual_names(names)]
    if not usual or widest in usual:
        return widest
    if len(usual) > 1:
        raise SheetError(
            _("Rows %(rows)s may each be the header: choose one.") % {"rows": ", ".join(map(str, usual))},
            field="header_row",
        )
    return usual[0]


def has_usual_names(names: Collection[str]) -> bool:
    return len({normalised_name(name) for name in names} & USUAL_NAMES) >= ENOUGH_USUAL_NAMES


def filled_without_name(header: Sequence[str], rows: Iterable[Sequence[str]]) -> set[int]:
    """The positions without a name in the header that have a value in some row."""
    gaps = [place for place, name in enumerate(header) if not name]
    return {place for cells in rows for place in (*gaps, *range(len(header), len(cells))) if any(cells[place:][:1])}


def column_names(header: Sequence[str], filled: Collection[int]) -> tuple[list[str], list[str]]:
    """The names of the columns, each once, and what was done about those that had none, another's, or a long one.

    A column without a name and without a value has none: it is left out.
    """
    columns: list[str] = []
    remarks = []
    for place in range(max([len(header), *(each + 1 for each in filled)])):
        name = header[place] if place < len(header) else ""
        if not name and place not in filled:
            columns.append("")
            continue
        if not name:
            name = _("Column %(number)d") % {"number": place + 1}
            remarks.append(_("Column %(number)d has no name.") % {"number": place + 1})
        if len(name) > LONGEST_HEADER:
            name = name[:LONGEST_HEADER]
            remarks.append(
                _("The name of column %(number)d has more than %(most)d characters: shortened to “%(name)s”.")
                % {"number": place + 1, "most": LONGEST_HEADER, "name": name}
            )
        again = free_name(name, columns)
        if again != name:
            remarks.append(
                _("“%(name)s” is the name of several columns; column %(number)d is called “%(again)s”.")
                % {"name": name, "again": again, "number": place + 1}
            )
        columns.append(again)
    return columns, remarks


def free_name(name: str, taken: Collection[str]) -> str:
    """A name, with a number if it is taken."""
    return next(each for n in count(1) if (each := f"{name} ({n})" if n > 1 else name) not in taken)
