"""Outlives `make run` by a moment, to end the processes it leaves behind when it is killed.

A pipe tells it which processes there are, by “+” and “-” before their numbers; the pipe ends with whoever writes to
it, however that ends.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings

from cbm_tracker.embedded.services import stop_abandoned

SECONDS_TO_STOP = 5.0


def unfinished_groups(lines: Iterable[str]) -> set[int]:
    """The process groups that were started and have not ended when the pipe closes."""
    groups: set[int] = set()
    for line in lines:
        group = int(line[1:])
        if line.startswith("+"):
            groups.add(group)
        else:
            groups.discard(group)
    return groups


def send(groups: Iterable[int], signal_number: int) -> set[int]:
    """Signal process groups; returns those that still exist."""
    found = set()
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, signal_number)
            found.add(group)
    return found


def end_groups(groups: set[int]) -> None:
    """Ask process groups to end, and kill them after a while."""
    groups = send(groups, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_STOP
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        groups = send(groups, 0)
    send(groups, signal.SIGKILL)


def main() -> None:
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, signal.SIG_IGN)
    end_groups(unfinished_groups(sys.stdin))
    stop_abandoned(settings.CBM_VAR)


if __name__ == "__main__":
    main()
