"""Those who write: developments, corrections, checks and reviews, each sent again until it is answered."""

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from typing import Any

from tests.load.client import Answer, Client, Person

API = "/api/v1"
LOOKS_EVERY = 0.5
BOUNDARY = "between-the-parts"


@dataclass
class Ledger:
    """What was answered with success, by which the record is judged at the end."""

    entries: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    # Sources that wait for a reviewer.
    waiting: deque[str] = field(default_factory=deque)


class Writer(Person):
    """An editor's program."""

    pause = 0.2

    def __init__(self, client: Client, stop: threading.Event, name: str, keys: list[str], ledger: Ledger) -> None:
        super().__init__(client, stop)
        self.called, self.keys, self.ledger = name, keys, ledger
        self.serials = count(1)
        self.logged: list[str] = []

    def act(self) -> None:
        [what] = self.client.chance.choices((self.log, self.correct, self.check, self.review), (6, 2, 2, 3))
        what(f"{self.called} {next(self.serials)}")

    def log(self, title: str) -> None:
        source = {
            "title": f"Source of {title}",
            "publisher": "Harbour office",
            "url": f"https://example.org/{key_of(title)}",
        }
        body = {"report": "busy", "sources": [source], **self.development(title)}
        body["marking"] = self.client.chance.choice(("public", "public", "participants", "internal"))
        entry = self.sent(f"{API}/entries/", body, what="log", key=title)
        if entry:
            self.logged.append(entry["key"])
            self.ledger.entries.append(entry["key"])
            self.ledger.sources.append(source["title"])
            self.ledger.waiting += [cited["key"] for cited in entry["sources"]]

    def correct(self, title: str) -> None:
        if not self.logged:
            return
        corrected = self.logged.pop(self.client.chance.randrange(len(self.logged)))
        body = {**self.development(title), "reason": "It was wrong."}
        if entry := self.sent(f"{API}/entries/{corrected}/correction/", body, what="correct", key=title):
            self.ledger.entries.append(entry["key"])

    def check(self, title: str) -> None:
        keys = self.client.chance.sample(self.keys, 2)
        if made := self.sent(f"{API}/checks/", {"measures": keys}, what="check", key=title):
            self.ledger.entries += [entry["key"] for entry in made["entries"]]

    def review(self, title: str) -> None:
        if not self.ledger.waiting:
            return
        source = self.ledger.waiting.popleft()
        body = {"state": "accepted", "note": title}
        if self.sent(f"{API}/evidence/{source}/reviews/", body, what="review", key=title):
            self.ledger.reviews.append(title)

    def development(self, title: str) -> dict[str, Any]:
        choice = self.client.chance.choice
        on = choice(self.keys)
        bearing = {"on": on, "direction": choice(("toward", "away", "either", "background")), "about": "none"}
        view = {
            "whose": "independent", "on": on, "about": "NORTHSHORE", "level": choice((0, 1, 2)), "direction": "toward",
            "confidence": "low", "text": "As it looks from here.",
        }  # fmt: skip
        return {
            "occurred": f"202{choice('345')}-0{choice('123456789')}",
            "title": f"Written by {title}",
            "narrative": "The harbour office said so.",
            "track": "official",
            "claim": "reported",
            "bears_on": [bearing],
            "views": [view],
        }

    def sent(self, path: str, body: Any, *, what: str, key: str) -> Any:
        answer = self.client.post(path, body, what=what, key=key_of(key))
        if answer.status != HTTPStatus.CREATED:
            self.faults.append(f"{what} was answered {answer.status}: {answer.body[:300].decode(errors='replace')}")
            return None
        return answer.json


class Importer(Person):
    """Imports a table, waits until it is written, rests, and imports the next."""

    def __init__(self, client: Client, stop: threading.Event, rows: int, rest: float) -> None:
        super().__init__(client, stop)
        self.rows, self.pause = rows, rest
        self.serials = count(1)
        self.imported: list[str] = []

    def act(self) -> None:
        index = next(self.serials)
        job = self.receive(index).json["key"]
        self.ask_to_write(job, f"import-{index}-write")
        while (state := self.state(job)) != "applied":
            if state not in ("waiting", "running"):
                self.faults.append(f"Import {index} is {state}")
                return
            time.sleep(LOOKS_EVERY)
        self.imported.append(f"I{index}-")

    def receive(self, index: int) -> Answer:
        body = form(self.table(index), report="imported", title="An imported report")
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        key = f"import-{index}"
        address = f"{API}/imports/"
        return self.client.insist("POST", address, body, what="import", Content_Type=kind, Idempotency_Key=key)

    def table(self, index: int) -> str:
        lines = [f"I{index}-{row:05},Rows in bulk {row},NORTHSHORE,in_progress" for row in range(self.rows)]
        return "\r\n".join(["Code,Title,Party,Status", *lines, ""])

    def ask_to_write(self, job: str, key: str) -> None:
        self.client.post(f"{API}/imports/{job}/acts/", {"act": "write"}, what="import", key=key)

    def state(self, job: str) -> str:
        answer = self.client.insist("GET", f"{API}/imports/{job}/", what="import")
        return str(json.loads(answer.body)["state"])


def form(table: str, **fields: str) -> bytes:
    """A form with a file, as browsers send it."""
    names = 'Content-Disposition: form-data; name="{}"'
    parts = [f"{names.format(name)}\r\n\r\n{text}" for name, text in fields.items()]
    parts.append(f'{names.format("file")}; filename="rows.csv"\r\nContent-Type: text/csv\r\n\r\n{table}')
    return "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts).encode() + f"--{BOUNDARY}--\r\n".encode()


def key_of(title: str) -> str:
    return title.replace(" ", "-")
