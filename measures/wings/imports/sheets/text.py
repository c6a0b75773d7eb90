"""Tables as text: comma, semicolon, tab or bar between the cells, with any line ending."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from measures.wings.imports.sheets.encodings import (
    ENCODINGS,
    UTF_8,
    Reading,
    distinguishing_words,
    encoding_of,
    first_fault,
    is_sure,
    likely_readings,
)
from measures.wings.imports.sheets.limits import LONGEST_CELL
from measures.wings.imports.sheets.options import ReadOptions
from measures.wings.imports.sheets.sheet import FIRST_ROWS, CellRows, SheetError, within_limit
from measures.wings.imports.sheets.spool import Spool

DELIMITERS = (",", "\t", ";", "|")
HEAD = 4096
MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(?:!doctype|html|\?xml)\b", re.IGNORECASE)
CHOICES = {"encoding": tuple(ENCODINGS), "delimiter": DELIMITERS}


def read_text(path: Path, options: ReadOptions) -> CellRows:
    """A table of text; its encoding and delimiter are detected unless given."""
    for name, given in (("encoding", options.encoding), ("delimiter", options.delimiter)):
        if given and given not in CHOICES[name]:
            raise SheetError(_("“%(value)s” cannot be chosen here.") % {"value": given}, field=name)
    refuse_markup(path)
    encoding, notes = (options.encoding, []) if options.encoding else find_encoding(path)
    options = replace(options, encoding=encoding, delimiter=options.delimiter or find_delimiter(path, encoding))
    # The number of a row is that of its record: a cell may go over several lines.
    numbered = enumerate(records(path, encoding, options.delimiter), start=1)
    spool = Spool()
    spool.fill(noting_zeros(within_limit(numbered), notes))
    return CellRows(spool.lines, notes, options, CHOICES)


def refuse_markup(path: Path) -> None:
    """Refuse a web page, whose lines look like a table of one column."""
    with path.open("rb") as stream:
        head = stream.read(HEAD).replace(b"\0", b"")
    if MARKUP.search(head):
        raise SheetError(_("This is a web page, not a table: use CSV, TSV, XLSX, JSON or JSON Lines."))


def find_encoding(path: Path) -> tuple[str, list[str]]:
    """The encoding of a text, with a note if its words tell it; somebody has to choose where several make words."""
    if encoding := encoding_of(path):
        return encoding, []
    readings = likely_readings(path)
    shown = [shown_reading(reading, readings, path) for reading in readings]
    if is_sure(readings):
        note = _("The encoding is guessed: %(guess)s. If these letters are wrong, choose another.")
        return readings[0].encoding, [note % {"guess": shown[0]}]
    raise SheetError(
        _("Choose the encoding of this file. It may be %(guesses)s.") % {"guesses": ", ".join(shown)},
        field="encoding",
    )


def shown_reading(reading: Reading, readings: Sequence[Reading], path: Path) -> str:
    """An encoding with words as it has them, by which somebody can tell whether it is the one."""
    shown = f"{ENCODINGS[reading.encoding]} (“{distinguishing_words(reading, readings)}”)"
    if reading.encoding != UTF_8:
        return shown
    but_for = _("%(reading)s but for byte %(place)d in line %(line)d")
    return but_for % {"reading": shown, **place_of_fault(path, UTF_8)}


def place_of_fault(path: Path, encoding: str) -> dict[str, int]:
    """The first byte of a file that an encoding does not have, and its line."""
    fault = first_fault(path, encoding)
    return asdict(fault) if fault else {}


class Lines:
    """The lines of a text, one by one, and those of the record that is being read."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream = stream
        self.of_record: list[str] = []
        # The number of the line with which the record begins, and whether one more was wanted than there are.
        self.first, self.is_at_end = 1, False

    def __iter__(self) -> Iterator[str]:
        for line in self.stream:
            self.of_record.append(line)
            yield line
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
                _("This file is not in %(encoding)s: byte %(place)d cannot be read, in line %(line)d.")
                % {"encoding": ENCODINGS[encoding], **place_of_fault(path, encoding)},
                field="encoding",
            ) from error
        except csv.Error as error:
            raise too_long(lines, delimiter) from error


def noting_zeros(rows: Iterable[tuple[int, list[str]]], notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows as they are; the first that has zero characters, which are left out of every cell, is noted."""
    is_noted = False
    for row_number, cells in rows:
        if not is_noted and any("\0" in cell for cell in cells):
            is_noted = True
            notes.append(_("Zero characters are left out, the first in row %(row)d.") % {"row": row_number})
        yield row_number, cells


def refuse_unclosed(lines: Lines, delimiter: str) -> None:
    """Refuse a record that ran on because a quotation mark is not closed."""
    if lines.is_at_end or (len(lines.of_record) > 1 and not is_well_quoted(lines.of_record, delimiter)):
        raise SheetError(
            _(
                "A quotation mark in the row that begins in line %(line)d is not closed, or one within a cell is not "
                "doubled."
            )
            % {"line": lines.first}
        )


def is_well_quoted(record: Sequence[str], delimiter: str) -> bool:
    """Whether every closing quotation mark is followed by a delimiter."""
    try:
        next(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def too_long(lines: Lines, delimiter: str) -> SheetError:
    """The error of a record with a cell that is too long, perhaps because the record ran on."""
    csv.field_size_limit(sum(map(len, lines.of_record)))
    cells = next(csv.reader(lines.of_record, delimiter=delimiter))
    column = next(place for place, cell in enumerate(cells, start=1) if len(cell) > LONGEST_CELL)
    place = {"line": lines.first, "most": LONGEST_CELL, "column": column}
    if is_well_quoted(lines.of_record, delimiter):
        return SheetError(_("Line %(line)d has more than %(most)d characters in column %(column)d.") % place)
    return SheetError(
        _(
            "The row that begins in line %(line)d has more than %(most)d characters in column %(column)d: look "
            "for an open quotation mark."
        )
        % place
    )


def find_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives most of the first records the same number of cells, more than one."""

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(first_widths(path, encoding, delimiter))
        width, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (times if width > 1 else 0, width)

    agreements = {delimiter: agreement(delimiter) for delimiter in DELIMITERS}
    best = max(agreements.values())
    as_good = [delimiter for delimiter, found in agreements.items() if found == best]
    if best[0] > 1 and len(as_good) > 1:
        raise SheetError(_("Choose what separates the columns."), field="delimiter")
    return as_good[0]


def first_widths(path: Path, encoding: str, delimiter: str) -> Iterator[int]:
    """How many cells the first records have, as far as they can be read: by a wrong delimiter a row may be one cell."""
    with suppress(SheetError):
        yield from map(len, islice(records(path, encoding, delimiter), FIRST_ROWS))
