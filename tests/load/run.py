"""One run: people come, processes are killed, people go."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from measures.models import Measure, User
from tests.faults.mail import Sink
from tests.faults.processes import Everything
from tests.faults.rounds import begin_round, mails_of, mails_sent, patiently, prepare
from tests.load.client import Client, Exchange, Person
from tests.load.downtime import Downtime
from tests.load.memory import EVERY, Memory
from tests.load.readers import Reader
from tests.load.stage import Stage
from tests.load.writers import Importer, Ledger, Writer
from tests.sites import free_port

LONGEST = 240.0


@dataclass
class Run:
    """What a run is made of, and what came of it."""

    seconds: float
    chance: random.Random
    rows: int
    recipients: int
    people: int
    sink: Sink = field(default_factory=Sink)
    ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    exchanges: list[Exchange] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    rounds: int = 0
    measure: Measure = field(init=False)
    author: User = field(init=False)
    stop: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)

    def client(self, token: str = "") -> Client:
        return Client(self.ports, random.Random(self.chance.random()), self.exchanges, token)

    def readers(self, stage: Stage) -> list[Reader]:
        """Strangers, readers and editors by turns."""
        tokens = ("", stage.reader_token, stage.editor_token)
        return [
            Reader(self.client(tokens[index % len(tokens)]), self.stop, stage.addresses) for index in range(self.people)
        ]

    def writers(self, stage: Stage) -> list[Writer]:
        return [
            Writer(self.client(token), self.stop, user.name, stage.keys, self.ledger)
            for user, token in stage.writers.items()
        ]

    def importer(self, stage: Stage) -> Importer:
        client = Client(self.ports, random.Random(self.chance.random()), self.exchanges, session=stage.editor_session)
        return Importer(client, self.stop, self.rows, self.seconds / 20)

    def begin(self) -> None:
        """The first due day, before there is anybody who could find that there is nothing to say."""
        self.measure, self.author = prepare(self.recipients)
        begin_round(0, self.measure, self.author)
        self.rounds = 1

    def remind(self) -> None:
        """One due day after the other, each when the one before is told."""
        while self.is_told() and not self.stop.wait(self.seconds / 20):
            patiently(lambda: begin_round(self.rounds, self.measure, self.author))
            self.rounds += 1
        connection.close()

    def is_told(self) -> bool:
        deadline = time.monotonic() + LONGEST
        while patiently(mails_sent) < mails_of(self.recipients):
            if time.monotonic() > deadline:
                self.faults.append(f"Due day {self.rounds} is not told in {LONGEST:.0f} s")
                return False
            time.sleep(0.5)
        return True

    def play(self, everybody: Sequence[Person], all_of_it: Everything) -> tuple[Downtime, Memory]:
        """Let all of it happen, until it is over."""
        downtime = Downtime(all_of_it, self.ports, self.chance)
        memory = Memory([*all_of_it.webs, *all_of_it.workers])
        reminding = threading.Thread(target=self.remind, daemon=True)
        killing = threading.Thread(target=downtime.kill_each_once, args=(self.seconds, self.stop), daemon=True)
        threads = [*everybody, reminding, killing]
        downtime.wait_until_ready()
        ends = time.monotonic() + self.seconds
        for thread in threads:
            thread.start()
        while time.monotonic() < ends:
            memory.look()
            time.sleep(EVERY)
        self.stop.set()
        # It has set the stage, before the database was killed.
        connection.close()
        for thread in threads:
            thread.join(LONGEST)
            if thread.is_alive():
                self.faults.append(f"{thread} does not end")
        self.faults += [fault for person in everybody for fault in person.faults]
        self.faults += downtime.faults
        return downtime, memory
