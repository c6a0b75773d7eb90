"""The clock that recording goes by."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func

# The same clock, for a statement that reads or writes rows by it.
CLOCK = Func(function="clock_timestamp", output_field=DateTimeField())


def clock() -> datetime:
    """The database's clock now, not at the start of the transaction: one clock for any number of machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
