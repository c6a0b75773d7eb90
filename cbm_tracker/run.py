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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import IO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.services import servers, services
from cbm_tracker.processes import SupervisedProcess, Supervisor, say, step, sweeping

HOST = "127.0.0.1"
NEEDED_MEGABYTES = 300


def port_to_use() -> int:
    """The port to serve on, from PORT; if it is taken, the program ends and says what to do."""
    setting = os.environ.get("PORT") or "8000"
    port = int(setting) if setting.isdecimal() else 0
    if not 0 < port < 65536:
        raise SystemExit(f"PORT is a number from 1 to 65535, not “{setting}”.")
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
def single_instance(var: Path) -> Iterator[None]:
    """Allow one `make run` in a folder, and check that there is disk space."""
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
            raise SystemExit("The tracker runs from this folder already; one is enough.") from error
        if free < NEEDED_MEGABYTES:
            raise SystemExit(f"{var} has room for {free} MB only: make room for {NEEDED_MEGABYTES}, or set CBM_VAR.")
        yield


def on_signals(handle: Callable[[int, FrameType | None], None]) -> None:
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, handle)


def interrupt(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def ignore(signal_number: int, frame: FrameType | None) -> None:
    """Ignore the signal."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C until a step is complete."""
    waiting: list[int] = []
    on_signals(lambda signal_number, frame: waiting.append(signal_number))
    yield
    on_signals(interrupt)
    if waiting:
        raise KeyboardInterrupt


def prepare() -> None:
    """Bring the database, the reports and the demonstration accounts up to date, in a separate process."""
    command = [sys.executable, "manage.py", "prepare_demonstration"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True) as preparing:
        try:
            failed = preparing.wait()
        finally:
            # It uses the services, which stop only when nobody does: interrupted, wait for its end.
            preparing.kill()
            preparing.wait()
    if failed:
        raise SystemExit("The tracker could not be prepared; the reason stands above.")


def web_server(port: int) -> list[str]:
    """The web server, as a module of Python and its arguments."""
    return ["cbm_tracker.web", "--host", HOST, "--port", str(port)]


def children_for(port: int, sweeper: IO[str]) -> list[SupervisedProcess]:
    celery, quietly = ("celery", "--app", "cbm_tracker", "--quiet"), ("--loglevel", "WARNING")
    commands = {
        "web server": web_server(port),
        "worker": [*celery, "worker", "--queues", "celery", "--concurrency", "2", *quietly],
        "worker of imports": [
            *celery, "worker", "--queues", "imports", "--hostname", "imports@%h", "--concurrency", "1", *quietly,
        ],
        "beat": [*celery, "beat", *quietly, "--pidfile", ""],
    }  # fmt: skip
    # Whoever runs a demonstration as root knows.
    options = ["-W", "ignore:You're running the worker with superuser privileges", "-m"]
    return [
        SupervisedProcess(name, [*options, *command], settings.BASE_DIR, sweeper) for name, command in commands.items()
    ]


def is_answering(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def serve(port: int) -> None:
    began = time.monotonic()
    var = settings.CBM_VAR
    say(f"The CBM Tracker {settings.CBM_VERSION}")
    with ExitStack() as stack:
        with step("Starting PostgreSQL and Valkey"), uninterrupted():
            stack.enter_context(services(var))
        supervisor = Supervisor(children_for(port, stack.enter_context(sweeping())), servers(var))
        stack.callback(supervisor.stop)
        # What is called last is called first: nothing interrupts the stopping.
        stack.callback(on_signals, ignore)
        prepare()
        with step("Starting the web server, the worker and the beat"):
            supervisor.restart_ended()
            while not is_answering(port):
                supervisor.restart_ended()
                time.sleep(0.2)
        say(f"\n  http://{HOST}:{port}   ready after {time.monotonic() - began:.1f} s; Ctrl-C stops it.")
        if (passwords := var / "demonstration-accounts.txt").exists():
            say(f"  Passwords: {passwords}")
        say(f"  Mail:      {var / 'outbox'}\n")
        while True:
            supervisor.restart_ended()
            time.sleep(0.5)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")
    on_signals(interrupt)
    try:
        if not settings.CBM_EMBEDDED:
            raise SystemExit(
                "“make run” starts private services: unset CBM_DATABASE_URL and CBM_MODE, or see docs/operations.md."
            )
        with single_instance(settings.CBM_VAR):
            serve(port_to_use())
    except (EmbeddedError, ImproperlyConfigured) as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        say("\nStopped.")


if __name__ == "__main__":
    main()
