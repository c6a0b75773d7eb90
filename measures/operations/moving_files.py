"""Moving the stored files from one place to the other: copied and checked file by file, so that it can be cut off."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import IO

from measures.analysis.files import copy_if_sound, file_state, kept_files
from measures.models import FileState, StoredFile
from measures.operations.files import STRAY_AFTER, write_bytes
from measures.operations.locks import lock_bytes
from measures.operations.transactions import in_one_transaction
from measures.storages import BUCKET, FOLDER, file_storage

OTHER = {FOLDER: BUCKET, BUCKET: FOLDER}


class Step(Enum):
    """What became of one file."""

    COPIED = auto()
    THERE_ALREADY = auto()
    # Its row went while it was read.
    REDACTED = auto()
    LOST = auto()
    REMOVED = auto()
    KEPT = auto()


def copy_files(*, to: str) -> Iterator[tuple[StoredFile, Step]]:
    """Copy every file that a row names and that is not there yet."""
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        yield file, copy_file(file, to=to)


def copy_file(file: StoredFile, *, to: str) -> Step:
    """Copy one file, unless the same bytes are there; what was written is read again."""
    if file_state(file, to) == FileState.SOUND:
        return Step.THERE_ALREADY
    _, content = copy_if_sound(file, OTHER[to])
    if content is None:
        return Step.LOST
    with content:
        if not put(file, content, to=to):
            return Step.REDACTED
    return Step.COPIED if file_state(file, to) == FileState.SOUND else Step.LOST


@in_one_transaction
def put(file: StoredFile, content: IO[bytes], *, to: str) -> bool:
    """Write the bytes of a file if its row is still there; whoever removes the bytes of one that went waits."""
    lock_bytes(file.path)
    if not StoredFile.objects.filter(pk=file.pk).exists():
        return False
    write_bytes(file, content, to)
    return True


def remove_files(*, kept_in: str, at: datetime) -> Iterator[tuple[str, Step]]:
    """Remove from the other place what is kept here, and what no row names; the rest stays."""
    other = file_storage(OTHER[kept_in])
    for path in kept_files(place=OTHER[kept_in]):
        file = StoredFile.objects.filter(pk=PurePosixPath(path).name).first()
        if file is None:
            # A process that has not heard of the new place yet may be about to name it.
            is_done_with = other.get_modified_time(path) < at - STRAY_AFTER
        else:
            is_done_with = file_state(file, kept_in) == FileState.SOUND
        if is_done_with:
            other.delete(path)
        yield path, Step.REMOVED if is_done_with else Step.KEPT
