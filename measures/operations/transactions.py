"""One act is one transaction, tried again where the database breaks it off because another stood in its way.

The locks are taken in one order (see `locks`), so that operations never wait for each other in a circle. What else
asks the database may still do so: a migration, a person at its console.
"""

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import psycopg
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from redis.exceptions import ConnectionError as BrokerGoneError
from redis.exceptions import TimeoutError as BrokerSilentError

from measures.errors import BusyError, FilesUnavailableError, NoRoomError, UnavailableError
from measures.storages import OutOfReachError

logger = logging.getLogger(__name__)

ATTEMPTS = 3
# SQLSTATE: deadlock detected; serialization failure.
BROKEN_OFF = ("40P01", "40001")
# And its classes: no connection, or none any more; no room; ended by an operator or for a shutdown. One that is not
# there at all says nothing.
OUT_OF_REACH = ("08", "53", "57")
# Django lets the driver's own errors through where it closes a cursor whose rows it has read in chunks.
CONNECTION_ERRORS = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
# The disk is full, or what an account may have of it.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def in_one_transaction[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """Do all of an act or nothing; if the database breaks it off, retry twice, then raise `BusyError`.

    Within another act it is a part of that, which is tried again as a whole.
    """

    @wraps(act)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), connection_errors_raised():
            return act(*args, **kwargs)

    @wraps(act)
    def attempts(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return attempt(*args, **kwargs)
        for turn in range(1, ATTEMPTS + 1):
            try:
                return attempt(*args, **kwargs)
            except OperationalError as error:
                if not is_broken_off(error):
                    raise
                logger.warning("%s was broken off by the database (%d of %d).", act.__qualname__, turn, ATTEMPTS)
                broken = error
        raise BusyError from broken

    return attempts


@contextmanager
def connection_errors_raised() -> Iterator[None]:
    """Raise the lost connection where Django would report that a constraint is kept.

    `Q.check`, by which a constraint with a condition is validated, answers yes to any error of the database.
    """
    try:
        yield
    except ValidationError as error:
        if connection.connection is None or connection.connection.broken:
            raise OperationalError("The connection was lost while what was sent was checked.") from error
        raise


@contextmanager
def in_one_snapshot() -> Iterator[None]:
    """Read everything as of one moment, whatever is written meanwhile; write nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def busy_error_for(error: BaseException | None) -> BusyError | None:
    """The `BusyError` for an error that is nobody's fault and may soon be gone."""
    if isinstance(error, BusyError):
        return error
    if isinstance(error, OperationalError) and is_broken_off(error):
        return BusyError()
    # Rate limits are counted by the broker: who guesses passwords is not to be let through while nobody counts.
    is_gone = isinstance(error, CONNECTION_ERRORS) and is_out_of_reach(error)
    if is_gone or isinstance(error, (BrokerGoneError, BrokerSilentError)):
        return UnavailableError()
    if isinstance(error, OutOfReachError):
        return FilesUnavailableError()
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return NoRoomError()
    return None


def is_broken_off(error: OperationalError) -> bool:
    """Whether the database ended a transaction in favour of another, so that a retry may succeed."""
    return getattr(error.__cause__, "sqlstate", None) in BROKEN_OFF


def is_out_of_reach(error: Exception) -> bool:
    """Whether the database is down or the connection was lost."""
    state = getattr(error if isinstance(error, psycopg.Error) else error.__cause__, "sqlstate", None)
    return state is None or state.startswith(OUT_OF_REACH)
