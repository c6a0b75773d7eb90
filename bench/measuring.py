"""CPU time: of this process, and of the PostgreSQL backends that work for it."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import psycopg
from django.conf import settings

PROCESSES = Path("/proc")
# Rounds in which every contender has its turn, so that what else the machine does meets all alike.
ROUNDS = 9
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"

type Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU."""

    here: float
    database: float

    @property
    def seconds(self) -> float:
        return self.here + self.database

    def over(self, count: int) -> "Cost":
        """What one of so many costs."""
        return Cost(self.here / count, self.database / count)

    @property
    def milliseconds(self) -> float:
        return self.seconds * 1000


@cache
def watcher() -> psycopg.Connection:
    """A connection that works for nobody: it tells which others there are."""
    database = settings.DATABASES["default"]
    return psycopg.connect(host=database["HOST"], dbname=database["NAME"], user=database["USER"], autocommit=True)


def backend_seconds() -> dict[int, float]:
    """What each backend has used up to now."""
    return {pid: seconds_of(pid) for (pid,) in watcher().execute(BACKENDS).fetchall()}


def seconds_of(process: int) -> float:
    """The CPU time of a process, which Linux counts in nanoseconds."""
    return int((PROCESSES / str(process) / "schedstat").read_text().split()[0]) / 1e9


@contextmanager
def counted() -> Iterator[list[Cost]]:
    """Counts what is used meanwhile; the list has the cost afterwards."""
    found: list[Cost] = []
    before, here = backend_seconds(), time.process_time()
    yield found
    here = time.process_time() - here
    after = backend_seconds()
    found.append(Cost(here, sum(seconds - before.get(pid, 0) for pid, seconds in after.items())))


def peak(work: Work) -> int:
    """By how many bytes this process grows at most meanwhile."""
    own = PROCESSES / "self"
    (own / "clear_refs").write_text("5")
    before = memory("VmRSS")
    work()
    return memory("VmHWM") - before


def memory(name: str) -> int:
    [line] = [line for line in (PROCESSES / "self" / "status").read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) * 1024


def compare(contenders: Mapping[str, Work], *, times: int, rounds: int = ROUNDS) -> dict[str, Cost]:
    """What one answer costs each contender: the median of several rounds of so many answers."""
    for work in contenders.values():
        for _ in range(min(times, 3)):
            work()
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            gc.collect()
            with counted() as found:
                for _ in range(times):
                    work()
            costs[name].append(Cost(found[0].here / times, found[0].database / times))
    return {name: middle(found) for name, found in costs.items()}


def middle(costs: list[Cost]) -> Cost:
    return Cost(median(cost.here for cost in costs), median(cost.database for cost in costs))
