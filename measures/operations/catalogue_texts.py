"""The texts of the catalogue that can be redacted one by one: which tables hold them, and in which columns."""

from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Field, JSONField, Model, Q, QuerySet, TextField, URLField

from measures.models import (
    Addressing,
    Ambiguity,
    AnnouncedDate,
    CorrectionReason,
    DateFinding,
    Indicator,
    Link,
    Marking,
    Measure,
    Milestone,
    Motivation,
    Objection,
    Operator,
    Party,
    Report,
    Subject,
    Term,
    TextSearch,
)
from measures.models.markings import MarkingField, narrowest_marking
from measures.models.records import OF_REPORT, paths_to_reports
from measures.wing import from_wings

CATALOGUE: tuple[type[Model], ...] = (
    Report, Party, Measure, Milestone, Indicator, Addressing, Link, Ambiguity, Term, Motivation, Subject, AnnouncedDate,
    DateFinding, TextSearch, Objection, Operator, CorrectionReason,
)  # fmt: skip
# What identifies a row or names a language or a version; names of persons have a redaction of their own.
NOT_TEXTS = {
    "key", "code", "slug", "language", "library_version", "etag", "last_modified", "last_text", "searched_by_name",
    "value", "added_by_name", "recorded_by_name", "withdrawn_by_name",
}  # fmt: skip
REDACTED, REDACTED_IN_CHINESE = "[redacted]", "［内容已移除］"
CHINESE = "_zh_hans"
# The way to the report of rows that are read with another.
BY_OTHERS: dict[type[Model], list[str]] = {Objection: ["report"]}


def catalogue() -> dict[str, type[Model]]:
    """The tables of the core and of the wings whose texts can be redacted one by one, by their names."""
    models = (*CATALOGUE, *from_wings(lambda wing: wing.redacted_by_text))
    return {str(model._meta.model_name): model for model in models}


def texts_of(model: type[Model]) -> "dict[str, Field[Any, Any]]":
    """The columns of a table of the catalogue that hold words."""
    kinds = (CharField, TextField, JSONField, ArrayField)
    # What a line of a record calls wrong is named by its key.
    not_texts = NOT_TEXTS | {"name"} if model is CorrectionReason else NOT_TEXTS
    return {
        field.name: field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
        and not (field.choices or field.primary_key or isinstance(field, MarkingField) or field.name in not_texts)
    }


def redacted_value(row: Model, name: str) -> object:
    """What stands in a column of a row once its words are gone."""
    field = texts_of(type(row))[name]
    if isinstance(field, JSONField | ArrayField):
        return field.get_default()
    if isinstance(field, URLField):
        return ""
    mark = REDACTED_IN_CHINESE if name.endswith(CHINESE) else REDACTED
    is_unique = any(name in getattr(each, "fields", ()) for each in row._meta.constraints)
    return f"{mark} {row.pk}" if is_unique else mark


def written_texts(value: object) -> list[str]:
    """The texts in a value of a column: its own, or those in its JSON or list."""
    match value:
        case str():
            return [value] if value else []
        case dict():
            return [text for each in value.values() for text in written_texts(each)]
        case list():
            return [text for each in value for text in written_texts(each)]
    return []


def rows_of_report(model: type[Model], report: Report) -> QuerySet[Model]:
    """The rows of a table of the catalogue that are of a report, or of none as parties are."""
    rows = model._default_manager.all()
    if model is Report:
        return rows.filter(pk=report.pk)
    if model is CorrectionReason:
        return rows.filter(report=report, entry=None)
    paths = paths_to_reports(model) or BY_OTHERS.get(model) or getattr(model, "paths_to_report", [])
    return rows.filter(reduce(or_, (Q(**{path: report}) for path in paths))) if paths else rows


def key_of(row: Any) -> str:
    """By what a row is named to readers: its key, or its number."""
    return str(getattr(row, "key", "") or getattr(row, "slug", "") or row.pk)


def place_of(row: Any) -> tuple[Report | None, str]:
    """The report of a row, and the narrowest marking that bounds who reads it there."""
    row = getattr(row, "placed_with", row)
    report: Report | None = row if isinstance(row, Report) else getattr(row, "report", None)
    markings = [row.entry.marking] if isinstance(row, CorrectionReason | Objection) and row.entry else []
    for bound in getattr(row, "bounded_by", ()):
        *path, name = bound.split("__")
        at = attrgetter(".".join(path))(row) if path else row
        if bound.endswith(OF_REPORT):
            report = at
        else:
            markings.append(getattr(at, name))
    return report, narrowest_marking(*markings) if markings else Marking.PUBLIC if report else Marking.INTERNAL
