"""Supervises processes: one that ends is restarted, and none outlives this program."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.services import Server

LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0
SECONDS_TO_STOP = 20.0
SECONDS_BETWEEN_LOOKS_AT_SERVICES = 2.0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print what is being done, and how long it took."""
    sys.stdout.write(f"  {text} … ")
    sys.stdout.flush()
    began = time.monotonic()
    yield
    say(f"{time.monotonic() - began:.1f} s")


@contextmanager
def sweeping() -> Iterator[IO[str]]:
    """A process that ends what this one leaves behind when it is killed; yields the pipe on which it is told."""
    command = [sys.executable, "-m", "cbm_tracker.sweep"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, bufsize=1, start_new_session=True) as sweeper:
        yield cast("IO[str]", sweeper.stdin)


@dataclass(slots=True)
class SupervisedProcess:
    """A process that is started again when it ends, after a pause that grows while it keeps ending."""

    name: str
    command: Sequence[str]
    folder: Path
    sweeper: IO[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.5
    not_before: float = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        # Not of the terminal's process group: Ctrl-C reaches this program, which ends its children in order.
        self.process = subprocess.Popen([sys.executable, *self.command], cwd=self.folder, start_new_session=True)
        self.sweeper.write(f"+{self.process.pid}\n")

    def keep_up(self) -> None:
        """Restart it if it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            code = self.process.returncode
            self.end_group()
            self.pause = 1.0 if now - self.started_at > SETTLED_AFTER else min(self.pause * 2, LONGEST_PAUSE)
            say(f"The {self.name} ended ({code}); it is started again in {self.pause:.0f} s.")
            self.not_before = now + self.pause
        if self.process is None and now >= self.not_before:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait_stopped(self, deadline: float) -> None:
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.1, deadline - time.monotonic()))
            self.end_group()

    def end_group(self) -> None:
        """End it and whatever it left behind."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.sweeper.write(f"-{self.process.pid}\n")
            self.process = None


@dataclass(slots=True)
class Supervisor:
    """Keeps children up, and the private services they need."""

    children: Sequence[SupervisedProcess]
    services: Sequence[Server]
    next_look: float = 0.0
    pause: float = SECONDS_BETWEEN_LOOKS_AT_SERVICES

    def restart_ended(self) -> None:
        """Restart what has ended."""
        if time.monotonic() >= self.next_look:
            self.look_after_services()
        for child in self.children:
            child.keep_up()

    def look_after_services(self) -> None:
        """Restart services that have ended; if that fails, try again after a longer pause."""
        try:
            for server in self.services:
                if not server.is_running() and server.start():
                    say(f"{server.name} had ended; it was started again.")
            self.pause = SECONDS_BETWEEN_LOOKS_AT_SERVICES
        except EmbeddedError as error:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            say(f"{error} Tried again in {self.pause:.0f} s.")
        self.next_look = time.monotonic() + self.pause

    def stop(self) -> None:
        """End the children: ask all, wait for all, then kill what is left."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in self.children:
            child.wait_stopped(deadline)
