"""Workbooks: one sheet of them, its cells as the texts they show."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from measures.library.sheets.formulas import untold_in
from measures.library.sheets.sheet import Sheet, SheetError, sheet_of

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED = "EncryptedPackage".encode("utf-16-le")
LARGEST_UNPACKED = 1_000_000_000

type Value = int | float | str | bool | time | date | datetime | timedelta


def read_book(path: Path, *, sheet: str = "") -> Sheet:
    """A sheet of a workbook: the one that is named, else the first that is shown and not empty."""
    with path.open("rb") as stream:
        refuse_protected(stream)
    refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        chosen, notes, shown_ones = choose(book, sheet)
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError(_("This workbook is damaged, or it is none.")) from error

    def lines() -> Iterator[tuple[int, Sequence[str]]]:
        first = (chosen.start or (0, 0))[0] + 1
        return ((number, [shown(cell) for cell in cells]) for number, cells in enumerate(chosen.iter_rows(), first))

    notes += untold_in(path, chosen.name).notes
    if any(first[0] != last[0] for first, last in chosen.merged_cell_ranges or ()):
        notes.append(_("Cells that are merged over several rows are read in the first of these only."))
    return sheet_of(lines, notes, {"sheet": chosen.name}, {"sheet": shown_ones})


def choose(book: CalamineWorkbook, name: str) -> tuple[CalamineSheet, list[str], list[str]]:
    """The sheet that is read, what is told of those that are not, and which could be."""
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    shown_ones = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    names = [each.name for each in sheets]
    if name and name not in shown_ones:
        told = (
            _("The sheet “%(name)s” is hidden, and not read.") if name in names else _("There is no sheet “%(name)s”.")
        )
        raise SheetError(told % {"name": name}, field="sheet")
    wanted = [name] if name else shown_ones
    chosen = next((each for each in map(book.get_sheet_by_name, wanted) if each.total_height), None)
    if chosen is None:
        raise SheetError(_("There is nothing in this table."))
    notes = [
        _("The sheet “%(name)s” is hidden, and not read.") % {"name": each} for each in names if each not in shown_ones
    ]
    others = [each for each in shown_ones if each != chosen.name]
    if others:
        notes.append(
            _("Only the sheet “%(name)s” is read, not: %(others)s.")
            % {"name": chosen.name, "others": ", ".join(others)}
        )
    return chosen, notes, shown_ones


def refuse_protected(stream: IO[bytes]) -> None:
    """Refuse what nobody can read who has not its password; it looks like a damaged file else."""
    stream.seek(0)
    if stream.read(8) == COMPOUND and PROTECTED in stream.read():
        raise SheetError(_("This workbook is protected by a password: save it without one."))


def refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
            raise SheetError(_("This workbook is too large once it is unpacked."))


def shown(value: Value) -> str:
    """A cell as the text that it shows: a formula's last result, a whole number without “.0”, a day without a time."""
    match value:
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(value)
