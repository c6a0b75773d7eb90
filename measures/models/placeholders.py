"""Values that each request brings, in statements that are compiled once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, DateField, DateTimeField, Expression, Field
from django.db.models.sql.compiler import SQLCompiler

type Parameters = list[Any]


class Placeholder(Expression):
    """A value that each request brings: it keeps its place in a statement that is compiled once."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Parameters]:
        return f"%s::{self.output_field.db_type(connection)}", [self]


# The day of the reading, what had happened by when, and what was recorded by when.
TODAY = Placeholder("today", DateField())
AS_OF = Placeholder("as_of", DateField())
KNOWN_AT = Placeholder("known_at", DateTimeField())
# The account of whoever reads, by primary key, if they have one.
READER = Placeholder("reader", BigIntegerField())
REPORT = Placeholder("report", BigIntegerField())
# Several measures, or ambiguities, by primary key.
THESE = Placeholder("these", ArrayField(BigIntegerField()))

# In the place of a moment that a reading is as known at, where it is as known now.
NO_MOMENT = datetime.max.replace(tzinfo=UTC)


def values_of_days(*, as_of: date | None = None, known_at: datetime | None = None) -> dict[str, date | datetime]:
    """The values of a reading as of a day and as known at a moment, or of all that there is."""
    return {"as_of": as_of or date.max, "known_at": known_at or NO_MOMENT}


def filled(parameters: Sequence[Any], values: Mapping[str, Any]) -> Parameters:
    """Parameters of a statement, with a value in the place of each placeholder."""
    return [values[each.name] if isinstance(each, Placeholder) else each for each in parameters]
