"""What can go wrong with a request."""

from collections.abc import Mapping
from typing import Any

import httpx

from cbm_tracker_client.models import FieldProblem


class CbmError(Exception):
    """Whatever goes wrong between a program and a tracker."""


class TrackerError(CbmError):
    """The tracker refused a request: what is wrong, and at which fields (RFC 9457).

    `current` is the present version of a row that somebody else changed meanwhile (412).
    """

    def __init__(self, response: httpx.Response) -> None:
        # Something else may answer in its place, such as a proxy.
        is_problem = response.headers.get("Content-Type", "").startswith("application/problem+json")
        problem: Mapping[str, Any] = response.json() if is_problem else {}
        self.status = response.status_code
        self.code: str = problem.get("code", "")
        self.detail: str = problem.get("detail", "") or f"The tracker answered {self.status}."
        self.fields: list[FieldProblem] = list(problem.get("errors", []))
        self.current: int | None = problem.get("current")
        super().__init__(
            "\n".join([self.detail, *(f"{each['field']}: {' '.join(each['messages'])}" for each in self.fields)])
        )


class UnreachableError(CbmError):
    """The tracker could not be reached, or was not able to answer, at any attempt."""
