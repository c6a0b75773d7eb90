"""What breaks in a schedule, and when: planned by the seed alone, then carried out."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cbm_tracker.embedded import EmbeddedError
from tests.faults.processes import Everything, listener_of
from tests.schedules.history import History

# In each schedule so many things break.
BREAKS = (4, 6)
# Seconds that they stay broken.
BROKEN = (0.5, 3.0)
# The part of a schedule in which things break.
FROM, UNTIL = 0.1, 0.9
KILLS = ("web", "worker", "child", "beat", "database", "broker")
BROKER_CUT, CLOCK = "broker cut off", "clock set"
# By the folder that lies on a disk of its own, below that of the schedule.
DISKS = {"files full": "files", "database full": "postgres"}
NEMESES = (*KILLS, BROKER_CUT, CLOCK, *DISKS)
# Seconds by which the clock of our processes is set forward or back.
JUMPS = (-86_400, -3_600, -60, 60, 3_600, 86_400)
BLOCK = bytes(1 << 20)


@dataclass(frozen=True, slots=True)
class Break:
    """Something that breaks at a moment, in seconds since the beginning, and how long it stays so."""

    what: str
    moment: float
    lasts: float


def plan(seed: int, seconds: float, available: Sequence[str] = NEMESES) -> list[Break]:
    """What breaks when; one thing after the other, each whole again before the next breaks."""
    chance = random.Random(f"what breaks {seed}")
    number = chance.randint(*BREAKS)
    part = seconds * (UNTIL - FROM) / number
    # All are drawn from all there are: where one cannot be had the others stay as they are elsewhere.
    drawn = [chance.choice(NEMESES) for _ in range(number)]
    breaks = [
        Break(what, seconds * FROM + part * (index + chance.uniform(0, 0.4)), min(chance.uniform(*BROKEN), part * 0.6))
        for index, what in enumerate(drawn)
    ]
    return [each for each in breaks if each.what in available]


@dataclass
class Nemesis:
    """Breaks things, and mends them."""

    all_of_it: Everything
    history: History
    chance: random.Random
    clock: Path
    faults: list[str] = field(default_factory=list)

    def carry_out(self, breaks: Sequence[Break], stop: threading.Event) -> None:
        for each in breaks:
            if stop.wait(max(0.0, each.moment - self.history.now())):
                return
            began = self.history.now()
            self.broken_by(each.what)(each.lasts)
            self.keep_up()
            self.history.breaks.append((each.what, began, self.history.now()))

    def broken_by(self, what: str) -> Callable[[float], None]:
        if what in DISKS:
            return partial(self.fill, self.all_of_it.var / DISKS[what])
        others = {BROKER_CUT: self.cut_broker_off, CLOCK: self.set_clock}
        return others.get(what, partial(self.kill, what))

    def kill(self, what: str, lasts: float) -> None:
        self.all_of_it.kill(what)
        time.sleep(lasts)

    def cut_broker_off(self, lasts: float) -> None:
        """It answers nobody, and no connection is refused."""
        pid = listener_of(self.all_of_it.broker.socket)
        if pid:
            os.kill(pid, signal.SIGSTOP)
            time.sleep(lasts)
            os.kill(pid, signal.SIGCONT)

    def set_clock(self, lasts: float) -> None:
        write_clock(self.clock, self.chance.choice(JUMPS))
        time.sleep(lasts)
        write_clock(self.clock, 0)

    def fill(self, folder: Path, lasts: float) -> None:
        filler = folder / "filler"
        deadline = time.monotonic() + lasts
        with suppress(OSError), filler.open("ab", buffering=0) as file:
            while time.monotonic() < deadline:
                file.write(BLOCK)
        time.sleep(max(0.0, deadline - time.monotonic()))
        filler.unlink(missing_ok=True)

    def keep_up(self) -> None:
        """All is started again; what does not start at once is told at the end."""
        try:
            self.all_of_it.keep_up()
        except EmbeddedError as error:
            self.faults.append(str(error))

    def heal(self) -> Iterator[str]:
        """All is whole: what did not start before does so now, or is told."""
        self.faults.clear()
        self.keep_up()
        yield from self.faults


def write_clock(path: Path, seconds: int) -> None:
    """Set the clock of our processes; put in place whole, since they read it at any moment."""
    fresh = path.with_suffix(".new")
    fresh.write_text(f"{seconds:+d}s\n")
    fresh.replace(path)


def clock_environment(clock: Path) -> dict[str, str]:
    """What lets a process read the clock that `write_clock` sets; none where libfaketime is not installed."""
    library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
    if library is None:
        return {}
    write_clock(clock, 0)
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        # How long something takes is measured by a clock that nobody sets.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
