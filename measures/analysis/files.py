"""Whether a stored file is still what was stored: its bytes are hashed on every read, before any of them goes out."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from measures.analysis.file_types import WARC, UnfitFileError, is_warc, media_type_of, table_type_of
from measures.models import FileState, StoredFile
from measures.storages import IN_USE, OutOfReachError, file_storage

CHUNK = 1 << 16
IN_MEMORY = 1 << 20
KEPT = re.compile("[0-9a-f]{2}/[0-9a-f]{2}/[^/]+")


def chunks_of(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def scratch() -> IO[bytes]:
    """A file that is gone when it is closed; a small one never touches the disk."""
    return SpooledTemporaryFile(max_size=IN_MEMORY)


def copy_if_sound(file: StoredFile, place: str = IN_USE) -> tuple[FileState, IO[bytes] | None]:
    """The state of a stored file, and a checked copy of its bytes where they are what was stored."""
    copy, hashed, size = scratch(), hashlib.sha256(), 0
    try:
        with file_storage(place).open(file.path) as stored:
            for chunk in chunks_of(stored):
                size += len(chunk)
                hashed.update(chunk)
                if size <= file.size:
                    copy.write(chunk)
    except OutOfReachError:
        copy.close()
        raise
    except OSError:
        copy.close()
        return FileState.MISSING, None
    if size != file.size or hashed.hexdigest() != file.sha256:
        copy.close()
        return FileState.CHANGED, None
    copy.seek(0)
    return FileState.SOUND, copy


def file_state(file: StoredFile, place: str = IN_USE) -> FileState:
    """Whether the bytes of a stored file are there and unchanged."""
    state, copy = copy_if_sound(file, place)
    if copy:
        copy.close()
    return state


def faults_of_files() -> Iterator[tuple[StoredFile, str]]:
    """What is wrong with the stored files: each of them is read again."""
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        state, copy = copy_if_sound(file)
        if copy is None:
            yield file, "it is missing" if state == FileState.MISSING else "it is not what was stored"
            continue
        with copy:
            if not is_of_kind(copy, file.media_type):
                yield file, "it is of another kind than was noted"


def stray_files(*, before: datetime) -> Iterator[str]:
    """Files that no row names, written before a moment: left over when an act failed after writing them."""
    storage = file_storage()
    for first in (f"{number:02x}" for number in range(256)):
        recorded = set(StoredFile.objects.filter(pk__startswith=first).values_list("pk", flat=True))
        for path in kept_files(first):
            if PurePosixPath(path).name not in recorded and storage.get_modified_time(path) < before:
                yield path


def kept_files(folder: str = "", place: str = IN_USE) -> Iterator[str]:
    """Paths of the files that are kept as stored files are, whether a row names them or not."""
    return filter(KEPT.fullmatch, file_storage(place).paths_below(folder))


def is_of_kind(content: IO[bytes], media_type: str) -> bool:
    """Whether the bytes are judged to be of this kind where copies, sources or tables come in.

    The first judgement stays, however the same bytes come again: what one takes for text may be a mail for another.
    """
    if media_type == WARC:
        return is_warc(content)
    for judged in (media_type_of, table_type_of):
        with suppress(UnfitFileError):
            if judged(content) == media_type:
                return True
    return False
