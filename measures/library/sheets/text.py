"""Tables as text: comma, semicolon, tab or bar between the cells, whichever way the lines end."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from measures.library.sheets.encodings import ENCODINGS, NAMES, encoding_of
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


def records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        # Without “newline” lines that end in CR alone would be one.
        with path.open(encoding=encoding, newline="") as stream:
            yield from csv.reader(stream_of_lines(stream), delimiter=delimiter)
    except UnicodeDecodeError as error:
        raise SheetError(
            _("This file is not in %(encoding)s: byte %(place)d cannot be read.")
            % {"encoding": NAMES[encoding], "place": error.start},
            field="encoding",
        ) from error
    except csv.Error as error:
        raise SheetError(
            _("A cell has more than %(most)d characters: perhaps a quotation mark is not closed.")
            % {"most": LONGEST_CELL}
        ) from error


def stream_of_lines(stream: io.TextIOWrapper) -> Iterator[str]:
    return (line.replace("\0", "") for line in stream)


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter by which most of the first records have the same number of cells, and more than one."""

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(map(len, islice(records(path, encoding, delimiter), LOOKED_AT)))
        width, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (times if width > 1 else 0, width)

    return max(DELIMITERS, key=agreement)
