"""The folders of a private service: one process at a time works on it, and only this user reaches its socket."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cbm_tracker.embedded import EmbeddedError

# Whom root becomes where it may not enter a user namespace.
NOBODY = 65534


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make a service's folder, and keep other processes from starting or stopping the service meanwhile."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_private(folder: Path) -> None:
    """Make a socket's folder; one that somebody else made where all may write is refused."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    owners = {os.geteuid(), NOBODY} if os.geteuid() == 0 else {os.geteuid()}
    if found.st_uid not in owners or found.st_mode & 0o077:
        raise EmbeddedError(f"{folder} has to be a folder of mode 0700 that is yours: move away what is there.")
