"""Keeps processes up: one that ends is started again, and none outlives this program."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cbm_tracker.embedded import EmbeddedError
from cbm_tracker.embedded.services import Server

LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0
SECONDS_TO_STOP = 20.0
SECONDS_BETWEEN_LOOKS_AT_SERVICES = 2.0
PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def end_with_parent() -> None:
    """Let a child end when this process is killed, where the system can (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """A process that is started again when it ends, after a pause that grows while it keeps ending."""

    name: str
    command: Sequence[str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.5
    not_before: float = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            cwd=self.folder,
            # Not of the terminal's process group: Ctrl-C reaches this program, which ends its children in order.
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (there are no threads here)
        )

    def keep_up(self) -> None:
        """Start it again if it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.end_group()
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
            self.end_group()

    def end_group(self) -> None:
        """End it, and what it may have left behind."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True)
class Supervisor:
    """Keeps children up, and the private services they need."""

    children: Sequence[Child]
    services: Sequence[Server]
    next_look: float = 0.0
    pause: float = SECONDS_BETWEEN_LOOKS_AT_SERVICES

    def look_after(self) -> None:
        """Start again what has ended."""
        if time.monotonic() >= self.next_look:
            self.look_after_services()
        for child in self.children:
            child.keep_up()

    def look_after_services(self) -> None:
        """Start again what has ended; where that fails, for want of room perhaps, try again after a longer pause."""
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
        """End the children in order: ask all, wait for all, then make sure."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in self.children:
            child.wait_stopped(deadline)
