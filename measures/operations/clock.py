"""The clock that recording uses."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import DateTimeField, Func

LONGEST_PAUSE = timedelta(hours=12)


class Clock(Func):
    """The database's time when a statement runs."""

    function, arity = "clock_timestamp", 0
    output_field = DateTimeField()


def clock() -> datetime:
    """The database's clock now, not at the start of the transaction: one clock for any number of machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def growing_pause(seconds: float, times: int) -> timedelta:
    """A pause of so many seconds, doubled so many times, and half a day at most."""
    return min(timedelta(seconds=seconds) * (1 << min(times, 20)), LONGEST_PAUSE)
