"""Unpacks a workbook in a process of its own: `python -m measures.wings.imports.sheets.unpacking`.

What is found out about it, then each row of the sheet that is read, goes out as a line of JSON.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from measures.confined import InputTooLargeError, ResourceLimits, write_lines
from measures.wings.imports.sheets.extent import extent_of
from measures.wings.imports.sheets.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS

LARGEST_UNPACKED = 1_000_000_000
# 100,000 rows take 110 MB and two seconds.
ALLOWANCE = ResourceLimits(memory=1 << 30, seconds=120, written=2 << 30)
# While somebody waits for the answer.
AT_ONCE = ResourceLimits(memory=1 << 30, seconds=3, written=20_000_000)
AWAITED = "awaited"

type Value = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """The sheets of a workbook, the one that is read, and what the rows of that one do not show."""

    sheets: Sequence[str]
    shown: Sequence[str]
    chosen: str | None = None
    is_merged: bool = False
    # “rows” or “columns”, where nothing was read since there are more than may be.
    too_many: str = ""


def workbook_lines(path: str, wanted: str) -> Iterator[object]:
    """The facts of a workbook, and then each row: its number and its cells, no more of them than allowed."""
    refuse_large_workbook(path)
    extent = extent_of(Path(path))
    if extent.rows > MOST_ROWS or extent.columns > MOST_COLUMNS:
        yield asdict(WorkbookFacts([], [], too_many="rows" if extent.rows > MOST_ROWS else "columns"))
        return
    book = CalamineWorkbook.from_path(path)
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    shown = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    facts = WorkbookFacts([each.name for each in sheets], shown)
    candidates = map(book.get_sheet_by_name, (name for name in shown if wanted in ("", name)))
    sheet = next((each for each in candidates if each.total_height), None)
    if sheet is None:
        yield asdict(facts)
        return
    is_merged = any(first[0] != last[0] for first, last in sheet.merged_cell_ranges or ())
    yield asdict(replace(facts, chosen=sheet.name, is_merged=is_merged))
    for row_number, cells in enumerate(islice(sheet.iter_rows(), MOST_ROWS + 1), start=1):
        # One row, column or character more than is taken shows that there are too many. Cells at the end may be empty.
        width = max((place for place, cell in enumerate(cells, start=1) if cell != ""), default=0)
        yield row_number, [shown_as(cell)[: LONGEST_CELL + 1] for cell in cells[: min(width, MOST_COLUMNS + 1)]]


def refuse_large_workbook(path: str) -> None:
    if is_zipfile(path):
        with ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
                raise InputTooLargeError


def shown_as(value: Value) -> str:
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


if __name__ == "__main__":
    *arguments, pace = sys.argv[1:]
    sys.exit(write_lines(partial(workbook_lines, *arguments), AT_ONCE if pace == AWAITED else ALLOWANCE))
