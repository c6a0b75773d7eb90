"""Serves the tracker on this machine until Ctrl-C: private services, web server, worker and beat (`make run`)."""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.services import Server, servers, services

HOST = "127.0.0.1"
LIBRARIES = ("zhao-2020.yaml", "zhao-2020-record.yaml", "two-shores.yaml")
NEEDED_MEGABYTES = 300
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0
SECONDS_TO_STOP = 20.0
PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    sys.stdout.write(f"  {text} … ")
    sys.stdout.flush()
    began = time.monotonic()
    yield
    say(f"{time.monotonic() - began:.1f} s")


def end_with_parent() -> None:
    """Let a child end when this process is killed, where the system can (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """A process that is started again when it ends, after a pause that grows while it keeps ending."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 1.0
    not_before: float = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.command],
            cwd=settings.BASE_DIR,
            # Not of the terminal's process group: Ctrl-C reaches this program, which ends its children in order.
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (there are no threads here)
        )

    def keep_up(self) -> None:
        """Start it again if it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.kill_group()
            self.pause = 1.0 if now - self.started_at > SETTLED_AFTER else min(self.pause * 2, LONGEST_PAUSE)
            say(f"The {self.name} ended ({self.process.returncode}); it is started again in {self.pause:.0f} s.")
            self.process, self.not_before = None, now + self.pause
        if self.process is None and now >= self.not_before:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_stopped(self, deadline: float) -> None:
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.1, deadline - time.monotonic()))
            self.kill_group()

    def kill_group(self) -> None:
        """End what it may have left behind."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True)
class Supervisor:
    """Keeps the children and the private services up."""

    children: list[Child]
    watched: list[Server] = field(default_factory=list)

    def run(self) -> None:
        try:
            while True:
                for server in self.watched:
                    if not server.is_running():
                        say(f"{type(server).__name__.removesuffix('Server')} is down; it is started again.")
                        server.start()
                for child in self.children:
                    child.keep_up()
                time.sleep(0.5)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            self.stop()

    def stop(self) -> None:
        """End the children in order: ask all, wait for all, then make sure."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in self.children:
            child.wait_stopped(deadline)


def children_for(port: int) -> list[Child]:
    web = ("granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "2")
    celery = ("celery", "--app", "cbm_tracker", "--quiet")
    return [
        Child(
            "web server", [*web, "--blocking-threads", "4", "--log-level", "warning", "cbm_tracker.wsgi:application"]
        ),
        Child("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"]),
        Child("beat", [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]),
    ]


def port_to_use() -> int:
    """The port to serve on, from PORT; one that is taken ends the program with what to do."""
    told = os.environ.get("PORT") or "8000"
    port = int(told) if told.isdigit() else 0
    if not 0 < port < 65536:
        raise SystemExit(f"PORT is a number from 1 to 65535, not “{told}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = "is taken" if error.errno == 98 else f"cannot be used ({error.strerror})"
            raise SystemExit(
                f"Port {port} {why}: end what uses it, or choose another with “make run PORT=8001”."
            ) from error
    return port


@contextmanager
def only_here(var: Path) -> Iterator[bool]:
    """One `make run` in a folder; yields whether the one before was killed and left its services running."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "run.lock").open("a+")
        free = shutil.disk_usage(var).free // 1_000_000
    except OSError as error:
        raise SystemExit(
            f"{var} cannot be written to ({error.strerror}): choose another folder with CBM_VAR."
        ) from error
    if free < NEEDED_MEGABYTES:
        raise SystemExit(f"Only {free} MB are free under {var}: make room for {NEEDED_MEGABYTES} MB, or set CBM_VAR.")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SystemExit("The tracker runs from this folder already; one is enough.") from error
        lock.seek(0)
        was_killed = bool(lock.read())
        lock.truncate(0)
        lock.write("running")
        lock.flush()
        yield was_killed
        lock.truncate(0)


def set_up() -> None:
    """Bring the database, the reports and the demonstration accounts up to date."""
    with step("Preparing the database"):
        call_command("migrate", verbosity=0)
    for name in LIBRARIES:
        with step(f"Loading {name}"):
            call_command("load_report", settings.BASE_DIR / "fixtures" / name, verbosity=0)
    call_command("create_demonstration")
    connections.close_all()


def serve(port: int) -> None:
    began = time.monotonic()
    var = settings.CBM_VAR
    with only_here(var) as was_killed, ExitStack() as stack:
        say("The CBM Tracker")
        with step("Starting PostgreSQL and Valkey"):
            started = stack.enter_context(services(var))
        if was_killed:
            started[:] = servers(var)
        set_up()
        say(f"\n  http://{HOST}:{port}   ready after {time.monotonic() - began:.1f} s; Ctrl-C stops it.")
        say(f"  Passwords: {var / 'demonstration-accounts.txt'}")
        say(f"  Mail:      {var / 'outbox'}\n")
        try:
            Supervisor(children_for(port), servers(var)).run()
        except KeyboardInterrupt:
            say("\nStopped.")


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")
    signal.signal(signal.SIGTERM, interrupt)
    django.setup()
    if not settings.CBM_EMBEDDED:
        raise SystemExit(
            "“make run” starts private services: unset CBM_DATABASE_URL and CBM_MODE, or see docs/operations.md."
        )
    try:
        serve(port_to_use())
    except EmbeddedError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
