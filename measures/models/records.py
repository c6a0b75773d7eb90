"""What the models of the record share: managers that avoid queries row by row, and rows that are written once."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from operator import and_, attrgetter
from typing import Any, ClassVar, Self, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from measures.models.markings import Audience

OF_REPORT = "report__marking"


class Days(TypedDict):
    """As of which day something is read, and as known at which moment; None is now."""

    as_of: date | None
    known_at: datetime | None


class RecordQuerySet[M: models.Model](models.QuerySet[M, M]):
    """Rows whose related rows are fetched for all of them at once, so that a loop costs one query."""

    def visible_to(self, audience: Audience) -> Self:
        """Rows that the audience may read, by each of the markings named in `bounded_by`."""
        return self.filter(readable_by(self.model, audience))


def readable_by(model: type[models.Model], audience: Audience, path: str = "") -> models.Q:
    """The condition that an audience may read a model's rows, or the row at a path, which ends in __."""
    bounds: tuple[str, ...] = model.bounded_by  # type: ignore[attr-defined]
    if audience.in_reports and (reports := paths_to_reports(model)):
        # Of a link one measure may be in one report, and the other in another.
        return reduce(and_, (audience.reads(f"{path}{report}", *within(bounds, report, path)) for report in reports))
    if audience.reads_every_report:
        bounds = tuple(bound for bound in bounds if not bound.endswith(OF_REPORT))
    readable = models.Q(*((f"{path}{bound}__in", audience.markings) for bound in bounds))
    if audience.in_reports and hasattr(model, "read_where_cited"):
        readable |= model.read_where_cited(audience, path)
    return readable


def within(bounds: Iterable[str], report: str, path: str) -> list[str]:
    """The bounds of what is in the report at a path."""
    return [f"{path}{bound}" for bound in bounds if bound.startswith(report.rpartition("__")[0])]


def paths_to_reports(model: type[models.Model]) -> Sequence[str]:
    """The paths from a row to the reports that it is in; a source is in none, wherever it is cited."""
    bounds: tuple[str, ...] = getattr(model, "bounded_by", ())
    of_reports = [bound.removesuffix("__marking") for bound in bounds if bound.endswith(OF_REPORT)]
    return getattr(model, "paths_to_reports", of_reports)


def reports_of(row: models.Model) -> set[int]:
    """The reports that a row is in, by primary key."""
    paths = (path if path == "pk" else f"{path}_id" for path in paths_to_reports(type(row)))
    return {attrgetter(path.replace("__", "."))(row) for path in paths}


def on_record(
    day: str, *, as_of: date | Combinable | None = None, known_at: datetime | Combinable | None = None
) -> models.Q:
    """The condition that a row was recorded by a day, which the column `day` has, and a moment, and not withdrawn."""
    by_day = models.Q() if as_of is None else models.Q(**{f"{day}__lte": as_of})
    if known_at is None:
        return by_day & models.Q(withdrawn_at=None)
    return by_day & not_withdrawn(known_at) & models.Q(recorded_at__lte=known_at)


def not_withdrawn(known_at: datetime | Combinable | None = None, path: str = "") -> models.Q:
    """The condition that a row, or the one at a path, was not withdrawn, now or by a moment."""
    standing = models.Q(**{f"{path}withdrawn_at": None})
    return standing if known_at is None else standing | models.Q(**{f"{path}withdrawn_at__gt": known_at})


def value_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a model that hold values: no keys, no references, nothing computed."""
    columns = (field for field in model._meta.concrete_fields if not (field.is_relation or field.generated))
    return tuple(field.name for field in columns if not field.primary_key)


def random_number() -> int:
    """A primary key that does not reveal how many rows there are, and that JavaScript reads exactly."""
    return secrets.randbelow(2**53 - 1) + 1


def count_of(rows: models.QuerySet[models.Model]) -> Coalesce:
    """The number of rows, within another query."""
    counted = rows.order_by().annotate(everything=models.Value(1)).values("everything")
    total = counted.annotate(total=models.Count("*")).values("total")
    return Coalesce(models.Subquery(total, output_field=models.IntegerField()), 0)


def has_any(rows: models.QuerySet[models.Model]) -> IsNull:
    """Whether there is a row, within another query: the first one is looked for, where EXISTS may list all of them."""
    return IsNull(models.Subquery(rows.order_by().values("pk")[:1]), rhs=False)


def related_rows(model: type[models.Model], relation: str) -> models.QuerySet[models.Model]:
    """The rows at the other end of a relation, for models that cannot import each other."""
    related: Any = model._meta.get_field(relation).related_model
    found: models.QuerySet[Any] = related._default_manager.all()
    return found


def json_rows(rows: models.QuerySet[models.Model], *fields: str) -> ArraySubquery:
    """A few short rows as JSON, with these fields, within another query."""
    return ArraySubquery(rows.values(row=JSONObject(**{field: field for field in fields})))


def among(column: str, rows: "models.QuerySet[Any] | Collection[int] | models.Expression") -> models.Func:
    """Whether a column holds the primary key of one of these rows, passed as one array however many they are.

    They are found before all else, and an index is entered by them.
    """
    pks: Combinable
    if isinstance(rows, models.Expression):
        pks = rows
    elif isinstance(rows, models.QuerySet):
        pks = ArraySubquery(rows.values("pk"))
    else:
        pks = models.Value(list(rows), output_field=ArrayField(models.BigIntegerField()))
    parts: dict[str, str] = {"template": "(%(expressions)s))", "arg_joiner": " = ANY("}
    return models.Func(models.F(column), pks, output_field=models.BooleanField(), **parts)


def rows_along(model: type[models.Model], relation: str, *along: str) -> "models.Prefetch[Any]":
    """A prefetch of a relation together with the single rows that it points at, in one query."""
    return models.Prefetch(relation, related_rows(model, relation).select_related(*along))


class RecordManager[M: models.Model](models.Manager[M]):
    """The manager of every model of the record."""

    _queryset_class = RecordQuerySet

    def get_queryset(self) -> RecordQuerySet[M]:
        return super().get_queryset().fetch_mode(models.FETCH_PEERS)  # type: ignore[return-value]

    def visible_to(self, audience: Audience) -> RecordQuerySet[M]:
        return self.get_queryset().visible_to(audience)


class WithdrawableQuerySet[M: models.Model](RecordQuerySet[M]):
    """Rows that are …"""

    def standing(self, *, known_at: datetime | Combinable | None = None) -> Self:
        """Not withdrawn, now or by a moment."""
        return self.filter(not_withdrawn(known_at))


class WithdrawableManager[M: models.Model](RecordManager[M]):
    """The manager of rows that people withdraw."""

    _queryset_class = WithdrawableQuerySet

    def get_queryset(self) -> WithdrawableQuerySet[M]:
        return super().get_queryset()  # type: ignore[return-value]

    def visible_to(self, audience: Audience) -> WithdrawableQuerySet[M]:
        return self.get_queryset().visible_to(audience)

    def standing(self, *, known_at: datetime | Combinable | None = None) -> WithdrawableQuerySet[M]:
        return self.get_queryset().standing(known_at=known_at)


class Versioned(models.Model):
    """A row that people edit; only edits of its own fields raise its version."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Loaded(Versioned):
    """A row that libraries bring and people edit: one of a later version than a library left was edited since."""

    loaded_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Withdrawable(Loaded):
    """A row that people withdraw instead of deleting it, and bring back: its page and its history stay."""

    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class JournalRow(models.Model):
    """A row that is written once.

    The role that the application runs as has no right to change or delete it, and triggers refuse the same to the
    role that owns the tables. `mutable_columns` names the columns that may change all the same.
    """

    mutable_columns: ClassVar[tuple[str, ...]] = ()
    # The columns that are sealed as they stand, each with the first format of seals that holds it: never changed.
    sealed_from_format: ClassVar[Mapping[str, int]] = {}
    inserted_by_function: ClassVar[bool] = False

    class Meta:
        abstract = True
