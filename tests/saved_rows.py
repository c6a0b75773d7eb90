"""The reports of the fixtures in the database: loaded once by each worker, and from then on put back row by row."""

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
TABLES = """
    SELECT relname, array_agg(attname::text) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' AND relname <> ALL (%s)
    GROUP BY relname
"""
saved: list[tuple[sql.Composed, bytes]] = []


class SavedReports:
    """Whether the reports of the fixtures are in the tables, and whether the tests of a module count on them."""

    are_there = are_in_use = False


@contextmanager
def past_the_triggers() -> Iterator[psycopg.Connection]:
    """The owner of the tables, whom no trigger stops: only the throwaway cluster of a test run lets them do so.

    It is not Django's connection to the owner: a test that does not name it may not use it.
    """
    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"]) as link:
        link.execute("SET session_replication_role = replica")
        yield link


def tables(link: psycopg.Connection) -> list[tuple[str, list[str]]]:
    return link.execute(TABLES, [list(KEPT)]).fetchall()


def empty_the_tables() -> None:
    with past_the_triggers() as link:
        link.execute(deletion_of_all_rows())


@cache
def deletion_of_all_rows() -> sql.Composed:
    """One statement for each table, sent together: a hundred answers are a hundred times to wait."""
    with past_the_triggers() as link:
        names = [sql.Identifier(table) for table, _columns in tables(link)]
    return sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(name) for name in names)


def put_reports() -> None:
    """Commit the real report with its record, and the fictional one, to tables that are empty."""
    if not saved:
        for name in ("zhao-2020.yaml", "zhao-2020-record.yaml", "two-shores.yaml"):
            load_library(FIXTURES / name)
        save()
        count_rows()
        return
    with past_the_triggers() as link, link.cursor() as cursor:
        for table, rows in saved:
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
                copy.write(rows)


def count_rows() -> None:
    """Let the planner know how many rows there are, as autovacuum does where the tracker runs."""
    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"]) as link:
        link.execute("ANALYZE")


def save() -> None:
    with past_the_triggers() as link, link.cursor() as cursor:
        for name, columns in tables(link):
            table = sql.SQL("{} ({})").format(sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns)))
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(table)) as copy:
                if rows := b"".join(copy):
                    saved.append((table, rows))
