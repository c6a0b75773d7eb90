"""What documents and cells are built from in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    Field,
    Func,
    JSONField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, NullIf
from django.db.models.sql.compiler import SQLCompiler
from django.urls import reverse

from measures.models import BOTH, NONE, Audience, Evidence, Marking
from measures.models.placeholders import AS_OF, KNOWN_AT, TODAY, Parameters, Placeholder

TRUE, FALSE = Value(value=True), Value(value=False)

# Where this API is.
ROOT = Placeholder("root", TextField())


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where a document stands: for whom, as of when, and below which relation of the row that is read."""

    audience: Audience
    prefix: str = ""
    today: Combinable = TODAY
    as_of: Combinable = AS_OF
    known_at: Combinable = KNOWN_AT

    def at(self, source: str) -> F:
        return F(self.path(source))

    def path(self, source: str) -> str:
        return self.prefix + source.replace(".", "__")

    def below(self, source: str) -> Self:
        """The place of the one row that a relation leads to."""
        return replace(self, prefix=f"{self.path(source)}__")

    @property
    def top(self) -> Self:
        """The place of a row that is read by a query of its own."""
        return replace(self, prefix="")

    def seen(self, source: str) -> Q:
        """The condition that the audience may read a related row of a report."""
        return self.audience.reads(f"{self.path(source)}__report", f"{self.path(source)}__marking")

    def of_team(self, report: str) -> Q:
        """The condition that the audience is the team, at least in the report that a path leads to."""
        if self.audience.elsewhere.may_read(Marking.INTERNAL):
            return Q(TRUE)
        return Q(**{f"{self.path(report)}__in": self.audience.reports_read_as(Marking.INTERNAL)})

    def seen_source(self, source: str) -> Q:
        """The condition that the audience may read a related source."""
        return Evidence.marked_for(self.audience, f"{self.path(source)}__")

    def key_if_seen(self, source: str) -> Combinable:
        """The key of a related row of a report, if the audience may read that."""
        return only_if(self.seen(source), self.at(f"{source}.key"))


class SqlTemplate(Func):
    """SQL of our own, with an expression in each of its gaps, {}."""

    def __init__(self, sql: str, *expressions: Combinable, output_field: "Field[Any, Any]") -> None:
        super().__init__(*expressions, output_field=output_field)
        self.gaps = sql.split("{}")

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: object
    ) -> tuple[str, Parameters]:
        statement = self.gaps[0]
        parameters: Parameters = []
        for expression, gap in zip(self.get_source_expressions(), self.gaps[1:], strict=True):
            sql, given = compiler.compile(expression)
            statement += f"{sql}{gap}"
            parameters += given
        return statement, parameters


class JSONDocument(SqlTemplate):
    """A JSON object of these members, in their order."""

    def __init__(self, members: Mapping[str, Combinable]) -> None:
        pairs = ", ".join(f"'{name}', {{}}" for name in members)
        # Not jsonb: it is printed, never searched.
        super().__init__(f"json_build_object({pairs})", *members.values(), output_field=JSONField())


def address_of(view: str, name: Combinable, *, query: str = "") -> Concat:
    """The address of what is found by the name of a row, in its path or in a parameter of its query."""
    before, _, after = (f"{reverse(view)}?{query}=NAME" if query else reverse(view, args=["NAME"])).partition("NAME")
    return Concat(ROOT, Value(before), name, Value(after), output_field=TextField())


class ArrayCat(Func):
    """One list after another."""

    function = "array_cat"
    output_field = ArrayField(CharField())


class UtcTimestamp(Func):
    """A moment in UTC, as `TimestampField` writes it."""

    template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    output_field = CharField()


class Hexadecimal(Func):
    """Bytes, as `HashField` writes them."""

    template = "encode(%(expressions)s, 'hex')"
    output_field = CharField()


def holds(condition: Q | Combinable) -> Case:
    """Whether a condition holds: true or false, never unknown."""
    return Case(When(condition, then=TRUE), default=FALSE, output_field=BooleanField())


def only_if(condition: Q, then: Combinable) -> Case:
    """Something where a condition holds, else nothing."""
    return Case(When(condition, then=then))


def in_chinese_if_there(chinese: Combinable, original: Combinable) -> Coalesce:
    """A text in Chinese, or as it is where nobody has translated it."""
    return Coalesce(NullIf(chinese, Value("")), original, output_field=TextField())


def about_code(place: DocumentPlace) -> Case:
    """`TargetedRow.about_code`, in the database."""
    one = Coalesce(place.at("about_id"), Value(NONE))
    return Case(When(Q(**{place.path("about_both"): True}), then=Value(BOTH)), default=one)
