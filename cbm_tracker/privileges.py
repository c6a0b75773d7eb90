"""The rights of the application's role: everything but changing what is written once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import sql

from measures.models import JournalRow

OWNER = "owner"
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relowner = current_user::regrole
    ORDER BY relname
"""
VIEWS = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND relowner = current_user::regrole
    ORDER BY relname
"""
# Functions that run with the owner's rights; PostgreSQL lets everybody execute a new one.
OWNERS_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prosecdef AND proowner = current_user::regrole
    ORDER BY 1
"""


def grant_application_role() -> None:
    """Give the application's role exactly its rights on every table, sequence and function, as the tables' owner."""
    role = sql.Identifier(settings.DATABASES["default"]["USER"])
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        run(cursor, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}", role=role)
        run(cursor, "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}", role=role)
        run(cursor, "GRANT USAGE ON SCHEMA public TO {role}", role=role)
        run(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}", role=role)
        for table in names(cursor, TABLES):
            rights = sql.SQL(", ").join(rights_on(models.get(table)))
            run(cursor, "GRANT {rights} ON {table} TO {role}", rights=rights, table=sql.Identifier(table), role=role)
        for view in names(cursor, VIEWS):
            run(cursor, "GRANT SELECT ON {view} TO {role}", view=sql.Identifier(view), role=role)
        for signature in names(cursor, OWNERS_FUNCTIONS):
            function = sql.SQL(signature)
            run(cursor, "REVOKE ALL ON FUNCTION {function} FROM PUBLIC", function=function)
            run(cursor, "GRANT EXECUTE ON FUNCTION {function} TO {role}", function=function, role=role)


@contextmanager
def as_owner() -> Iterator[None]:
    """Run database statements as the tables' owner, for what the application's role may not do."""
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[OWNER]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual


def rights_on(model: type[Model] | None) -> list[sql.Composable]:
    """The rights on an ordinary table, on one that is written once, or on one of no model here; never TRUNCATE."""
    if model is None:
        # Of a wing that was taken out, whose rows stay as they are; or what Django notes of migrations.
        return [sql.SQL("SELECT")]
    if not issubclass(model, JournalRow):
        return [sql.SQL("SELECT, INSERT, UPDATE, DELETE")]
    if model.inserted_by_function:
        return [sql.SQL("SELECT")]
    updates = [sql.SQL("UPDATE ({})").format(sql.Identifier(column)) for column in model.mutable_columns]
    return [sql.SQL("SELECT, INSERT"), *updates]


def names(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return [name for (name,) in cursor.fetchall()]


def run(cursor: CursorWrapper, statement: str, **parts: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(**parts))
