"""Requests to a tracker: signed in, tried again where that is safe, and with what went wrong in plain words."""

import time
import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import httpx

from cbm_tracker_client.models import FieldProblem

ROOT = "/api/v1/"
# Seconds for one request, and how long one waits at most before another attempt.
USUAL_TIMEOUT, LONGEST_PAUSE = 30.0, 60.0
ATTEMPTS = 4
TOO_MANY, UNAVAILABLE = 429, 503
NOTHING: Mapping[str, Any] = MappingProxyType({})


class TrackerError(Exception):
    """The tracker refused a request: what is wrong, and at which fields (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any], status: int) -> None:
        self.status = status
        self.code: str = problem.get("code", "")
        self.detail: str = problem.get("detail", "") or f"The tracker answered {status}."
        self.fields: list[FieldProblem] = list(problem.get("errors", []))
        super().__init__(
            "\n".join([self.detail, *(f"{each['field']}: {' '.join(each['messages'])}" for each in self.fields)])
        )


class UnreachableError(Exception):
    """The tracker could not be reached, or is not able to answer now."""


class Connection:
    """A tracker's address and the token of whoever asks."""

    def __init__(self, url: str, token: str, *, timeout: float, transport: httpx.BaseTransport | None) -> None:
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self.http = httpx.Client(
            base_url=url.rstrip("/") + ROOT,
            headers=headers,
            timeout=timeout,
            transport=transport,
            follow_redirects=True,
        )

    def get(self, path: str, **parameters: Any) -> Any:
        return self.send("GET", path, parameters=parameters).json()

    def post(self, path: str, body: Any, *, idempotency_key: str = "") -> Any:
        """Send something once: a request that is tried again is answered as the first one was."""
        headers = {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
        return self.send("POST", path, body=body, headers=headers).json()

    def rows(self, path: str, **parameters: Any) -> Iterator[Any]:
        """All rows of a list, page by page, as they are needed."""
        page = self.get(path, **parameters)
        yield from page["results"]
        while page["next"]:
            page = self.get(page["next"])
            yield from page["results"]

    def send(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, Any] = NOTHING,
        body: Any = None,
        headers: Mapping[str, str] = NOTHING,
    ) -> httpx.Response:
        """Make a request, again after a pause if the tracker cannot answer now; what it refuses is a TrackerError."""
        given = {name: in_address(value) for name, value in parameters.items() if value is not None}
        problem: object = None
        for attempt in range(ATTEMPTS):
            try:
                response = self.http.request(method, path, params=given or None, json=body, headers=headers)
            except httpx.TransportError as error:
                problem, pause = error, float(2**attempt)
            else:
                if response.status_code not in (TOO_MANY, UNAVAILABLE):
                    return accepted(response)
                problem, pause = TrackerError(problem_of(response), response.status_code), pause_of(response, attempt)
            if attempt < ATTEMPTS - 1:
                time.sleep(min(pause, LONGEST_PAUSE))
        raise UnreachableError(f"{self.http.base_url} does not answer: {problem}")


def in_address(value: Any) -> Any:
    """A parameter as an address holds it."""
    return value.isoformat() if isinstance(value, date) else value


def accepted(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    raise TrackerError(problem_of(response), response.status_code)


def problem_of(response: httpx.Response) -> Mapping[str, Any]:
    """What a tracker says is wrong; nothing if something else answers in its place, such as a proxy."""
    is_problem = response.headers.get("Content-Type", "").startswith("application/problem+json")
    problem: Mapping[str, Any] = response.json() if is_problem else NOTHING
    return problem


def pause_of(response: httpx.Response, attempt: int) -> float:
    """How long to wait before asking again: as long as the tracker says, in seconds, else ever longer."""
    wanted = response.headers.get("Retry-After", "")
    return float(wanted) if wanted.isdigit() else float(2**attempt)
