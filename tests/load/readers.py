"""Those who read: pages, lists, past days, tables, a calendar and a feed."""

import csv
import io
import threading
from collections.abc import Sequence
from http import HTTPStatus

from tests.load.client import CUT, Client, Person

PAGES = (
    "/",
    "/?report=two-shores",
    "/measures/?report=two-shores",
    "/measures/?report=busy&q=ferry&sort=due",
    "/journal/?report=busy",
    "/sources/",
    "/ambiguities/?report=two-shores",
    "/changes/?report=two-shores",
    "/measures/two-shores-NORTH-1/",
    "/?report=two-shores&as_of=2024-08-01",
)
LISTS = (
    "/api/v1/measures/?report=busy&page_size=100",
    "/api/v1/measures/?report=busy&direction=toward&count=true",
    "/api/v1/measures/?report=two-shores&as_of=2024-08-01",
    "/api/v1/measures/?q=written",
    "/api/v1/entries/?report=busy",
    "/api/v1/evidence/?page_size=100",
    "/api/v1/dashboard/?report=two-shores",
    "/api/v1/dashboard/?report=busy",
    "/api/v1/changes/?report=two-shores&from=2024-01-02&to=2025-01-01",
    "/api/v1/measures/two-shores-NORTH-1/standing/?as_of=2024-08-01",
)
TABLES = (
    "/api/v1/measures/?format=csv",
    "/api/v1/entries/?format=csv",
    "/api/v1/evidence/?report=busy&format=csv",
    "/api/v1/measures/?report=busy&format=xlsx",
)


class Reader(Person):
    """Reads this and that, and asks for what has not changed by its ETag."""

    def __init__(self, client: Client, stop: threading.Event, addresses: Sequence[str]) -> None:
        super().__init__(client.chance, stop)
        self.client = client
        self.choices = {"page": PAGES, "list": LISTS, "table": TABLES, "calendar or feed": addresses}
        self.tags: dict[str, str] = {}

    def act(self) -> None:
        [what] = self.client.chance.choices(list(self.choices), (8, 8, 1, 2))
        path = self.client.chance.choice(self.choices[what])
        existing = {"If_None_Match": self.tags[path]} if path in self.tags else {}
        answer = self.client.send("GET", path, what=what, **existing)
        if "etag" in answer.headers:
            self.tags[path] = answer.headers["etag"]
        if answer.status == HTTPStatus.OK and path.endswith("csv"):
            self.faults += faults_of_table(path, answer.body)
        elif answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.SERVICE_UNAVAILABLE, CUT):
            self.faults.append(f"{answer.status} of {path}: {answer.body[:200].decode(errors='replace')}")


def faults_of_table(path: str, body: bytes) -> list[str]:
    """A table that was answered as whole is whole: each of its rows has every column."""
    heading, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    broken = [row for row in rows if len(row) != len(heading)]
    return [f"{path} is broken off: {broken[-1]}"] if broken or not body.endswith(b"\r\n") else []
