"""Those who read while things break, and note which titles stood in what they were answered."""

import re
import threading
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from tests.load.client import CUT, Client, Person
from tests.load.writers import API
from tests.schedules.history import History, Kind, Outcome, Reading
from tests.schedules.stage import Eyes

TITLE = re.compile(r"Written by Writer \d+ \d+")
JOURNAL = f"{API}/entries/?report=busy&page_size=100"
# Of all, and of one measure.
PATHS = (
    JOURNAL,
    JOURNAL,
    f"{API}/entries/?format=csv&report=busy",
    f"{API}/entries/?q=written",
    f"{API}/changes/?report=busy&from=2023-01-02&to=2026-12-31",
    f"{API}/measures/{{}}/entries/",
    f"{API}/measures/{{}}/standing/",
    "/journal/?report=busy",
    "/changes/?report=busy",
    "/?report=busy",
    "/search/?q=written",
    "/measures/{}/",
)


class Reader(Person):
    """Reads lists, pages and tables, and asks for what was acknowledged; keeps what each answer showed."""

    pause = 0.15

    def __init__(
        self, eyes: Eyes, client: Client, stop: threading.Event, history: History, keys: Sequence[str]
    ) -> None:
        super().__init__(client.chance, stop, eyes.who)
        self.eyes, self.client, self.history, self.keys = eyes, client, history, keys

    def act(self) -> None:
        if self.eyes.see_everything and self.chance.random() < 0.5:
            self.ask_for_what_was_acknowledged()
        else:
            self.read(self.chance.choice(PATHS).format(self.chance.choice(self.keys)))

    def ask_for_what_was_acknowledged(self) -> None:
        """The newest as likely as all others together."""
        kinds = (Kind.LOG, Kind.CORRECT)
        made = [act for act in list(self.history.acts) if act.kind in kinds and act.outcome is Outcome.ACKNOWLEDGED]
        if made:
            self.read_entry(self.chance.choice((made[-1], self.chance.choice(made))).keys[0])

    def read_entry(self, key: str) -> None:
        """What was acknowledged is asked for by its key, by somebody who may read everything."""
        self.read(f"{API}/entries/{key}/", key=key)

    def read(self, path: str, *, key: str = "") -> None:
        began = self.history.now()
        answer = self.client.send("GET", path, what="read")
        seen: list[Any] = sorted(set(TITLE.findall(answer.body.decode(errors="replace"))))
        missing = [key] if key and answer.status == HTTPStatus.NOT_FOUND else []
        self.history.add(Reading(self.name, self.eyes.markings, path, began, self.history.now(), seen, missing))
        if not missing and answer.status not in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE, CUT):
            self.faults.append(f"{answer.status} of {path}: {answer.body[:200].decode(errors='replace')}")
