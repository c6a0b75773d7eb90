"""Runs what was compiled: one statement finds the rows of a page and writes their documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Cursor

from api.documents import Place, document_of
from api.expressions import Asked, Parameters
from api.serializers.fields import RecordSerializer
from measures.models import Audience


@dataclass(frozen=True, slots=True)
class Written:
    """A row of a page: the values that it was found by, and its document."""

    values: Sequence[Any]
    document: str


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, of which each request brings some."""

    sql: str
    parameters: Sequence[Any]

    def filled(self, asked: Mapping[str, Any]) -> Parameters:
        return [asked[each.name] if isinstance(each, Asked) else each for each in self.parameters]


def statement_of(rows: QuerySet[Any]) -> Statement:
    compiler: SQLCompiler = rows.query.get_compiler(connection=connection)
    return Statement(*compiler.as_sql())


@cache
def document_statement(kind: type[RecordSerializer], audience: Audience) -> Statement:
    """The document of the row of a page, as a serializer writes it for an audience: compiled once."""
    here = kind.rows(audience).order_by().filter(pk=RawSQL('"page"."row"', ()))
    return statement_of(here.values_list(document_of(kind(), Place(audience))))


def write(
    rows: QuerySet[Any],
    kind: type[RecordSerializer],
    audience: Audience,
    *,
    order: Sequence[str],
    limit: int,
    asked: Mapping[str, Any],
) -> list[Written]:
    """The first rows in an order, each with the values of its columns, found and written in one statement."""
    columns = [name.removeprefix("-") for name in order]
    try:
        found = statement_of(rows.order_by(*order).values_list("pk", *columns)[:limit])
    except EmptyResultSet:
        return []
    document = document_statement(kind, audience)
    names = [f'"v{index}"' for index in range(len(columns))]
    turns = [f"{name} DESC" if by.startswith("-") else name for name, by in zip(names, order, strict=True)]
    listed = ", ".join(names)
    parts = (
        f'SELECT {listed}, "document"."body"::text',
        f'FROM ({found.sql}) AS "page"("row", {listed})',
        f'CROSS JOIN LATERAL ({document.sql}) AS "document"("body")',
        f"ORDER BY {', '.join(turns)}",
    )
    statement = Statement(" ".join(parts), [*found.filled(asked), *document.filled(asked)])
    return [Written(values, body) for *values, body in answer_to(statement)]


def write_one(number: int, kind: type[RecordSerializer], audience: Audience, *, asked: Mapping[str, Any]) -> str:
    """The document of a row that the audience may read, by its number.

    To plan it takes the database many times as long as to write it. The statement is always the same one, so its plan
    is kept; and what it gives is a text, which stays one when a column becomes another.
    """
    document = document_statement(kind, audience)
    parts = (
        'SELECT "document"."body"::text FROM (SELECT %s::bigint) AS "page"("row")',
        f'CROSS JOIN LATERAL ({document.sql}) AS "document"("body")',
    )
    with preparing_cursor() as cursor:
        cursor.execute(" ".join(parts), [number, *document.filled(asked)])
        [(body,)] = cursor
    return str(body)


def preparing_cursor() -> CursorWrapper:
    """A cursor that hands values over beside the statement, which the database can then prepare.

    Django's own put them into it, and so it is another one each time.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = Cursor(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def answer_to(statement: Statement) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, all of whose values are there."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.parameters)
        return list(cursor)


def count(rows: QuerySet[Any]) -> int:
    """How many rows there are."""
    try:
        found = statement_of(rows.order_by().values("pk"))
    except EmptyResultSet:
        return 0
    counting = Statement(f'SELECT count(*) FROM ({found.sql}) AS "rows"', found.parameters)  # noqa: S608
    [(number,)] = answer_to(counting)
    return int(number)
