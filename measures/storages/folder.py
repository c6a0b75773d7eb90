"""Stored files in a folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from measures.storages import FileStorage


class FolderStorage(FileSystemStorage, FileStorage):
    """The folder that `CBM_FILES` names."""

    def paths_below(self, folder: str) -> Iterator[str]:
        root = Path(self.location)
        for path in (root / folder).rglob("*"):
            if path.is_file():
                yield path.relative_to(root).as_posix()

    def has_room_for(self, size: int) -> bool:
        folder = Path(self.location)
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free >= size
