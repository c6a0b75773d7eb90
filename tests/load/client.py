"""A program that asks the web servers, and remembers what became of each request."""

import json
import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

CUT = 0
PATIENCE = 60.0
# Seconds until somebody who was told to come again does.
REST = 0.5
# A browser sends the same word in a cookie and with a form.
FORGERY_TOKEN = "f" * 32
TRIES_FOR = 120.0
NOT_NOW = (CUT, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request: what it was for, its status or that the connection was cut, and when it began and ended."""

    what: str
    status: int
    began: float
    ended: float
    problem: str = ""
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """Asks one of the web servers at random, as a balancer would have it."""

    ports: Sequence[int]
    chance: random.Random
    exchanges: list[Exchange]
    token: str = ""
    # Of somebody who is signed in on pages, in place of a token.
    session: str = ""
    # Seconds until nobody waits for an answer any longer.
    patience: float = PATIENCE

    def send(
        self, method: str, path: str, body: bytes | None = None, *, what: str, is_again: bool = False, **headers: str
    ) -> Answer:
        """Send a request once, and read the answer to its end."""
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else self.on_pages
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        link = HTTPConnection("127.0.0.1", self.chance.choice(self.ports), timeout=self.patience)
        began = time.monotonic()
        try:
            link.request(method, path, body, {**signed, **names})
            found = link.getresponse()
            answer = Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        except (OSError, HTTPException) as error:
            answer = Answer(CUT, {}, repr(error).encode())
        finally:
            link.close()
        problem = "" if answer.status in range(200, 400) else f"{path} {answer.body[:300].decode(errors='replace')}"
        self.exchanges.append(Exchange(what, answer.status, began, time.monotonic(), problem, is_again))
        return answer

    @property
    def on_pages(self) -> dict[str, str]:
        """What a browser sends along."""
        if not self.session:
            return {}
        return {"Cookie": f"sessionid={self.session}; csrftoken={FORGERY_TOKEN}", "X-CSRFToken": FORGERY_TOKEN}

    def insist(self, method: str, path: str, body: bytes | None = None, *, what: str, **headers: str) -> Answer:
        """Send a request, again as long as it is cut off or answered “not now”."""
        deadline = time.monotonic() + TRIES_FOR
        answer = self.send(method, path, body, what=what, **headers)
        while answer.status in NOT_NOW and time.monotonic() < deadline:
            time.sleep(REST)
            answer = self.send(method, path, body, what=what, is_again=True, **headers)
        return answer

    def post(self, path: str, body: Any, *, what: str, key: str) -> Answer:
        """Write something, once however often it has to be sent."""
        sent = json.dumps(body).encode()
        return self.insist("POST", path, sent, what=what, Content_Type="application/json", Idempotency_Key=key)


class Person(threading.Thread):
    """Does one thing after the other until told to stop; a fault of its own ends it and is told."""

    pause = 0.05

    def __init__(self, chance: random.Random, stop: threading.Event, name: str | None = None) -> None:
        super().__init__(daemon=True, name=name)
        self.chance, self.stop = chance, stop
        self.faults: list[str] = []

    def act(self) -> None:
        raise NotImplementedError

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.act()
                self.stop.wait(self.chance.expovariate(1 / self.pause))
        except Exception as error:  # noqa: BLE001 - whatever it is, the run has failed
            self.faults.append(f"{type(self).__name__}: {error!r}")
