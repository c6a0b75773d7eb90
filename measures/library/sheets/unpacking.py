"""Unpacks a workbook in a process of its own: `python -m measures.library.sheets.unpacking`.

What is found out about it, then each row of the sheet that is read, goes out as a line of JSON. Whatever a workbook
does to its reader it does to this process, which knows nothing of the record and has so much memory and time.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from errno import ENOSPC
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from measures.library.sheets.formulas import untold_in
from measures.library.sheets.limits import LONGEST_CELL, MOST_COLUMNS

LARGEST_UNPACKED = 1_000_000_000
# 100,000 rows take 110 MB and two seconds.
MOST_MEMORY = 1 << 30
MOST_SECONDS = 120
MOST_WRITTEN = 2 << 30

type Value = int | float | str | bool | time | date | datetime | timedelta


class End(IntEnum):
    """How the process ends, unless something kills it."""

    WELL = 0
    DAMAGED = 3
    TOO_LARGE = 4
    NO_ROOM = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """The sheets of a workbook, the one that is read, and what the rows of that one do not show."""

    sheets: Sequence[str]
    shown: Sequence[str]
    chosen: str | None = None
    is_merged: bool = False
    formulas: int = 0
    errors: int = 0


class WorkbookTooLargeError(Exception):
    """A workbook would unpack to more than is allowed."""


def main(path: str, wanted: str) -> End:
    """Unpack a workbook; an error is printed, and the exit code says what to make of it."""
    be_limited()
    try:
        for line in workbook_lines(path, wanted):
            sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
    except BaseException as error:  # noqa: BLE001 a panic of the library is no Exception
        sys.stderr.write(repr(error))
        if isinstance(error, MemoryError | WorkbookTooLargeError):
            return End.TOO_LARGE
        return End.NO_ROOM if isinstance(error, OSError) and error.errno == ENOSPC else End.DAMAGED
    return End.WELL


def be_limited() -> None:
    """Take no more than is given, and leave it to whoever waits for this process to end it early."""
    limits = {"AS": MOST_MEMORY, "CPU": MOST_SECONDS, "FSIZE": MOST_WRITTEN, "CORE": 0}
    for name, most in limits.items():
        # Less that is given already goes on to hold, and not every system knows every limit.
        with suppress(ValueError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    # Whoever stops a command or a service may send these to all its processes: nothing is wrong with the workbook.
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.SIG_IGN)


def workbook_lines(path: str, wanted: str) -> Iterator[object]:
    """The facts of a workbook, and then each row: its number and its cells, no more of them than allowed."""
    refuse_large_workbook(path)
    book = CalamineWorkbook.from_path(path)
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    shown = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    facts = Facts([each.name for each in sheets], shown)
    candidates = map(book.get_sheet_by_name, (name for name in shown if wanted in ("", name)))
    sheet = next((each for each in candidates if each.total_height), None)
    if sheet is None:
        yield asdict(facts)
        return
    untold = untold_in(Path(path), sheet.name)
    is_merged = any(first[0] != last[0] for first, last in sheet.merged_cell_ranges or ())
    yield asdict(replace(facts, chosen=sheet.name, is_merged=is_merged, formulas=untold.formulas, errors=untold.errors))
    for row_number, cells in enumerate(sheet.iter_rows(), start=1):
        # A column or a character more than is taken shows that there are too many; empty cells at the end are none.
        width = max((place for place, cell in enumerate(cells, start=1) if cell != ""), default=0)
        yield row_number, [shown_as(cell)[: LONGEST_CELL + 1] for cell in cells[: min(width, MOST_COLUMNS + 1)]]


def refuse_large_workbook(path: str) -> None:
    if is_zipfile(path):
        with ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
                raise WorkbookTooLargeError


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
    sys.exit(main(*sys.argv[1:]))
