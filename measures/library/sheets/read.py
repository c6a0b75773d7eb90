"""Reads a file as a table, whatever kind it is of: what is inside counts, not the name."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from measures.library.sheets.books import COMPOUND, read_book
from measures.library.sheets.records import read_records
from measures.library.sheets.sheet import Sheet, SheetError
from measures.library.sheets.text import read_text

PACKED = b"PK\x03\x04"
BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"\x1f\x8b")


class Shape(StrEnum):
    """What a table is written as, which what is inside says and not the name."""

    BOOK = "book"
    RECORDS = "records"
    TEXT = "text"


# What can be said of how a table of each shape is read.
SAYABLE: Mapping[Shape, Sequence[str]] = {
    Shape.BOOK: ("sheet",),
    Shape.RECORDS: ("delimiter",),
    Shape.TEXT: ("encoding", "delimiter"),
}


def shape_of(path: Path, *, delimiter: str = "") -> Shape:
    """What a file is written as; where a delimiter is said, no records."""
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head:
        raise SheetError(_("This file is empty."))
    if head.startswith((PACKED, COMPOUND)):
        return Shape.BOOK
    if head.startswith(BINARY):
        raise SheetError(_("This is no table: CSV, TSV, XLSX, JSON and JSON Lines are read."))
    is_records = not delimiter and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")
    return Shape.RECORDS if is_records else Shape.TEXT


def fitting(path: Path, way: Mapping[str, str]) -> dict[str, str]:
    """What of a way to read tables can be said of this one."""
    sayable = SAYABLE[shape_of(path, delimiter=way.get("delimiter", ""))]
    return {name: said for name, said in way.items() if name in sayable}


def refuse_unfit(path: Path, way: Mapping[str, str]) -> None:
    """Refuse to read a table in a way that cannot be said of it."""
    for name in way.keys() - fitting(path, way).keys():
        raise SheetError(_("This cannot be said of a table of this kind."), field=name)


def read_sheet(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Sheet:
    """A table, read as is found out or, where that is wrong, as is said. Raises SheetError with a plain sentence."""
    match shape_of(path, delimiter=delimiter):
        case Shape.BOOK:
            return read_book(path, sheet=sheet)
        case Shape.RECORDS:
            return read_records(path)
        case _:
            return read_text(path, encoding=encoding, delimiter=delimiter)
