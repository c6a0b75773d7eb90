"""Reads a file as a table of whatever kind: its content decides, not its name."""

import json
import mmap
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from measures.analysis.file_types import COMPOUND, UnfitFileError, opened_archive, read_member
from measures.wings.imports.sheets.books import read_book
from measures.wings.imports.sheets.options import ReadOptions
from measures.wings.imports.sheets.records import read_records
from measures.wings.imports.sheets.sheet import Sheet, SheetError, sheet_of
from measures.wings.imports.sheets.text import read_text

PACKED = b"PK\x03\x04"
PROTECTED = "EncryptedPackage".encode("utf-16-le")
BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"\x1f\x8b")


class SheetFormat(StrEnum):
    """The form a table is written in, which its content shows."""

    BOOK = "book"
    RECORDS = "records"
    TEXT = "text"


# The options that tables of each shape have.
OPTIONS: Mapping[SheetFormat, Sequence[str]] = {
    SheetFormat.BOOK: ("sheet", "header_row"),
    SheetFormat.RECORDS: ("delimiter",),
    SheetFormat.TEXT: ("encoding", "delimiter", "header_row"),
}


def file_shape(path: Path, *, delimiter: str) -> SheetFormat:
    """The form of a file; with a given delimiter it cannot be records."""
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head:
        raise SheetError(_("This file is empty."))
    if head.startswith(COMPOUND):
        refuse_protected(path)
        return SheetFormat.BOOK
    if head.startswith(PACKED):
        refuse_other_document(path)
        return SheetFormat.BOOK
    if head.startswith(BINARY):
        raise SheetError(_("This is not a table: use CSV, TSV, XLSX, JSON or JSON Lines."))
    first = head.decode(json.detect_encoding(head), "replace").lstrip("\ufeff \t\r\n")[:1]
    return SheetFormat.RECORDS if not delimiter and first in ("[", "{") else SheetFormat.TEXT


def refuse_protected(path: Path) -> None:
    """Refuse an encrypted workbook, which otherwise looks like a damaged file."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        is_protected = content.find(PROTECTED) >= 0
    if is_protected:
        raise SheetError(_("This workbook is protected by a password: save it without one."))


def refuse_other_document(path: Path) -> None:
    """Refuse a document of another program, which is an archive as a workbook is."""
    try:
        with path.open("rb") as stream, opened_archive(stream) as archive:
            members = archive.namelist()
            kind = read_member(archive, archive.getinfo("mimetype")) if "mimetype" in members else b""
    except UnfitFileError:
        # What is wrong with it is told by whoever unpacks it, in a process of its own.
        return
    is_text = any(name.startswith("word/") for name in members) or kind.endswith(b".text")
    is_slides = any(name.startswith("ppt/") for name in members) or kind.endswith(b".presentation")
    if is_text or is_slides:
        raise SheetError(_("This is a document with text or slides: copy its table into a workbook."))


def options_for(path: Path, kept: ReadOptions, chosen: Mapping[str, object]) -> ReadOptions:
    """How a table is to be read: as was chosen, else as was kept with a mapping as far as that fits this table."""
    refuse_unfit_options(path, ReadOptions().with_changes(chosen))
    return fitting_options(path, kept).with_changes(chosen)


def fitting_options(path: Path, options: ReadOptions) -> ReadOptions:
    """Those of some options that apply to this table."""
    return options.only(OPTIONS[file_shape(path, delimiter=options.delimiter)])


def refuse_unfit_options(path: Path, options: ReadOptions) -> None:
    for name in options.as_json().keys() - fitting_options(path, options).as_json().keys():
        raise SheetError(_("This setting does not apply to a table of this kind."), field=name)


def read_sheet(path: Path, options: ReadOptions | None = None, *, is_awaited: bool = False) -> Sheet:
    """Read a table once; what the options leave open is detected. Raises SheetError with a plain sentence.

    While somebody waits for the answer, a workbook that takes long to unpack raises TakesLongError.
    """
    options = options or ReadOptions()
    shape = file_shape(path, delimiter=options.delimiter)
    if shape == SheetFormat.RECORDS:
        return read_records(path)
    if shape == SheetFormat.BOOK:
        return sheet_of(read_book(path, options, is_awaited=is_awaited))
    return sheet_of(read_text(path, options))
