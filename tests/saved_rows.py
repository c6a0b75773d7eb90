"""The reports of the fixtures in the database: loaded once by each worker, and from then on put back row by row."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg import sql

from measures.library.load import load_library
from tests.servers import ROOT

FIXTURES = ROOT / "fixtures"
# What `migrate` has filled.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
COLUMNS = """
    SELECT relname, array_agg(attname::text) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' AND relname <> ALL (%s)
    GROUP BY relname
"""

type Written = dict[str, tuple[int, int]]


class Tables:
    """What stands in the tables, as far as tests before have left it."""

    are_empty = True
    # Whether the tests of a module count on the reports.
    are_in_use = False
    # The rows of the reports, and who has written those that stand there.
    saved: dict[str, tuple[sql.Composed, bytes]] = {}
    as_saved: Written = {}


@contextmanager
def past_the_triggers() -> Iterator[psycopg.Connection]:
    """The owner of the tables, whom no trigger stops: only the throwaway cluster of a test run lets them do so.

    It is not Django's connection to the owner: a test that does not name it may not use it.
    """
    link = link_of_owner()
    with link.transaction():
        yield link


@cache
def link_of_owner() -> psycopg.Connection:
    """Kept, so that the server need not learn anew, for each test, what more than a hundred tables look like."""
    link = psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"], autocommit=True)
    atexit.register(link.close)
    link.execute("SET session_replication_role = replica")
    return link


def columns(link: psycopg.Connection) -> dict[str, list[str]]:
    return dict(link.execute(COLUMNS, [list(KEPT)]).fetchall())


@cache
def rows_and_writers() -> sql.Composed:
    with past_the_triggers() as link:
        names = list(columns(link))
    counted = sql.SQL("SELECT {}, count(*), coalesce(sum(xmin::text::bigint), 0)::bigint FROM {}")
    return sql.SQL(" UNION ALL ").join(counted.format(name, sql.Identifier(name)) for name in names)


def written(link: psycopg.Connection) -> Written:
    """How many rows each table has, and the sum of the transactions that wrote them: another after each write."""
    return {name: (rows, writers) for name, rows, writers in link.execute(rows_and_writers())}


def empty_the_tables() -> None:
    with past_the_triggers() as link:
        for name, (rows, _writers) in written(link).items():
            if rows:
                delete_rows(link, name)
    Tables.are_empty = True


def delete_rows(link: psycopg.Connection, table: str) -> None:
    link.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def put_reports() -> None:
    """Commit the real report with its record, and the fictional one; a table that has its rows still keeps them."""
    if Tables.saved:
        put_back()
    else:
        load_and_save()
    Tables.are_empty = False


def put_back() -> None:
    with past_the_triggers() as link, link.cursor() as cursor:
        for name, (rows, writers) in written(link).items():
            if (rows, writers) == Tables.as_saved[name]:
                continue
            if rows:
                delete_rows(link, name)
            if name in Tables.saved:
                table, content = Tables.saved[name]
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
                    copy.write(content)
        Tables.as_saved = written(link)


def load_and_save() -> None:
    empty_the_tables()
    for name in ("zhao-2020.yaml", "zhao-2020-record.yaml", "two-shores.yaml"):
        load_library(FIXTURES / name)
    with past_the_triggers() as link, link.cursor() as cursor:
        for name, names in columns(link).items():
            table = sql.SQL("{} ({})").format(sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, names)))
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(table)) as copy:
                if rows := b"".join(copy):
                    Tables.saved[name] = table, rows
        Tables.as_saved = written(link)
        # Let the planner know how many rows there are, as autovacuum does where the tracker runs.
        link.execute("ANALYZE")
