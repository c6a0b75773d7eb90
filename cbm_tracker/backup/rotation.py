"""Regular backups in one folder, of which the newest are kept."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cbm_tracker.backup.contents import Backup
from cbm_tracker.backup.write import back_up

NAME = "cbm-%Y%m%dT%H%M%SZ.zip"
PATTERN = f"cbm-{'[0-9]' * 8}T{'[0-9]' * 6}Z.zip"


def backups_in(folder: Path) -> list[Path]:
    """The backups made here, oldest first; nothing else in the folder is ever touched."""
    return sorted(folder.glob(PATTERN))


def due_at(folder: Path, every: timedelta) -> float:
    """When the next backup is due, by this machine's clock."""
    made = backups_in(folder)
    return made[-1].stat().st_mtime + every.total_seconds() if made else time.time()


def back_up_into(folder: Path, *, keep: int) -> tuple[Backup, list[Path]]:
    """Make one more backup, and only then remove the oldest; returns all that remain."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / datetime.now(tz=UTC).strftime(NAME)
    made = back_up(path)
    removed = backups_in(folder)[:-keep]
    for old in removed:
        old.unlink()
    return made, removed
