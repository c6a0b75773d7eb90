"""For whom the database is asked: noted in each statement that writes, in log lines and in answers.

The triggers of the row history read it from the statement. A setting of the connection would outlive its request in
the pool, and one that is made within a savepoint is lost with it.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
SPEAKABLE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a request with its user, once that is known, or a command or task."""

    request: HttpRequest | None = None
    request_id: str = ""
    command: str = ""

    def __str__(self) -> str:
        # A token tells the user only after the request has come in, so it is asked for anew each time.
        user = getattr(self.request, "user", None)
        return f"/* by={getattr(user, 'pk', None) or ''} request={self.request_id} command={self.command} */ "


current: ContextVar[Actor | None] = ContextVar("acting", default=None)


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """Attribute everything written within this context."""
    token = current.set(who)
    try:
        yield
    finally:
        current.reset(token)


class RequestIdMiddleware:
    """Gives each request an id, its own or a new one, which its answer, its log lines and its changes name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        request_id = sent if SPEAKABLE.fullmatch(sent) else secrets.token_hex(16)
        # Django tells of refused requests once they are over.
        request.request_id = request_id  # type: ignore[attr-defined]
        with acting(Actor(request=request, request_id=request_id)):
            answer = self.get_response(request)
        answer[HEADER] = request_id
        return answer


class RequestIdFilter(logging.Filter):
    """Lets a log line say which request, command or task it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        over = getattr(record, "request", None)
        who = current.get() or Actor(request_id=getattr(over, "request_id", ""))
        record.request_id, record.command = who.request_id, who.command
        record.acting = " ".join(filter(None, (who.request_id, who.command))) or "-"
        return True


def attribute(
    execute: Callable[..., object], sql: object, params: object, many: bool, context: dict[str, object]
) -> object:
    """Prefix a statement that writes with whom it acts for."""
    who = current.get()
    if who and isinstance(sql, str) and not sql.startswith(READS):
        sql = f"{who}{sql}"
    return execute(sql, params, many, context)


def attribute_on(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Attribute the statements of a connection, whenever it is opened."""
    if attribute not in connection.execute_wrappers:
        connection.execute_wrappers.append(attribute)
