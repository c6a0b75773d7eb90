"""What every kind of table is read as: named columns, and rows with the number they have in their file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

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
    first = [(number, clean(cells)) for number, cells in islice(lines(), LOOKED_AT)]
    place = header_among([cells for _, cells in first])
    if place is None:
        raise SheetError(_("There is nothing in this table."))
    header_at, header = first[place]
    columns, told = named(header, [cells for _, cells in first[place + 1 :]])
    above = [number for number, cells in first[:place] if any(cells)]
    if above:
        rows = ", ".join(map(str, above))
        told.append(_("Row %(rows)s stands above the header and is passed over.") % {"rows": rows})

    def read() -> Iterator[Row]:
        for number, cells in lines():
            if number > header_at:
                row = {column: text for column, text in zip(columns, clean(cells), strict=False) if column and text}
                if row:
                    yield Row(number, row)

    return Sheet([column for column in columns if column], read, [*notes, *told], way, choices)


def clean(cells: Sequence[str]) -> list[str]:
    """The cells without outer blanks and without what no text holds."""
    if len(cells) > MOST_COLUMNS:
        raise SheetError(_("There are more than %(most)d columns.") % {"most": MOST_COLUMNS})
    return [cell.replace("\0", "").strip()[:LONGEST_CELL] for cell in cells]


def header_among(lines: Sequence[Sequence[str]]) -> int | None:
    """The place of the first line that names as many columns as any: titles and merged headings name fewer."""
    filled = [len({cell for cell in cells if cell}) for cells in lines]
    most = max(filled, default=0)
    # A row of values may have more distinct cells than the header has, but hardly a header half of theirs.
    return next((place for place, count in enumerate(filled) if count and count * 2 > most), None)


def named(header: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """The names of the columns, each once, and what was done about those that had none or another's.

    A column without a name and without a value in the first rows has none: it is left out.
    """
    width = max([len(header), *map(len, below)])
    columns: list[str] = []
    told = []
    for place in range(width):
        name = (header[place] if place < len(header) else "")[:LONGEST_HEADER]
        if not name:
            if not any(place < len(cells) and cells[place] for cells in below):
                columns.append("")
                continue
            name = _("Column %(number)d") % {"number": place + 1}
            told.append(_("Column %(number)d has no name.") % {"number": place + 1})
        if name in columns:
            again = next(f"{name} ({n})" for n in range(2, width + 2) if f"{name} ({n})" not in columns)
            told.append(
                _("“%(name)s” is the name of two columns; the second is called “%(again)s”.")
                % {"name": name, "again": again}
            )
            name = again
        columns.append(name)
    return columns, told
