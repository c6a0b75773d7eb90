"""The row history of a measure, a source, or a row of the catalogue: who changed what, when, and from what.

Nobody learns of a row that they may not read: a link is told only to those who may read both ends. Markings, requests
and addresses of mail are the team's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models import TEAM, Ambiguity, Audience, Evidence, Measure, Report, RowChange, User, row_number
from measures.models.bylines import STORED_NAMES, PersonRole, role_of
from measures.models.markings import marking_label
from measures.models.records import reports_of
from measures.models.texts import choose_words

CHINESE = "_zh_hans"
# A place among others would tell how many of them are hidden.
FOR_THE_TEAM = ("marking", "extra", "position", *STORED_NAMES)
# The columns that give an added or removed row its name.
NAME_COLUMNS = {
    "owner": ("user", "role"),
    "link": ("source", "relation", "target"),
    "addressing": ("ambiguity",),
    "milestone": ("title",),
    "indicator": ("name",),
    "measure_parties": ("party",),
    "measure_needs_to_complete": ("party",),
    "term": ("term",),
    "motivation": ("code",),
    "party": ("name",),
    "ambiguity": ("title",),
    "ambiguity_bearers": ("party",),
    "subject": ("title",),
    "subject_measures": ("measure",),
    "subject_ambiguities": ("ambiguity",),
    "report": ("title",),
}
# Labels of columns that no form shows.
LABELS = {
    "key": _("key"),
    "position": _("place in the report"),
    "measure": _("measure"),
    "user": _("user"),
    "named_by": _("who named them"),
    "extra": _("further fields"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a column, for the API and in the reader's words; that of a whole row has all its columns."""

    code: Any
    label: str


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that was changed, or a whole row that was added (nothing before) or removed (nothing after)."""

    at: datetime
    # Empty if nobody was signed in, none if the role stands for them.
    by: str | None
    by_role: PersonRole | None
    row: str
    row_label: str
    field: str
    field_label: str
    before: Value | None
    after: Value | None
    request_id: str
    command: str
    database_role: str

    @property
    def who(self) -> str:
        """Who did it, in the reader's words."""
        return str(self.by_role.label) if self.by is None and self.by_role else self.by or ""


def row_history(
    row: Model,
    audience: Audience,
    *,
    known_at: datetime | None = None,
    is_alone: bool = False,
    with_links: bool = True,
) -> list[ColumnChange]:
    """The changes to a row that the audience may read, latest first; to a measure also those of its related rows.

    `with_links` also to which rows it names.
    """
    is_wide = isinstance(row, Measure) and not is_alone
    changes = RowChange.objects.filter(Q(measures__contains=[row.pk]) if is_wide else changes_of_row(row, with_links))
    if known_at is not None:
        changes = changes.filter(at__lte=known_at)
    found = list(changes.select_related("by"))
    is_team = all(audience.within(report) == TEAM for report in (*reports_of(row),) or (None,))
    names = RowNames(found, audience, is_team=is_team)
    return [change for row in found if names.may_show(row) for change in describe_change(row, names)]


def changes_of_row(row: Model, with_links: bool) -> Q:
    """The condition that a change is to a row itself, or to which others it names."""
    found = Q(table=row._meta.db_table, row=row_number(row))
    for field in row._meta.many_to_many if with_links else ():
        column = f"{field.m2m_column_name()}"
        named = Q(**{f"before__{column}": row.pk}) | Q(**{f"after__{column}": row.pk})
        found |= Q(table=field.m2m_db_table()) & named
    return found


def in_words(value: object) -> str:
    """A value as a person reads it: the parts of a list or of several texts one after the other."""
    if isinstance(value, Mapping):
        return " · ".join(in_words(each) for each in value.values())
    if isinstance(value, list | tuple):
        return ", ".join(map(in_words, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "" if value is None else str(value)


class RowNames:
    """The names of the rows that changes refer to, as far as the audience may read them; one query for each kind."""

    def __init__(self, changes: Sequence[RowChange], audience: Audience, *, is_team: bool) -> None:
        self.is_team = is_team
        wanted: dict[type[Model], set[object]] = defaultdict(set)
        for change in changes:
            wanted[Measure].update(change.measures)
            for values in filter(None, (change.before, change.after)):
                for field, value in foreign_keys(change.table, values):
                    wanted[field.related_model].add(value)
        self.rows: dict[type[Model], Mapping[object, Model]] = {
            model: readable_rows(model, keys, audience) for model, keys in wanted.items()
        }

    def may_show(self, change: RowChange) -> bool:
        return all(pk in self.rows[Measure] for pk in change.measures)

    def person(self, user: User | None) -> str | None:
        """A user by name, if it is shown; for the team with the address too, since two people may have the same."""
        if user is None:
            return ""
        if self.is_team:
            return f"{user} ({user.email})"
        return str(user) if user.is_named_in_public else None

    def value(self, field: "Field[Any, Any]", stored: Any) -> Value:
        """The value of a column in words; a row that it refers to, by its name."""
        if isinstance(field, ForeignKey) and stored is not None:
            return self.name(self.rows[field.related_model].get(stored))
        if field.name == "marking":
            return Value(stored, marking_label(stored))
        if isinstance(stored, bool | dict | list):
            return Value(stored, in_words(stored))
        label = dict(field.flatchoices or ()).get(stored, "" if stored is None else stored)
        return Value(stored, str(label))

    def name(self, row: Model | None) -> Value:
        match row:
            case None:
                return Value(None, "…")
            case User():
                found = self.person(row)
                return Value(found, str(role_of(row).label) if found is None else found)
            case Measure():
                return Value(row.key, row.code)
            case Ambiguity() | Evidence():
                return Value(row.key, str(row))
            case Report():
                return Value(row.slug, str(row))
        return Value(str(row.pk), str(row))


def readable_rows(model: type[Model], keys: Collection[object], audience: Audience) -> Mapping[object, Model]:
    """Rows by primary key; of measures, sources, ambiguities and reports only those the audience may read."""
    rows = model._default_manager.filter(pk__in=keys)
    if model in (Ambiguity, Evidence, Measure, Report):
        rows = rows.visible_to(audience)  # type: ignore[attr-defined]
    return {row.pk: row for row in rows}


def describe_change(change: RowChange, names: RowNames) -> Iterator[ColumnChange]:
    """The lines of one change: one for each column, or one for a row that was added or removed."""
    if change.before is None or change.after is None:
        before, after = (whole_row(change.table, row, names) for row in (change.before, change.after))
        yield column_change(change, names, before, after)
        return
    for column, field in fields_of(change.table, change.before, names).items():
        before, after = (names.value(field, row[column]) for row in (change.before, change.after))
        yield column_change(change, names, before, after, of=field)


def column_change(
    change: RowChange,
    names: RowNames,
    before: Value | None,
    after: Value | None,
    *,
    of: "Field[Any, Any] | None" = None,
) -> ColumnChange:
    """The line of one column or of a whole row; request and command only for those who may see them."""
    return ColumnChange(
        at=change.at,
        by=names.person(change.by),
        by_role=role_of(change.by) if change.by else None,
        row=change.table.removeprefix("measures_"),
        row_label=row_label_of(change.table),
        field=of.name if of else "",
        field_label=column_label(of) if of else "",
        before=before,
        after=after,
        request_id=change.request_id if names.is_team else "",
        command=change.command if names.is_team else "",
        database_role=change.database_role if names.is_team else "",
    )


def whole_row(table: str, row: Mapping[str, object] | None, names: RowNames) -> Value | None:
    """A row that was added or removed: all its columns, and its name."""
    if row is None:
        return None
    values = {field.name: names.value(field, row[column]) for column, field in fields_of(table, row, names).items()}
    called = [
        choose_words(values[name].label, values[f"{name}{CHINESE}"].label).text
        if f"{name}{CHINESE}" in values
        else values[name].label
        for name in NAME_COLUMNS.get(table.removeprefix("measures_"), ())
    ]
    return Value({name: value.code for name, value in values.items()}, " · ".join(called))


def fields_of(table: str, row: Mapping[str, object], names: RowNames) -> "dict[str, Field[Any, Any]]":
    """The columns of a row that the audience may read, with their fields, in the model's order."""
    return {
        column: field
        for column, field in columns_of_table(table).items()
        if column in row and (names.is_team or not is_for_the_team(field))
    }


def is_for_the_team(field: "Field[Any, Any]") -> bool:
    """Whether only the team reads a column: also the former addresses of sources, which may be withheld by now."""
    return field.name in FOR_THE_TEAM or (field.model is Evidence and field.name == "url")


def foreign_keys(table: str, row: Mapping[str, object]) -> "Iterator[tuple[ForeignKey[Any, Any], Any]]":
    """The columns of a row that point at another row, with the model of each."""
    for column, field in columns_of_table(table).items():
        if isinstance(field, ForeignKey) and row.get(column) is not None:
            yield field, row[column]


@cache
def columns_of_table(table: str) -> "dict[str, Field[Any, Any]]":
    return {str(field.column): field for field in model_of(table)._meta.concrete_fields}


@cache
def model_of(table: str) -> type[Model]:
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)


def row_label_of(table: str) -> str:
    """What kind of row it is; a row between two others is named after the field of the one that names the other."""
    model = model_of(table)
    fields = (field for each in apps.get_models() for field in each._meta.many_to_many)
    joins = (field for field in fields if field.remote_field.through is model)
    return str(next((field.verbose_name for field in joins), model._meta.verbose_name))


def column_label(field: "Field[Any, Any]") -> str:
    """The label of a column; a Chinese column has that of the column it translates."""
    derived = field.name.replace("_", " ")
    if field.name.endswith(CHINESE) and field.verbose_name == derived:
        original = field.model._meta.get_field(field.name.removesuffix(CHINESE))
        return gettext("%(field)s in Chinese") % {"field": getattr(original, "verbose_name", derived)}
    return str(LABELS.get(field.name, field.verbose_name) if field.verbose_name == derived else field.verbose_name)
