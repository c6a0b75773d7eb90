"""The clock that recording goes by."""

from datetime import datetime

from django.db import connection


def clock() -> datetime:
    """The database's clock now, not at the start of the transaction: one clock for any number of machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
