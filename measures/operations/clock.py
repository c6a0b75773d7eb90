"""The clock that recording goes by."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


class Clock(Func):
    """The database's clock at the moment at which a statement comes to it."""

    function, arity = "clock_timestamp", 0
    output_field = DateTimeField()


def clock() -> datetime:
    """The database's clock now, not at the start of the transaction: one clock for any number of machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
