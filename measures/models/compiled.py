"""Querysets that are compiled once and answered many times."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from psycopg import Cursor

from measures.models.placeholders import filled

# For so many audiences what is compiled is kept, the least used forgotten: each choice of roles for single reports is
# an audience of its own.
KEPT_AUDIENCES = 50


class Compiled[M: Model]:
    """A queryset whose placeholders each request fills.

    To compile it takes Django longer than the database takes to answer; and since the statement is always the same one,
    the database keeps its plan.
    """

    def __init__(self, rows: "QuerySet[M]") -> None:
        self.rows: Any = rows
        self.compiler: Any = rows.query.get_compiler(connection=connection)
        self.sql, self.parameters = self.compiler.as_sql()

    def filled(self, values: Mapping[str, Any]) -> list[M]:
        """The rows, with what is selected or fetched along with them."""
        with preparing_cursor() as cursor:
            cursor.execute(self.sql, filled(self.parameters, values))
            answer = cursor.fetchall()
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_args, **_kwargs: [answer]
        rows = self.rows.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(rows)


def preparing_cursor() -> CursorWrapper:
    """A cursor that hands values over beside the statement, which the database can then prepare.

    Django's own put them into it, and so it is another one each time.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = Cursor(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
