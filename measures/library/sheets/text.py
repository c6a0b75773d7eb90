"""Tables as text: comma, semicolon, tab or bar between the cells, whichever way the lines end."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from measures.library.sheets.encodings import ENCODINGS, NAMES, encoding_of, first_fault
from measures.library.sheets.limits import LONGEST_CELL
from measures.library.sheets.sheet import LOOKED_AT, Sheet, SheetError, sheet_of

DELIMITERS = (",", "\t", ";", "|")
CHOICES = {"encoding": ENCODINGS, "delimiter": DELIMITERS}


def read_text(path: Path, *, encoding: str = "", delimiter: str = "") -> Sheet:
    """A table of text, its encoding and delimiter found out unless they are said."""
    for name, said in (("encoding", encoding), ("delimiter", delimiter)):
        if said and said not in CHOICES[name]:
            raise SheetError(_("“%(said)s” is none that is known here.") % {"said": said}, field=name)
    with path.open("rb") as stream:
        encoding = encoding or encoding_of(stream)
    delimiter = delimiter or delimiter_of(path, encoding)

    def lines() -> Iterator[tuple[int, Sequence[str]]]:
        # The number of a row is that of its record: a cell may go over several lines.
        return enumerate(records(path, encoding, delimiter), start=1)

    return sheet_of(lines, [], {"encoding": encoding, "delimiter": delimiter}, CHOICES)


class Lines:
    """The lines of a text, one by one, and those that the record has so far which is being read."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream = stream
        self.of_record: list[str] = []
        # The number of the line with which the record begins, and whether one more was wanted than there are.
        self.first, self.is_at_end = 1, False

    def __iter__(self) -> Iterator[str]:
        for line in self.stream:
            self.of_record.append(line.replace("\0", ""))
            yield self.of_record[-1]
        self.is_at_end = True

    def begin_record(self) -> None:
        self.first += len(self.of_record)
        self.of_record.clear()


def records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    # Without “newline” lines that end in CR alone would be one.
    with path.open(encoding=encoding, newline="") as stream:
        lines = Lines(stream)
        try:
            for cells in csv.reader(lines, delimiter=delimiter):
                refuse_unclosed(lines, delimiter)
                lines.begin_record()
                yield cells
        except UnicodeDecodeError as error:
            raise SheetError(
                _("This file is not in %(encoding)s: byte %(place)d cannot be read.")
                % {"encoding": NAMES[encoding], "place": first_fault(path, encoding)},
                field="encoding",
            ) from error
        except csv.Error as error:
            raise too_long(lines, delimiter) from error


def refuse_unclosed(lines: Lines, delimiter: str) -> None:
    """Refuse a record that has taken in the next ones, because a quotation mark is not closed."""
    if lines.is_at_end or (len(lines.of_record) > 1 and not is_well_quoted(lines.of_record, delimiter)):
        raise SheetError(
            _(
                "A quotation mark in the row that begins in line %(line)d is not closed, or one within a cell is not "
                "doubled."
            )
            % {"line": lines.first}
        )


def is_well_quoted(record: Sequence[str], delimiter: str) -> bool:
    """Whether nothing stands between a quotation mark that closes and the next delimiter."""
    try:
        next(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def too_long(lines: Lines, delimiter: str) -> SheetError:
    """What is wrong with a record of which a cell is too long, perhaps because it has taken in others."""
    csv.field_size_limit(sum(map(len, lines.of_record)))
    cells = next(csv.reader(lines.of_record, delimiter=delimiter))
    column = next(place for place, cell in enumerate(cells, start=1) if len(cell) > LONGEST_CELL)
    place = {"line": lines.first, "most": LONGEST_CELL, "column": column}
    if is_well_quoted(lines.of_record, delimiter):
        return SheetError(_("Line %(line)d has more than %(most)d characters in column %(column)d.") % place)
    return SheetError(
        _(
            "The row that begins in line %(line)d has more than %(most)d characters in column %(column)d: perhaps a "
            "quotation mark there is not closed."
        )
        % place
    )


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter by which most of the first records have the same number of cells, and more than one."""

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(first_widths(path, encoding, delimiter))
        width, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (times if width > 1 else 0, width)

    return max(DELIMITERS, key=agreement)


def first_widths(path: Path, encoding: str, delimiter: str) -> Iterator[int]:
    """How many cells the first records have, as far as they can be read: by a wrong delimiter a row may be one cell."""
    with suppress(SheetError):
        yield from map(len, islice(records(path, encoding, delimiter), LOOKED_AT))
