"""The ZIP file of a backup."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# The oldest moment that ZIP can say: the same record makes the same bytes.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)


class ArchiveError(Exception):
    """A backup cannot be written or restored: the reason in plain words."""


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive that only its owner may read; it appears complete or not at all."""
    if path.exists():
        raise ArchiveError(f"{path} is there already; choose another name.")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """A file within an archive that is being written."""
    about = zipfile.ZipInfo(name, NO_MOMENT)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.external_attr = 0o600 << 16
    with archive.open(about, "w", force_zip64=True) as stream:
        yield stream
