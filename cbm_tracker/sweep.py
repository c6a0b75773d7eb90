"""Outlives `make run` by a moment, to end the processes that it leaves behind when it is killed.

It reads which there are from a pipe, “+” and “-” before the number of each: the pipe ends with its writer, however
that ends.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

SECONDS_TO_STOP = 5.0


def left_behind(lines: Iterable[str]) -> set[int]:
    """The process groups that were started and have not ended, once the writer is gone."""
    groups: set[int] = set()
    for line in lines:
        number = int(line[1:])
        if line.startswith("+"):
            groups.add(number)
        else:
            groups.discard(number)
    return groups


def send(groups: Iterable[int], number: signal.Signals) -> None:
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, number)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if groups := left_behind(sys.stdin):
        send(groups, signal.SIGTERM)
        time.sleep(SECONDS_TO_STOP)
        send(groups, signal.SIGKILL)


if __name__ == "__main__":
    main()
