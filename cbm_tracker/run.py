"""Serves the tracker on this machine until Ctrl-C: private services, web server, worker and beat (`make run`)."""

import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

from django.conf import settings

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.services import servers, services
from cbm_tracker.processes import Child, Supervisor, say

HOST = "127.0.0.1"
NEEDED_MEGABYTES = 300
SECONDS_TO_ANSWER = 60
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def port_to_use() -> int:
    """The port to serve on, from PORT; one that is taken ends the program with what to do."""
    told = os.environ.get("PORT") or "8000"
    port = int(told) if told.isdecimal() else 0
    if not 0 < port < 65536:
        raise SystemExit(f"PORT is a number from 1 to 65535, not “{told}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            other = "make run PORT=8001"
            raise SystemExit(f"Port {port} {why}: end what uses it, or choose another with “{other}”.") from error
    return port


@contextmanager
def only_here(var: Path) -> Iterator[None]:
    """One `make run` in a folder, where there is room for it."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "run.lock").open("w")
        free = shutil.disk_usage(var).free // 1_000_000
    except OSError as error:
        raise SystemExit(f"{var} cannot be written to ({error.strerror}): choose another with CBM_VAR.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SystemExit(f"The tracker runs already, with its files in {var}; one is enough.") from error
        if free < NEEDED_MEGABYTES:
            raise SystemExit(f"{var} has room for {free} MB only: make room for {NEEDED_MEGABYTES}, or set CBM_VAR.")
        yield


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def when_stopped(handler: signal.Handlers | object) -> None:
    for number in STOPPING:
        signal.signal(number, handler)  # type: ignore[arg-type]


def prepare() -> None:
    """Bring the database, the reports and the demonstration accounts up to date, in a process of its own."""
    child = Child("preparation", ["manage.py", "prepare_demonstration"], settings.BASE_DIR)
    child.start()
    try:
        failed = child.process.wait()
    finally:
        child.end_group()
    if failed:
        raise SystemExit("The tracker could not be prepared; the reason stands above.")
