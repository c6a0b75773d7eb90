"""How much memory web servers and workers hold, as time goes by."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.processes import Process

PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1_000_000
# Seconds between two looks.
EVERY = 1.0
# Seconds until a process has seen everything once; whoever does not live thrice as long is not judged.
WARM_UP = 60.0


@dataclass
class Memory:
    """The resident memory of each process with all its children, by how old it was."""

    processes: Sequence[Process]
    seen: dict[tuple[str, int], list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))
    began: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        held = held_by_session()
        for process in self.processes:
            if process.running is not None and (size := held.get(process.running.pid)):
                index = process.running.pid
                age = time.monotonic() - self.began.setdefault(index, time.monotonic())
                self.seen[process.name, index].append((age, size))

    def growth(self) -> Iterator[tuple[str, float, float]]:
        """Of each that lived long enough: megabytes at most in the first and in the last third after its warm-up."""
        for (name, index), looks in sorted(self.seen.items()):
            warm = [(age, size / MEGABYTE) for age, size in looks if age >= WARM_UP]
            if warm and warm[-1][0] >= 3 * WARM_UP:
                third = (warm[-1][0] - warm[0][0]) / 3
                first = max(size for age, size in warm if age <= warm[0][0] + third)
                last = max(size for age, size in warm if age >= warm[-1][0] - third)
                yield f"{name} ({index})", first, last


def held_by_session() -> dict[int, int]:
    """Bytes that are resident, by the process that leads the session."""
    held: dict[int, int] = defaultdict(int)
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            # The name of a program may hold blanks and brackets.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            held[int(fields[3])] += int(fields[21]) * PAGE
    return held
