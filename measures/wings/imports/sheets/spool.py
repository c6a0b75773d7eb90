"""Lines of JSON in an unnamed temporary file: written once, read repeatedly, gone when the last reader closes it."""

import json
import os
import weakref
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

CHUNK = 1 << 18


class Spool:
    """Keeps the rows of a table on disk, so that its file is read once and none of them stays in memory."""

    def __init__(self) -> None:
        self.file = TemporaryFile()  # noqa: SIM115 closed once nobody can read it any more
        weakref.finalize(self, self.file.close)

    def fill(self, lines: Iterable[object]) -> None:
        for line in lines:
            # JSON may write half a character, which is kept until somebody cleans it.
            self.file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        self.file.flush()

    def lines(self) -> Iterator[Any]:
        """The lines from the first, however many readers there are at once."""
        place, rest = 0, b""
        while chunk := os.pread(self.file.fileno(), CHUNK, place):
            place += len(chunk)
            *whole, rest = (rest + chunk).split(b"\n")
            yield from map(json.loads, whole)
