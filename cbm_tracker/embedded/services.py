"""Has the private services up for a while, and stops what it started and nothing else."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.addresses import SECRET_KEY_FILE, postgres_folder, valkey_folder
from cbm_tracker.embedded.postgres import DURABLE, PostgresServer
from cbm_tracker.embedded.valkey import ValkeyServer

type Server = PostgresServer | ValkeyServer


def servers(var: Path, options: Mapping[str, str] = DURABLE) -> list[Server]:
    """The private services of a folder: the database first, which nothing works without."""
    return [PostgresServer(postgres_folder(var), options), ValkeyServer(valkey_folder(var))]


@contextmanager
def services(var: Path, options: Mapping[str, str] = DURABLE) -> Iterator[list[Server]]:
    """Bring up what is down; on leaving, stop what was brought up here. Yields that."""
    make_secret_key(var)
    started: list[Server] = []
    try:
        for server in servers(var, options):
            if server.start():
                started.append(server)
        yield started
    finally:
        for server in reversed(started):
            server.stop()


def make_secret_key(var: Path) -> None:
    """Write a key for this folder once, readable by its owner only."""
    path = var / SECRET_KEY_FILE
    try:
        var.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise EmbeddedError(f"{var} cannot be written to: {error.strerror}.") from error
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
