"""What every kind of table is read as: named columns, and rows with the number they have in their file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice

from django.utils.translation import gettext as _

from measures.library.sheets.limits import LONGEST_CELL, MOST_COLUMNS

LOOKED_AT = 20
LONGEST_HEADER = 200


class SheetError(Exception):
    """A file cannot be read as a table, or not as was said: the reason in a plain sentence, and what it is about."""

    def __init__(self, reason: str, *, field: str = "file") -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, counted from 1, and its cells by column; an empty cell is left out."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns in their order, what was found out about it, and a way to read its rows, again and again."""

    columns: Sequence[str]
    read: Callable[[], Iterator[Row]]
    notes: Sequence[str] = ()
    # How it was read: encoding, delimiter, sheet; and what each of these could be said to be instead.
    way: dict[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


type Numbered = Iterable[tuple[int, Sequence[str]]]


def sheet_of(
    lines: Callable[[], Numbered],
    notes: Sequence[str],
    way: dict[str, str],
    choices: Mapping[str, Sequence[str]],
) -> Sheet:
    """A sheet made of numbered lines of cells: its header is found, the rest are its rows."""

    def cleaned() -> Iterator[tuple[int, list[str]]]:
        return ((number, clean(number, cells)) for number, cells in lines())

    first = list(islice(cleaned(), LOOKED_AT))
    place = header_among([cells for _, cells in first])
    if place is None:
        raise SheetError(_("There is nothing in this table."))
    header_at, header = first[place]
    below = (cells for number, cells in cleaned() if number > header_at)
    columns, remarks = column_names(header, filled_without_name(header, below))
    above = [number for number, cells in first[:place] if any(cells)]
    if above:
        rows = ", ".join(map(str, above))
        remarks.append(_("Row %(rows)s stands above the header and is passed over.") % {"rows": rows})

    def read() -> Iterator[Row]:
        for number, cells in cleaned():
            if number > header_at:
                # What is beyond the last column, or in one without a name, is empty in every row.
                row = {column: text for column, text in zip(columns, cells, strict=False) if column and text}
                if row:
                    yield Row(number, row)

    return Sheet([column for column in columns if column], read, [*notes, *remarks], way, choices)


def clean(number: int, cells: Sequence[str]) -> list[str]:
    """The cells of a row without outer blanks and without what no text holds."""
    if len(cells) > MOST_COLUMNS:
        raise SheetError(_("Row %(row)d has more than %(most)d columns.") % {"row": number, "most": MOST_COLUMNS})
    cleaned = [clean_text(cell) for cell in cells]
    for place, text in enumerate(cleaned, start=1):
        refuse_too_long(text, number, str(place))
    return cleaned


def clean_text(text: str) -> str:
    return text.replace("\0", "").strip()


def refuse_too_long(text: str, row_number: int, column: str) -> None:
    """Refuse a cell that could only be kept in part."""
    if len(text) > LONGEST_CELL:
        raise SheetError(
            _("Row %(row)d has more than %(most)d characters in column %(column)s.")
            % {"row": row_number, "most": LONGEST_CELL, "column": column}
        )


def header_among(lines: Sequence[Sequence[str]]) -> int | None:
    """The place of the first line that names as many columns as any: titles and merged headings name fewer."""
    filled = [len({cell for cell in cells if cell}) for cells in lines]
    most = max(filled, default=0)
    # A row of values may have more distinct cells than the header has, but hardly a header half of theirs.
    return next((place for place, names in enumerate(filled) if names and names * 2 > most), None)


def filled_without_name(header: Sequence[str], rows: Iterable[Sequence[str]]) -> set[int]:
    """The places where the header has no name, and some row, be it the last, has a value."""
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
                _("The name of column %(number)d has more than %(most)d characters: it is called “%(name)s”.")
                % {"number": place + 1, "most": LONGEST_HEADER, "name": name}
            )
        again = free_name(name, columns)
        if again != name:
            remarks.append(
                _("“%(name)s” is the name of two columns; the second is called “%(again)s”.")
                % {"name": name, "again": again}
            )
        columns.append(again)
    return columns, remarks


def free_name(name: str, taken: Collection[str]) -> str:
    """A name, numbered where it is taken."""
    return next(each for n in count(1) if (each := f"{name} ({n})" if n > 1 else name) not in taken)
