"""Folders of private services: locked by one process at a time, and readable by this user only."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cbm_tracker.embedded import EmbeddedError

# Whom root becomes where it may not enter a user namespace.
NOBODY = 65534
# Mails with links that set passwords, the files of sources that are not public, and everything.
PRIVATE = ("outbox", "files", "backups")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make a service's folder, and lock it so that no other process starts or stops the service."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def keep_from_others(folder: Path) -> None:
    """Make a folder private to this user, with everything that is already in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not folder.stat().st_mode & 0o077:
        return
    # From the inside out: what is interrupted is begun anew.
    for parent, _, names in folder.walk(top_down=False):
        for file in (parent / name for name in names if not (parent / name).is_symlink()):
            with suppress(FileNotFoundError):
                file.chmod(0o600)
        parent.chmod(0o700)


def make_private(folder: Path) -> None:
    """Make a private socket folder; refuse one that somebody else made where all may write."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    owners = {os.geteuid(), NOBODY} if os.geteuid() == 0 else {os.geteuid()}
    if found.st_uid not in owners or found.st_mode & 0o077:
        raise EmbeddedError(f"{folder} has to be a folder of mode 0700 that is yours: move away what is there.")


def remove_if_empty(folder: Path) -> None:
    """Take away the socket folder of a service that has stopped, which may be in /tmp."""
    with suppress(OSError):
        folder.rmdir()
