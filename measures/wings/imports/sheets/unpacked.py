"""A workbook that another process unpacks, so that its size never burdens the one that reads it."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from measures.confined import PATIENCE, DamagedInputError, InputTooLargeError, run_confined
from measures.wings.imports.sheets import unpacking
from measures.wings.imports.sheets.sheet import SheetError, TakesLongError, within_limit
from measures.wings.imports.sheets.spool import Spool
from measures.wings.imports.sheets.unpacking import ALLOWANCE, AT_ONCE, WorkbookFacts

LONGEST_WAIT, SHORT_WAIT = PATIENCE * ALLOWANCE.seconds, PATIENCE * AT_ONCE.seconds


class UnpackedWorkbook(Spool):
    """The content of a workbook: first what was found out about it, then its rows."""

    def __init__(self, path: Path, *, sheet: str, is_awaited: bool = False) -> None:
        super().__init__()
        unpack(path, sheet, self.file, is_awaited=is_awaited)
        self.facts = WorkbookFacts(**next(self.lines()))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        return within_limit(islice(self.lines(), 1, None))


def unpack(path: Path, sheet: str, into: IO[bytes], *, is_awaited: bool) -> None:
    """Let a separate process unpack a workbook. Raises SheetError, whatever happens to that process.

    While somebody waits for the answer it is given little, and what needs more raises TakesLongError.
    """
    wait, pace = (SHORT_WAIT, unpacking.AWAITED) if is_awaited else (LONGEST_WAIT, "")
    try:
        run_confined(unpacking.__name__, str(path), sheet, pace, output=into, patience=wait)
    except InputTooLargeError as error:
        if is_awaited:
            raise TakesLongError from error
        raise SheetError(_("This workbook is too large once it is unpacked.")) from error
    except DamagedInputError as error:
        raise SheetError(_("This workbook is damaged, or the file is not a workbook.")) from error
