"""What a document is built from in the database: JSON objects, lists of rows, and the values of one request."""

from collections.abc import Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    Func,
    JSONField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

type Parameters = list[Any]


class Asked(Expression):
    """A value that each request brings: it keeps its place in a statement that is compiled once."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Parameters]:
        return f"%s::{self.output_field.db_type(connection)}", [self]


# The day of the reading, what had happened by when, what was recorded by when, and where this API is.
TODAY = Asked("today", DateField())
AS_OF = Asked("as_of", DateField())
KNOWN_AT = Asked("known_at", DateTimeField())
ROOT = Asked("root", TextField())


class Document(Func):
    """A JSON object of these members, in their order."""

    # Not jsonb: it is printed, never searched.
    output_field = JSONField()

    def __init__(self, members: Mapping[str, Combinable]) -> None:
        super().__init__(*members.values())
        self.names = list(members)

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Parameters]:
        members: list[str] = []
        parameters: Parameters = []
        for name, expression in zip(self.names, self.get_source_expressions(), strict=True):
            sql, given = compiler.compile(expression)
            members.append(f"'{name}', {sql}")
            parameters += given
        return f"json_build_object({', '.join(members)})", parameters


class Moment(Func):
    """A moment in UTC, as `MomentField` writes it."""

    template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    output_field = CharField()


class Hexadecimal(Func):
    """Bytes, as `HashField` writes them."""

    template = "encode(%(expressions)s, 'hex')"
    output_field = CharField()


TRUE, FALSE = Value(value=True), Value(value=False)


def holds(condition: Q | Combinable) -> Case:
    """Whether a condition holds: true or false, never unknown."""
    return Case(When(condition, then=TRUE), default=FALSE, output_field=BooleanField())


def only_if(condition: Q, then: Combinable) -> Case:
    """Something where a condition holds, else nothing."""
    return Case(When(condition, then=then))
