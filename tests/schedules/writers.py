"""The five who write, each by one of the doors, and who loads the newer versions of a library."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.db import Error, connection

from measures.library.load import load_library
from tests.load.client import Person
from tests.load.writers import development
from tests.schedules.doors import Door, Reply
from tests.schedules.history import Act, History, Kind, Outcome
from tests.schedules.readers import Reader
from tests.schedules.stage import NOWHERE, GrowingLibrary

MARKINGS = ("public", "public", "participants", "internal")
# How often each act is chosen.
WEIGHTS = {Kind.LOG: 7, Kind.CORRECT: 2, Kind.CHECK: 2, Kind.REVIEW: 3, Kind.FILE: 2, Kind.TIGHTEN: 1, Kind.REDACT: 1}
# How often what was logged is read at once.
READS_BACK = 0.5
FILE_SIZES = (1_000, 200_000)
# Seconds between two versions of the library.
VERSION_EVERY = 6.0


@dataclass
class Shared:
    """What writers leave for each other."""

    keys: Sequence[str]
    # Sources that wait for a reviewer.
    waiting: deque[str] = field(default_factory=deque)
    # Called with the key of what is taken away, and whether that is known.
    taken_away: Callable[[str, bool], None] = lambda key, is_known: None


class Actor(Person):
    """Somebody whose acts go into the history; their connection to the database is theirs."""

    def __init__(self, name: str, chance: random.Random, stop: threading.Event, history: History) -> None:
        super().__init__(chance, stop, name)
        self.history = history

    def run(self) -> None:
        super().run()
        connection.close()


class Writer(Actor):
    """Logs, corrects, checks, reviews, uploads, tightens and redacts what is theirs."""

    pause = 0.15

    def __init__(self, name: str, door: Door, shared: Shared, reader: Reader, *rest: Any) -> None:
        super().__init__(name, *rest)
        self.door, self.shared, self.reader = door, shared, reader
        self.serials = count(1)
        # Entries of theirs that count, with their markings.
        self.mine: dict[str, str] = {}
        # By a correction, what it has corrected, one version after the other.
        self.corrected: dict[str, tuple[str, ...]] = {}

    def act(self) -> None:
        [kind] = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        serial = f"{self.name} {next(self.serials)}"
        {
            Kind.LOG: self.log,
            Kind.CORRECT: self.correct,
            Kind.CHECK: self.check,
            Kind.REVIEW: self.review,
            Kind.FILE: self.file,
            Kind.TIGHTEN: self.tighten,
            Kind.REDACT: self.redact,
        }[kind](serial)

    def log(self, serial: str) -> None:
        marking = self.chance.choice(MARKINGS)
        source = {
            "title": f"Source of {serial}",
            "publisher": "Harbour office",
            "url": f"{NOWHERE}/{serial.replace(' ', '-')}",
        }
        body = {"report": "busy", "marking": marking, "sources": [source], **self.development(serial)}
        reply = self.kept(Kind.LOG, [body["title"]], lambda: self.door.log(serial, body), marking=marking)
        self.mine |= dict.fromkeys(reply.keys, marking)
        self.shared.waiting += reply.sources
        if reply.keys and self.chance.random() < READS_BACK:
            self.reader.read_entry(reply.keys[0])

    def correct(self, serial: str) -> None:
        if key := self.one_of_mine():
            marking = self.mine.pop(key)
            body = {**self.development(serial), "reason": "It was wrong."}
            reply = self.kept(
                Kind.CORRECT, [body["title"]], lambda: self.door.correct(serial, key, body), marking=marking
            )
            self.mine |= dict.fromkeys(reply.keys, marking)
            self.corrected |= dict.fromkeys(reply.keys, (*self.corrected.get(key, ()), key))

    def check(self, serial: str) -> None:
        measure = self.chance.choice(self.shared.keys)
        self.kept(Kind.CHECK, [serial], lambda: self.door.check(serial, measure))

    def review(self, serial: str) -> None:
        if self.shared.waiting:
            source = self.shared.waiting.popleft()
            self.kept(Kind.REVIEW, [f"Review {serial}"], lambda: self.door.review(f"Review {serial}", source))

    def file(self, serial: str) -> None:
        size = self.chance.choice(FILE_SIZES)
        self.kept(Kind.FILE, [f"File {serial}"], lambda: self.door.file(f"File {serial}", size))

    def tighten(self, serial: str) -> None:
        if key := self.one_of_mine():
            self.mine.pop(key)
            marking = self.chance.choice(("participants", "internal"))
            # What an entry corrects is tightened with it.
            keys = [key, *self.corrected.get(key, ())]
            self.withdrawn(Kind.TIGHTEN, keys, lambda: self.door.tighten(serial, key, marking), marking)

    def redact(self, serial: str) -> None:
        if key := self.one_of_mine():
            self.mine.pop(key)
            self.withdrawn(Kind.REDACT, [key], lambda: self.door.redact(serial, key), "public")

    def one_of_mine(self) -> str:
        return self.chance.choice(list(self.mine)) if self.mine else ""

    def development(self, serial: str) -> dict[str, Any]:
        return development(serial, self.shared.keys, self.chance)

    def withdrawn(self, kind: Kind, keys: Sequence[str], act: Callable[[], Reply], marking: str) -> None:
        """Entries were to be taken away: from then on, if that is known, nobody may be sent them."""
        for key in keys:
            self.shared.taken_away(key, False)
        reply = self.kept(kind, keys, act, marking=marking)
        if reply.outcome is Outcome.ACKNOWLEDGED and marking != "participants":
            for key in keys:
                self.shared.taken_away(key, True)

    def kept(self, kind: Kind, subjects: Sequence[str], act: Callable[[], Reply], *, marking: str = "public") -> Reply:
        """Act, and keep in the history, for each of its subjects, what was replied."""
        began = self.history.now()
        reply = act()
        ended, keys = self.history.now(), tuple(filter(None, reply.keys))
        for each in subjects:
            self.history.add(Act(self.name, kind, each, began, ended, reply.outcome, keys, marking, reply.problem))
        return reply


class Loader(Actor):
    """Loads one version of a library after the other, each with one development more."""

    pause = VERSION_EVERY

    def __init__(self, folder: Path, *rest: Any) -> None:
        super().__init__("The loader", *rest)
        self.path, self.library = folder / "library.yaml", GrowingLibrary()

    def act(self) -> None:
        title = self.library.grow()
        self.path.write_text(self.library.as_text(), encoding="utf-8")
        began, outcome = self.history.now(), Outcome.UNKNOWN
        # A version that may have been loaded can be loaded again: that changes nothing.
        while outcome is Outcome.UNKNOWN and not self.stop.is_set():
            try:
                load_library(self.path)
                outcome = Outcome.ACKNOWLEDGED
            except Error:
                connection.close()
                time.sleep(0.5)
        self.history.add(Act(self.name, Kind.LOAD, title, began, self.history.now(), outcome))
