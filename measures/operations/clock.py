"""The clock that recording uses."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


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
