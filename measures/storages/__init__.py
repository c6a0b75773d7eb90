"""Where the bytes of stored files are: in a folder, or in a bucket of S3 or of a server that speaks it.

Either is a storage of Django's, so what reads and writes files does not know which one it is.
"""

from abc import abstractmethod
from collections.abc import Iterator
from typing import cast

from django.core.files.storage import Storage, storages

# The names in STORAGES: the storage in use, and the two that it may be.
IN_USE = "default"
PLACES = FOLDER, BUCKET = "folder", "bucket"


class OutOfReachError(OSError):
    """The storage does not answer or refuses to: nobody knows whether a file is there."""


class FileStorage(Storage):
    """What the tracker asks of a storage besides what Django does."""

    @abstractmethod
    def paths_below(self, folder: str) -> Iterator[str]:
        """Paths of all files in a folder and the folders in it."""

    @abstractmethod
    def has_room_for(self, size: int) -> bool:
        """Whether a file of this size could be stored now."""

    def is_public(self) -> bool:
        """Whether others can read it at an address of its own."""
        return False


def file_storage(place: str = IN_USE) -> FileStorage:
    return cast(FileStorage, storages[place])
