"""Runs what was compiled: one statement finds the rows of a page and writes their documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from measures.lists.paging import PageRow
from measures.models.compiled import preparing_cursor
from measures.models.placeholders import Parameters, filled

# How many rows are read at once of a list that is read whole.
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """SQL with its parameters, of which each request brings some."""

    sql: str
    parameters: Sequence[Any]

    def filled(self, values: Mapping[str, Any]) -> Parameters:
        """The parameters, with a value in the place of each placeholder."""
        return filled(self.parameters, values)


def statement_of(rows: QuerySet[Any]) -> SqlStatement:
    compiler: SQLCompiler = rows.query.get_compiler(connection=connection)
    return SqlStatement(*compiler.as_sql())


def fetch_documents(
    rows: QuerySet[Any], document: SqlStatement, *, order: Sequence[str], limit: int, values: Mapping[str, Any]
) -> list[PageRow[str]]:
    """The first rows in an order, each with the values of its columns, found and written in one statement."""
    try:
        statement = statement_in_order(rows, document, order=order, limit=limit, values=values)
    except EmptyResultSet:
        return []
    return [PageRow(values, body) for *values, body in answer_to(statement)]


def stream_documents(
    rows: QuerySet[Any], document: SqlStatement, *, order: Sequence[str], values: Mapping[str, Any]
) -> Iterator[str]:
    """The documents of all rows in an order, a chunk at a time: they are never all in memory."""
    try:
        statement = statement_in_order(rows, document, order=order, limit=None, values=values)
    except EmptyResultSet:
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement.sql, statement.parameters)
        while some := cursor.fetchmany(CHUNK):
            yield from (str(body) for *_values, body in some)


def statement_in_order(
    rows: QuerySet[Any], document: SqlStatement, *, order: Sequence[str], limit: int | None, values: Mapping[str, Any]
) -> SqlStatement:
    """What finds rows in an order, and writes the document of each beside the values that it is ordered by."""
    columns = [name.removeprefix("-") for name in order]
    found = statement_of(rows.order_by(*order).values_list("pk", *columns)[:limit])
    names = [f'"v{index}"' for index in range(len(columns))]
    turns = [f"{name} DESC" if by.startswith("-") else name for name, by in zip(names, order, strict=True)]
    listed = ", ".join(names)
    parts = (
        f'SELECT {listed}, "document"."body"::text',
        f'FROM ({found.sql}) AS "page"("row", {listed})',
        f'CROSS JOIN LATERAL ({by_row(document)}) AS "document"("body")',
        f"ORDER BY {', '.join(turns)}",
    )
    return SqlStatement(" ".join(parts), [*found.filled(values), *document.filled(values)])


def rows_in_order(pks: Sequence[int], document: SqlStatement, values: Mapping[str, Any]) -> list[str]:
    """The documents of rows that are there to be read, by their numbers.

    To plan it takes the database many times as long as to write a few. The statement is always the same one, so its
    plan is kept; and what it gives is a text, which stays one when a column becomes another.
    """
    parts = (
        'SELECT "document"."body"::text FROM unnest(%s::bigint[]) WITH ORDINALITY AS "page"("row", "place")',
        f'CROSS JOIN LATERAL ({by_row(document)}) AS "document"("body") ORDER BY "page"."place"',
    )
    with preparing_cursor() as cursor:
        cursor.execute(" ".join(parts), [list(pks), *document.filled(values)])
        return [body for (body,) in cursor]


def by_row(document: SqlStatement) -> str:
    """The statement of a document, planned by itself for one row.

    With more joins than the planner weighs at once it would read whole tables first, and look for the row at the end.
    """
    return f"{document.sql} OFFSET 0"


def answer_to(statement: SqlStatement) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, all of whose values are there."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.parameters)
        return list(cursor)


def count_rows(rows: QuerySet[Any]) -> int:
    """How many rows there are."""
    try:
        found = statement_of(rows.order_by().values("pk"))
    except EmptyResultSet:
        return 0
    counting = SqlStatement(f'SELECT count(*) FROM ({found.sql}) AS "rows"', found.parameters)  # noqa: S608
    [(count,)] = answer_to(counting)
    return int(count)
