"""Runs a module in a process of its own, which knows nothing of the record and has so much memory and time.

Whatever a hostile input does to its reader it does to that process. `run_confined` starts it and tells how it ended;
within it, `write_lines` takes no more than it is given, and writes what is found, each as a line of JSON.
"""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from errno import ENOSPC
from signal import SIGABRT, SIGKILL, SIGXCPU, SIGXFSZ
from typing import IO

logger = logging.getLogger(__name__)

# A process is waited for longer than it may work, for the machine may be busy.
PATIENCE = 4


class ExitStatus(IntEnum):
    """How the process ends, unless something kills it."""

    WELL = 0
    DAMAGED = 3
    TOO_LARGE = 4
    NO_ROOM = 5


# Who takes too much may be ended by the library, which gets no memory, by the system, which has none, or by a limit.
ENDED_AS_TOO_LARGE = (ExitStatus.TOO_LARGE, -SIGABRT, -SIGKILL, -SIGXCPU, -SIGXFSZ)


class DamagedInputError(Exception):
    """What was given to a process cannot be read."""


class InputTooLargeError(Exception):
    """What was given to a process would take more than is allowed."""


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """What a process may take: bytes of memory, seconds of work, bytes of a file that it writes."""

    memory: int
    seconds: int
    written: int


FROM_THE_WEB = ResourceLimits(memory=1 << 30, seconds=10, written=50_000_000)


def run_confined(module: str, *arguments: str, output: IO[bytes], patience: float, content: bytes = b"") -> None:
    """Let a module do its work on what it reads from its input. Raises one of two errors, whatever happens to it."""
    # It can import what is imported here, and is told none of the secrets that the environment has.
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-P", "-m", module, *arguments]
    try:
        ran = subprocess.run(
            command,
            env=environment,
            input=content,
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputTooLargeError from error
    if ran.returncode == ExitStatus.WELL:
        return
    logger.warning("%s ended with %d: %s", module, ran.returncode, ran.stderr[-2000:].decode(errors="replace"))
    if ran.returncode == ExitStatus.NO_ROOM:
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    raise InputTooLargeError if ran.returncode in ENDED_AS_TOO_LARGE else DamagedInputError


def write_lines(lines: Callable[[], Iterable[object]], allowance: ResourceLimits) -> ExitStatus:
    """Write what is found; an error is printed, and the exit code says what to make of it."""
    be_limited(allowance)
    try:
        for line in lines():
            sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode(errors="replace") + b"\n")
        sys.stdout.buffer.flush()
    except BaseException as error:  # noqa: BLE001 a panic of a library is no Exception
        sys.stderr.write(repr(error))
        if isinstance(error, MemoryError | InputTooLargeError):
            return ExitStatus.TOO_LARGE
        return ExitStatus.NO_ROOM if isinstance(error, OSError) and error.errno == ENOSPC else ExitStatus.DAMAGED
    return ExitStatus.WELL


def be_limited(allowance: ResourceLimits) -> None:
    """Take no more than is given, and leave it to whoever waits for this process to end it early."""
    limits = {"AS": allowance.memory, "CPU": allowance.seconds, "FSIZE": allowance.written, "CORE": 0}
    for name, most in limits.items():
        # Less that is given already goes on to hold, and not every system knows every limit.
        with suppress(ValueError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    # Whoever stops a command or a service may send these to all its processes: nothing is wrong with the input.
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.SIG_IGN)
