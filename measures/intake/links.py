"""Checks whether a web address still answers."""

from http import HTTPStatus

from measures.intake.web import FetchError, Limits, fetch
from measures.models import FetchOutcome, LinkState
from measures.operations.link_checks import LinkAnswer

# Ten of them end well within a task's time limit.
LIMITS = Limits(seconds=15)
# How servers refuse HEAD; a GET may succeed.
HEAD_REFUSED = (HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
STATES = {
    FetchOutcome.NOT_PUBLIC: LinkState.NOT_ASKED,
    FetchOutcome.GONE: LinkState.GONE,
    FetchOutcome.TOO_LARGE: LinkState.ANSWERS,
}


def ask(url: str, *, method: str = "HEAD") -> LinkAnswer:
    """The result of an address, or of where it redirects to."""
    try:
        answer = fetch(url, limits=LIMITS, method=method)
    except FetchError as error:
        if method == "HEAD" and error.status in HEAD_REFUSED:
            return ask(url, method="GET")
        return LinkAnswer(STATES.get(error.outcome, LinkState.FAILS), str(error.status or error.detail))
    return LinkAnswer(LinkState.ANSWERS, str(answer.status))
