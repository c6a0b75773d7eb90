"""A tracker that is asked: at once or asynchronously, signed in, and again where that is safe."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Generic, TypeVar

import httpx
from typing_extensions import Self

from cbm_tracker_client.calls import BEGINNING, Call, Rows, Update, get
from cbm_tracker_client.errors import TrackerError, UnreachableError

T = TypeVar("T")

logger = logging.getLogger(__name__)

ROOT = "/api/v1/"
ATTEMPTS = 4
# Seconds: for one request; before the second attempt, doubled each time; and as long as a program waits at most.
USUAL_TIMEOUT, FIRST_PAUSE, LONGEST_PAUSE = 30.0, 1.0, 60.0
TOO_MANY, UNAVAILABLE = 429, 503


class Exchange(Generic[T]):
    """One call until it is answered: what to make of each answer, and how long to wait before the next attempt."""

    def __init__(self, call: Call[T], address: httpx.URL) -> None:
        self.call, self.address, self.attempts = call, address, 0

    def pause_after(self, answer: httpx.Response | httpx.TransportError) -> float | None:
        """Seconds until the next attempt; none if there is to be none."""
        self.attempts += 1
        if not self.is_temporary(answer):
            return None
        if self.attempts == ATTEMPTS:
            raise UnreachableError(f"{self.address} does not answer: {said_by(answer)}")
        pause = min(self.wanted_pause(answer), LONGEST_PAUSE)
        logger.warning("%s %s: %s; again in %.1f s", self.call.method, self.call.path, said_by(answer), pause)
        return pause

    def is_temporary(self, answer: httpx.Response | httpx.TransportError) -> bool:
        if isinstance(answer, httpx.Response):
            return answer.status_code in (TOO_MANY, UNAVAILABLE)
        if self.call.can_be_repeated or isinstance(answer, httpx.ConnectError):
            return True
        raise UnreachableError(f"{self.address} may or may not have done it: {said_by(answer)}") from answer

    def wanted_pause(self, answer: httpx.Response | httpx.TransportError) -> float:
        """As long as the tracker says, in seconds, else ever longer; each program somewhat differently."""
        wanted = answer.headers.get("Retry-After", "") if isinstance(answer, httpx.Response) else ""
        seconds = float(wanted) if wanted.isdecimal() else FIRST_PAUSE * 2 ** (self.attempts - 1)
        return seconds + random.uniform(0, FIRST_PAUSE)  # noqa: S311 (no secret)

    def result_of(self, answer: httpx.Response | httpx.TransportError) -> T:
        if isinstance(answer, httpx.TransportError):
            raise UnreachableError(str(answer)) from answer
        if not answer.is_success:
            raise TrackerError(answer)
        return self.call.read(answer)


def said_by(answer: httpx.Response | httpx.TransportError) -> str:
    return str(TrackerError(answer) if isinstance(answer, httpx.Response) else answer)


def options_of(url: str, token: str, timeout: float) -> dict[str, Any]:
    """What both kinds of client of `httpx` are made with."""
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return {"base_url": url.rstrip("/") + ROOT, "headers": headers, "timeout": timeout, "follow_redirects": True}


class Tracker:
    """A tracker at an address. Public records need no token; a token has the rights of its account."""

    def __init__(
        self, url: str, token: str = "", *, timeout: float = USUAL_TIMEOUT, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.http = httpx.Client(transport=transport, **options_of(url, token, timeout))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the tracker."""
        self.http.close()

    def send(self, call: Call[T]) -> T:
        """Carry out a call; what the tracker refuses is a TrackerError."""
        exchange = Exchange(call, self.http.base_url)
        while True:
            answer: httpx.Response | httpx.TransportError
            try:
                answer = self.http.request(**call.request)
            except httpx.TransportError as error:
                answer = error
            pause = exchange.pause_after(answer)
            if pause is None:
                return exchange.result_of(answer)
            time.sleep(pause)

    def pages(self, rows: Rows[T]) -> Iterator[Any]:
        """The pages of a list, as they are needed."""
        page = self.send(rows.page)
        yield page
        while page["next"]:
            page = self.send(get(page["next"]))
            yield page

    def rows(self, rows: Rows[T]) -> Iterator[T]:
        """All rows of a list; its pages are fetched as they are needed."""
        for page in self.pages(rows):
            yield from page["results"]

    def update(self, rows: Rows[T], changed_since: str = BEGINNING) -> Update[T]:
        """What changed of a list since the moment of the last update; without one, all of it."""
        return update_of(list(self.pages(rows.since(changed_since))))


class AsyncTracker:
    """The same for asynchronous programs."""

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        timeout: float = USUAL_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.http = httpx.AsyncClient(transport=transport, **options_of(url, token, timeout))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections to the tracker."""
        await self.http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Carry out a call; what the tracker refuses is a TrackerError."""
        exchange = Exchange(call, self.http.base_url)
        while True:
            answer: httpx.Response | httpx.TransportError
            try:
                answer = await self.http.request(**call.request)
            except httpx.TransportError as error:
                answer = error
            pause = exchange.pause_after(answer)
            if pause is None:
                return exchange.result_of(answer)
            await asyncio.sleep(pause)

    async def pages(self, rows: Rows[T]) -> AsyncIterator[Any]:
        """The pages of a list, as they are needed."""
        page = await self.send(rows.page)
        yield page
        while page["next"]:
            page = await self.send(get(page["next"]))
            yield page

    async def rows(self, rows: Rows[T]) -> AsyncIterator[T]:
        """All rows of a list; its pages are fetched as they are needed."""
        async for page in self.pages(rows):
            for row in page["results"]:
                yield row

    async def update(self, rows: Rows[T], changed_since: str = BEGINNING) -> Update[T]:
        """What changed of a list since the moment of the last update; without one, all of it."""
        return update_of([page async for page in self.pages(rows.since(changed_since))])


def update_of(pages: list[Any]) -> Update[Any]:
    """All pages of what changed as one update; what was removed is on the first."""
    changed = [row for page in pages for row in page["results"]]
    return Update(pages[0]["removed"], changed, pages[-1]["changed_since"])
