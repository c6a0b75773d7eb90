"""Kills a web server, a worker and the database, once each, and knows while what was down."""

import random
import threading
import time
from dataclasses import dataclass, field

from cbm_tracker.run import is_answering
from tests.faults.processes import Everything
from tests.load.client import Exchange

KILLED = ("web", "worker", "database")
# Within this part of the run, so that all is warm before and all is seen after.
FROM, UNTIL = 0.2, 0.85
# Seconds that go by until somebody starts it again.
DEAD = (0.5, 3.0)
LONGEST = 120.0


@dataclass
class Downtime:
    """When something that answers requests was down."""

    all_of_it: Everything
    ports: list[int]
    chance: random.Random
    windows: list[tuple[str, float, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def kill_each_once(self, seconds: float, stop: threading.Event) -> None:
        """Each in a part of the run of its own, at a random moment of it."""
        began = time.monotonic()
        part = seconds * (UNTIL - FROM) / len(KILLED)
        for index, what in enumerate(self.chance.sample(KILLED, len(KILLED))):
            moment = began + seconds * FROM + part * (index + self.chance.uniform(0, 0.6))
            stop.wait(max(0.0, moment - time.monotonic()))
            self.kill(what)

    def kill(self, what: str) -> None:
        died = time.monotonic()
        self.all_of_it.kill(what)
        time.sleep(self.chance.uniform(*DEAD))
        self.all_of_it.keep_up()
        self.wait_until_ready()
        self.windows.append((what, died, time.monotonic()))

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + LONGEST
        while not all(is_answering(port) for port in self.ports):
            if time.monotonic() > deadline:
                self.faults.append(f"Not ready after {LONGEST:.0f} s")
                return
            time.sleep(0.1)

    def covers(self, exchange: Exchange) -> bool:
        """Whether something was down while this was asked; a worker answers no requests."""
        return any(
            died <= exchange.ended and exchange.began <= ready for what, died, ready in self.windows if what != "worker"
        )
