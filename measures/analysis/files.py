"""Whether a stored file is still what was stored: its bytes are hashed on every read, before any of them goes out."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files.storage import default_storage

from measures.analysis.file_types import WARC, UnfitFileError, is_warc, media_type_of
from measures.models import FileState, StoredFile

CHUNK = 1 << 16
IN_MEMORY = 1 << 20
FOLDER = re.compile("[0-9a-f]{2}")


def chunks_of(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def scratch() -> IO[bytes]:
    """A file that is gone when it is closed; a small one never touches the disk."""
    return SpooledTemporaryFile(max_size=IN_MEMORY)


def copy_if_sound(file: StoredFile) -> tuple[FileState, IO[bytes] | None]:
    """The state of a stored file, and a checked copy of its bytes where they are what was stored."""
    copy, hashed, size = scratch(), hashlib.sha256(), 0
    try:
        with default_storage.open(file.path) as stored:
            for chunk in chunks_of(stored):
                size += len(chunk)
                hashed.update(chunk)
                if size <= file.size:
                    copy.write(chunk)
    except OSError:
        copy.close()
        return FileState.MISSING, None
    if size != file.size or hashed.hexdigest() != file.sha256:
        copy.close()
        return FileState.CHANGED, None
    copy.seek(0)
    return FileState.SOUND, copy


def file_state(file: StoredFile) -> FileState:
    """Whether the bytes of a stored file are there and unchanged."""
    state, copy = copy_if_sound(file)
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
    for first in folders_of(""):
        recorded = set(StoredFile.objects.filter(pk__startswith=first).values_list("pk", flat=True))
        for path in kept_in(first):
            if PurePosixPath(path).name not in recorded and default_storage.get_modified_time(path) < before:
                yield path


def kept_files() -> Iterator[str]:
    """Paths of all files in the storage, whether a row names them or not."""
    for first in folders_of(""):
        yield from kept_in(first)


def kept_in(first: str) -> Iterator[str]:
    """Paths of the files below one of the storage's first folders."""
    for second in folders_of(first):
        for name in default_storage.listdir(f"{first}/{second}")[1]:
            yield f"{first}/{second}/{name}"


def folders_of(path: str) -> list[str]:
    """The subfolders that are named like those of stored files."""
    try:
        found, _ = default_storage.listdir(path)
    except FileNotFoundError:
        return []
    return sorted(name for name in found if FOLDER.fullmatch(name))


def is_of_kind(content: IO[bytes], media_type: str) -> bool:
    if media_type == WARC:
        return is_warc(content)
    try:
        return media_type_of(content) == media_type
    except UnfitFileError:
        return False
