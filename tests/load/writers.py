"""Those who write: developments, corrections, checks and reviews, each sent again until it is answered."""

import random
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from typing import Any

from tests.load.client import Answer, Client, Person

API = "/api/v1"
LOOKS_EVERY = 0.5
BOUNDARY = "between-the-parts"
# What the page of an import shows while it is under way, and once it is written.
UNDER_WAY, MAY_BE_UNDONE = b"<progress", b'value="undo"'


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
        super().__init__(client.chance, stop)
        self.client = client
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
        body = {"report": "busy", "sources": [source], **development(title, self.keys, self.client.chance)}
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
        body = {**development(title, self.keys, self.client.chance), "reason": "It was wrong."}
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

    def sent(self, path: str, body: Any, *, what: str, key: str) -> Any:
        answer = self.client.post(path, body, what=what, key=key_of(key))
        if answer.status != HTTPStatus.CREATED:
            self.faults.append(f"{what} was answered {answer.status}: {answer.body[:300].decode(errors='replace')}")
            return None
        return answer.json


def development(title: str, keys: Sequence[str], chance: random.Random) -> dict[str, Any]:
    """What bears on one of the measures, with a view of it, as the API takes it."""
    choice = chance.choice
    on = choice(keys)
    bearing = {"on": on, "direction": choice(("toward", "away", "either", "background")), "about": "none"}
    view = {
        "on": on, "about": "NORTHSHORE", "level": choice((0, 1, 2)), "direction": "toward",
        "confidence": "low", "text": "As it looks from here.", "why_changed": "It was looked at anew.",
    }  # fmt: skip
    return {
        "occurred": f"202{choice('345')}-0{choice('123456789')}",
        "title": f"Written by {title}",
        "narrative": "The harbour office said so.",
        "track": "official",
        "claim": "reported",
        "bears_on": [bearing],
        "assessments": [view],
    }


class Importer(Person):
    """Imports a table on its pages, waits until it is written, rests, and imports the next."""

    def __init__(self, client: Client, stop: threading.Event, rows: int, rest: float) -> None:
        super().__init__(client.chance, stop)
        self.client = client
        self.rows, self.pause = rows, rest
        self.serials = count(1)
        self.imported: list[str] = []

    def act(self) -> None:
        index = next(self.serials)
        received = self.receive(index)
        if received.status != HTTPStatus.FOUND:
            self.faults.append(f"Import {index} was answered {received.status}: {received.body[:300]!r}")
            return
        page = received.headers["location"]
        self.ask_to_write(page)
        while MAY_BE_UNDONE not in (shown := self.client.insist("GET", page, what="import").body):
            if UNDER_WAY not in shown:
                self.faults.append(f"Import {index} is neither under way nor written: {page}")
                return
            time.sleep(LOOKS_EVERY)
        self.imported.append(f"I{index}-")

    def receive(self, index: int) -> Answer:
        table = self.table(index).encode()
        body, kind = multipart(table, "rows.csv", report="imported", marking="public")
        return self.client.insist("POST", "/imports/", body, what="import", Content_Type=kind)

    def table(self, index: int) -> str:
        lines = [f"I{index}-{row:05},Rows in bulk {row},NORTHSHORE,in_progress" for row in range(self.rows)]
        return "\r\n".join(["Code,Title,Party,Status", *lines, ""])

    def ask_to_write(self, page: str) -> None:
        kind = "application/x-www-form-urlencoded"
        self.client.insist("POST", f"{page}act/", b"act=write", what="import", Content_Type=kind)


def multipart(content: bytes, name: str, **fields: str) -> tuple[bytes, str]:
    """A form with a file, as browsers send it, and its Content-Type."""
    disposition = 'Content-Disposition: form-data; name="{}"'
    parts = [f"{disposition.format(field)}\r\n\r\n{text}".encode() for field, text in fields.items()]
    parts.append(f'{disposition.format("file")}; filename="{name}"\r\n\r\n'.encode() + content)
    opening, end = f"--{BOUNDARY}\r\n".encode(), f"--{BOUNDARY}--\r\n".encode()
    return b"".join(opening + part + b"\r\n" for part in parts) + end, f"multipart/form-data; boundary={BOUNDARY}"


def key_of(title: str) -> str:
    return title.replace(" ", "-")
