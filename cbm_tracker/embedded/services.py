"""Keeps the private services of a folder running while somebody uses them."""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.addresses import SECRET_KEY_FILE, postgres_folder, valkey_folder
from cbm_tracker.embedded.folders import PRIVATE, keep_from_others
from cbm_tracker.embedded.postgres import DURABLE, PostgresServer
from cbm_tracker.embedded.valkey import ValkeyServer

type Server = PostgresServer | ValkeyServer
USERS_LOCK = "users.lock"


def servers(var: Path, options: Mapping[str, str] = DURABLE) -> list[Server]:
    """The private services of a folder; the database first, because everything needs it."""
    return [PostgresServer(postgres_folder(var), options), ValkeyServer(valkey_folder(var))]


@contextmanager
def services(var: Path, options: Mapping[str, str] = DURABLE) -> Iterator[list[Server]]:
    """Bring up what is down, and yield that; whoever leaves last stops all.

    Each user holds a shared lock, which ends with its process however that ends: so a killed user leaves nothing
    running for longer than until the next one leaves.
    """
    running = servers(var, options)
    with prepared(var) as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield [server for server in running if server.start()]
        finally:
            if is_alone(users):
                for server in reversed(running):
                    server.stop()


def stop_abandoned(var: Path) -> bool:
    """Stop services whose users were all killed; answers whether nobody uses them."""
    with (var / USERS_LOCK).open("w") as users:
        if not is_alone(users):
            return False
        for server in reversed(servers(var)):
            server.stop()
    return True


def is_alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def prepared(var: Path) -> IO[str]:
    """Make the folder with its private contents and, once, a secret key; returns the lock file of its users."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        for name in PRIVATE:
            keep_from_others(var / name)
        if not (var / SECRET_KEY_FILE).exists():
            write_secret_key(var)
        return (var / USERS_LOCK).open("w")
    except OSError as error:
        raise EmbeddedError(f"{var} cannot be written to: {error.strerror}.") from error


def write_secret_key(var: Path) -> None:
    with NamedTemporaryFile("w", dir=var, prefix=SECRET_KEY_FILE) as file:  # of mode 0600
        file.write(secrets.token_urlsafe(50))
        file.flush()
        # Whole or not at all; and the first of two processes wins.
        with suppress(FileExistsError):
            os.link(file.name, var / SECRET_KEY_FILE)
