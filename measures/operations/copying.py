"""Inserts very many rows by COPY, under primary keys that were assigned before."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, JSONField, Model
from psycopg import sql
from psycopg.types.json import Json

from measures.models.partial_dates import PartialDateField


def fresh_keys(model: type[Model], count: int) -> list[int]:
    """New primary keys for a table, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_rows(rows: Sequence[Model]) -> None:
    """Insert rows of one table; the database fills in computed columns and defaults."""
    if not rows:
        return
    model = type(rows[0])
    columns = [field for field in model._meta.concrete_fields if is_copied(field, has_key=rows[0].pk is not None)]
    values_of = attrgetter(*(field.attname for field in columns))
    shaped = [(place, shape) for place, field in enumerate(columns) if (shape := driver_type(field)) is not None]
    names = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in columns])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    # Django does not translate the errors of COPY by itself; without this, a lost connection would go unnoticed.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            values = list(values_of(row))
            for place, shape in shaped:
                if values[place] is not None:
                    values[place] = shape(values[place])
            copy.write_row(values)


def is_copied(field: "Field[Any, Any]", *, has_key: bool) -> bool:
    computed = field.generated or field.has_db_default()
    return not computed and (has_key or not field.primary_key)


def driver_type(field: "Field[Any, Any]") -> Any:
    """The wrapper that makes a field's value known to the driver."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    if isinstance(field, PartialDateField):
        return str
    return Json if isinstance(field, JSONField) else None
