"""A workbook that another process unpacks, so that its size never burdens the one that reads it."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from errno import ENOSPC
from itertools import islice
from pathlib import Path
from signal import SIGABRT, SIGKILL, SIGXCPU, SIGXFSZ
from typing import IO

from django.utils.translation import gettext as _

from measures.library.sheets import unpacking
from measures.library.sheets.sheet import SheetError
from measures.library.sheets.spool import Spool
from measures.library.sheets.unpacking import MOST_SECONDS, End, Facts

logger = logging.getLogger(__name__)

# Another process is waited for longer than it may work, for the machine may be busy.
LONGEST_WAIT = 4 * MOST_SECONDS
# Who takes too much may be ended by the library, which gets no memory, by the system, which has none, or by a limit.
ENDED_AS_TOO_LARGE = (End.TOO_LARGE, -SIGABRT, -SIGKILL, -SIGXCPU, -SIGXFSZ)


class Unpacked(Spool):
    """The content of a workbook: first what was found out about it, then its rows."""

    def __init__(self, path: Path, *, sheet: str) -> None:
        super().__init__()
        unpack(path, sheet, self.file)
        self.facts = Facts(**next(self.lines()))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        return islice(self.lines(), 1, None)


def unpack(path: Path, sheet: str, into: IO[bytes]) -> None:
    """Let a separate process unpack a workbook. Raises SheetError, whatever happens to that process."""
    # It can import what is imported here, and is told none of the secrets that the environment has.
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-P", "-m", unpacking.__name__, str(path), sheet]
    try:
        ran = subprocess.run(
            command, env=environment, stdout=into, stderr=subprocess.PIPE, timeout=LONGEST_WAIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SheetError(_("This workbook is too large once it is unpacked.")) from error
    if ran.returncode == End.WELL:
        return
    logger.warning("A workbook was not unpacked (%d): %s", ran.returncode, ran.stderr.decode(errors="replace"))
    if ran.returncode == End.NO_ROOM:
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    if ran.returncode in ENDED_AS_TOO_LARGE:
        raise SheetError(_("This workbook is too large once it is unpacked."))
    raise SheetError(_("This workbook is damaged, or the file is not a workbook."))
