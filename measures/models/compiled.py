"""Querysets that are compiled once and answered many times."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Cursor

from measures.models.placeholders import filled

# For so many audiences what is compiled is kept, the least used forgotten: each choice of roles for single reports is
# an audience of its own.
KEPT_AUDIENCES = 50


class CompiledStatement(SQLCompiler):
    """A statement that is run again and again, each time with other values for its placeholders."""

    sql: str
    parameters: Sequence[Any]
    values: Mapping[str, Any]

    def execute_sql(self, *_args: object, **_kwargs: Any) -> Any:
        """All rows, in one chunk, whatever is asked for."""
        with preparing_cursor() as cursor:
            cursor.execute(self.sql, filled(self.parameters, self.values))
            return [cursor.fetchall()]


class CompiledQuery(Query):
    """A query that knows its statement."""

    statement: CompiledStatement

    def get_compiler(self, *_args: object, **_kwargs: object) -> CompiledStatement:
        return self.statement


class Compiled[M: Model]:
    """A queryset whose placeholders each request fills.

    To compile it takes Django longer than the database takes to answer; and since the statement is always the same one,
    the database keeps its plan.
    """

    def __init__(self, rows: "QuerySet[M]") -> None:
        self.rows = rows
        self.statement = CompiledStatement(rows.query, connection, None)
        self.statement.sql, self.statement.parameters = self.statement.as_sql()

    def filled(self, values: Mapping[str, object]) -> list[M]:
        """The rows, with what is selected or fetched along with them."""
        rows = self.rows.all()
        query: Any = rows.query.chain(klass=CompiledQuery)
        query.statement = self.with_values(values)
        rows.query = query
        return list(rows)

    def tuples(self, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """The values of the columns that are listed, for each row."""
        rows: Any = self.with_values(values).results_iter(tuple_expected=True)
        return list(rows)

    def with_values(self, values: Mapping[str, object]) -> CompiledStatement:
        """The statement, to be run on this thread's connection."""
        statement = copy(self.statement)
        statement.connection, statement.values = connection, values
        return statement


def preparing_cursor() -> CursorWrapper:
    """A cursor that hands values over beside the statement, which the database can then prepare.

    Django's own put them into it, and so it is another one each time.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = Cursor(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
