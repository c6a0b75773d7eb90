"""An archive of the whole record of a report: one ZIP file with a row a line, and the stored files beside them."""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from measures.models import FileState

FORMAT = 1
ROWS = "record.jsonl"
FILES = "files/"
# The oldest moment that ZIP can say: the same record makes the same bytes.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)


class ArchiveError(Exception):
    """An archive cannot be written or put back: the reason in plain words."""


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive that only its owner may read, and that is there whole or not at all."""
    if path.exists():
        raise ArchiveError(_("%(file)s is there already; choose another name.") % {"file": path})
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


def line(row: Any) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive to be read; whatever is wrong with the file is told plainly."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_format(path, archive)
            yield archive
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        why = error.args[0] if error.args else error
        raise ArchiveError(
            _("%(file)s is no archive of a report: %(why)r") % {"file": path.name, "why": why}
        ) from error


def check_format(path: Path, archive: zipfile.ZipFile) -> None:
    written = next(lines(archive))["archive"]
    if written != FORMAT:
        raise ArchiveError(
            _("This archive has format %(format)s; this tracker reads %(ours)s.") % {"format": written, "ours": FORMAT}
        )


def lines(archive: zipfile.ZipFile) -> Iterator[Any]:
    """What the archive is, then its rows, each with the name of its table."""
    with archive.open(ROWS) as stream:
        for each in stream:
            yield json.loads(each)


def not_as_stored(sha256: str, state: FileState) -> str:
    return _("The file %(hash)s is not what was stored: %(state)s.") % {"hash": sha256, "state": state.label}
