"""Serializers whose rows the database writes.

A serializer declares what is shown of a row, as everywhere in Django REST framework. What the database puts there is
what the serializer says in a method `sql_<field>`, else what the kind of the field says, else the column that it names.
There is no second declaration in Python: `to_representation` asks the database, too.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import CharField, Manager, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.functional import Promise
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.request import Request

from measures.access import audience_of
from measures.lists.expressions import DocumentPlace, JSONDocument, in_chinese_if_there, only_if
from measures.lists.fields import PartialDateOutputField, TimestampField
from measures.lists.shapes import IN_CHINESE, WHOLE, Shape, UnknownFieldError
from measures.lists.sql import SqlStatement, rows_in_order, statement_of
from measures.lists.tables import Column
from measures.models import PUBLIC, Audience, Language, Report
from measures.models import partial_dates as stored
from measures.models.records import Withdrawable, not_withdrawn

COLON = ":"


class AudienceContext:
    """A serializer that knows for whom it writes, or who sends what it reads."""

    context: dict[str, Any]

    @property
    def audience(self) -> Audience:
        request: Request | None = self.context.get("request")
        return PUBLIC if request is None else audience_of(request.user)


class RowSerializer(AudienceContext, serializers.ModelSerializer[Any]):
    """A row as this process holds it. Partial dates are written as their texts."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: TimestampField,
        stored.PartialDateField: PartialDateOutputField,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if field_class is PartialDateOutputField:
            kwargs.pop("max_length", None)
        return field_class, kwargs


class RecordSerializer(RowSerializer):
    """Rows of the record, as the database writes them.

    `hidden_with` names related rows, by path: where the reader may not read one of them, the row is left out from
    those that come with another.
    """

    hidden_with: ClassVar[Sequence[str]] = ()
    # The one language of its texts, if they are wanted in one only; and the fields that hold them in Chinese.
    language: Language | None = None
    chinese: Mapping[str, object] = {}

    @classmethod
    def many_init(cls, instance: object = None, data: Any = empty, **kwargs: Any) -> "RecordListSerializer":
        return RecordListSerializer(instance, data, child=cls(context=kwargs.get("context", {})), **kwargs)

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Any]:
        """The rows that an audience may read."""
        model: Any = cls.Meta.model
        found: QuerySet[Any] = model._default_manager.all()
        if hasattr(model, "bounded_by"):
            found = model._default_manager.visible_to(audience)
        for path in cls.hidden_with:
            place = DocumentPlace(audience)
            seen = place.seen_source(path) if path == "evidence" else place.seen(path)
            found = found.filter(Q(**{path: None}) | seen)
        return found

    @classmethod
    def statement(cls, audience: Audience, shape: Shape = WHOLE) -> SqlStatement:
        """The document of the row "page"."row", of which only what is in its shape is computed."""
        return compile_shaped(cls, audience, shape) if shape != WHOLE else compile_whole(cls, audience)

    @classmethod
    def shaped(cls, shape: Shape) -> Self:
        """A serializer of rows in a shape."""
        found = cls()
        if shape.language:
            found.keep_language(shape.language)
        if shape.fields:
            found.keep_fields(shape.fields)
        return found

    def keep_language(self, language: Language) -> None:
        """Leave out the texts in Chinese, or show them in the place of the others, where there are any."""
        self.language = language
        for field in self.fields.values():
            below = getattr(field, "child", field)
            if isinstance(below, RecordSerializer):
                below.keep_language(language)
        names = [name for name in self.fields if f"{name}{IN_CHINESE}" in self.fields]
        chinese: dict[str, object] = {name: self.fields.pop(f"{name}{IN_CHINESE}") for name in names}  # type: ignore[misc]
        self.chinese = chinese if language == Language.CHINESE else {}

    def keep_fields(self, paths: Iterable[str]) -> None:
        """Leave out all fields but these, and of those below them all but those with longer paths."""
        wanted: dict[str, list[str]] = {}
        for path in paths:
            name, _, rest = path.partition(".")
            if name not in self.fields:
                raise UnknownFieldError(path)
            wanted.setdefault(name, []).append(rest)
        for name, field in [*self.fields.items()]:
            below = getattr(field, "child", field)
            if name not in wanted:
                del self.fields[name]
            elif all(wanted[name]) and isinstance(below, RecordSerializer):
                below.keep_fields(wanted[name])
            elif any(wanted[name]) and not isinstance(below, RecordSerializer):
                raise UnknownFieldError(f"{name}.{next(filter(None, wanted[name]))}")

    def document(self, place: DocumentPlace) -> JSONDocument:
        """What is shown of a row, as an expression."""
        return JSONDocument({name: self.member(name, field, place) for name, field in self.fields.items()})

    def member(self, name: str, field: object, place: DocumentPlace) -> Combinable:
        """What one field shows, as an expression: in Chinese, if that is wanted and there."""
        found = self.original(name, field, place)
        if name not in self.chinese:
            return found
        in_chinese = self.original(f"{name}{IN_CHINESE}", self.chinese[name], place)
        return in_chinese_if_there(in_chinese, found)

    def original(self, name: str, field: Any, place: DocumentPlace) -> Combinable:
        """What one field holds, as an expression."""
        if sql := getattr(self, f"sql_{name}", None):
            found: Combinable = sql(place)
        elif hasattr(field, "expression"):
            found = field.expression(place)
        else:
            found = place.at(field.source)
        return found

    def columns(self, place: DocumentPlace, reports: Sequence[Report] = ()) -> list[Column]:
        """The columns of the rows as a table: `Meta.columns` has their headings by the paths of fields.

        `Meta.read_first` names those that a person reads first, `Meta.sheet` the list. The columns of some lists depend
        on the reports whose rows there can be.
        """
        first = getattr(self.Meta, "read_first", ())
        columns = ((path, self.column(path, heading, place)) for path, heading in self.Meta.columns.items())
        return [replace(column, is_read_first=path in first) for path, column in columns]

    def column(self, path: str, heading: str | Promise, place: DocumentPlace) -> Column:
        name, _, rest = path.partition(".")
        field: Any = self.fields.get(name)
        if rest:
            below: Column = field.column(rest, heading, place.below(field.source))
            return below
        labels = getattr(self.Meta, "labels", {}).get(name) or getattr(field, "choices", {})
        meaning = getattr(field, "help_text", None) or ""
        return Column(name, heading, self.cell(name, field, place), labels, meaning=meaning)

    def cell(self, name: str, field: object, place: DocumentPlace) -> Combinable:
        """What a file has of a field: what `cell_<field>` says where that is other than what the API answers."""
        if special := getattr(self, f"cell_{name}", None):
            return special(place)  # type: ignore[no-any-return]
        if in_file := getattr(field, "cell", None):
            return in_file(place)  # type: ignore[no-any-return]
        return self.member(name, field, place)

    def expression(self, place: DocumentPlace) -> Combinable:
        """The document of the one row that a relation leads to, or null."""
        source = str(self.source)
        there = Q(**{f"{place.path(source)}__pk__isnull": False})
        return only_if(there, self.document(place.below(source)))

    def to_representation(self, instance: Any) -> Any:
        [document] = self.documents([instance])
        return document

    def documents(self, rows: Iterable[models.Model]) -> list[Any]:
        """What is shown of rows, in their order, in one statement for all."""
        statement, values = self.statement(self.audience), self.context["placeholders"]
        return [json.loads(text) for text in rows_in_order([row.pk for row in rows], statement, values)]


# Enough for all lists, some dozens, of a few audiences.
@lru_cache(maxsize=500)
def compile_whole(kind: type[RecordSerializer], audience: Audience) -> SqlStatement:
    """The statement for whole rows: compiled once for each audience, and kept while it is used."""
    return compile_document(kind, audience, WHOLE)


@lru_cache(maxsize=200)
def compile_shaped(kind: type[RecordSerializer], audience: Audience, shape: Shape) -> SqlStatement:
    """That for rows in a shape: readers can want any, so those that are used least are forgotten."""
    return compile_document(kind, audience, shape)


def compile_document(kind: type[RecordSerializer], audience: Audience, shape: Shape) -> SqlStatement:
    here = kind.rows(audience).order_by().filter(pk=RawSQL('"page"."row"', ()))
    return statement_of(here.values_list(kind.shaped(shape).document(DocumentPlace(audience))))


def without_withdrawn(rows: QuerySet[models.Model], *, known_at: datetime | None = None) -> QuerySet[Any]:
    """Rows as lists have them: without those that people withdrew, now or by a moment."""
    return rows.filter(not_withdrawn(known_at)) if issubclass(rows.model, Withdrawable) else rows


class RecordListSerializer(serializers.ListSerializer[Any]):
    """Many rows of the record, or those of a relation."""

    child: RecordSerializer

    def expression(self, place: DocumentPlace) -> Combinable:
        """The documents of the rows of a relation that the audience may read."""
        return self.of(self.visible_rows(place), place)

    def visible_rows(self, place: DocumentPlace) -> QuerySet[models.Model]:
        """The rows of a relation that the audience may read, in the order of their model."""
        parent: Any = self.parent
        by = parent.Meta.model._meta.get_field(self.source).remote_field.name
        order = [name for name in self.child.Meta.model._meta.ordering if name != by]  # type: ignore[attr-defined]
        rows = without_withdrawn(self.child.rows(place.audience)).filter(**{by: OuterRef(place.path("pk"))})
        return rows.order_by(*order)

    def cell(self, place: DocumentPlace) -> ArraySubquery:
        """Of each of these rows the fields in `Meta.cell`, between colons."""
        return self.in_cells(self.visible_rows(place), place)

    def in_cells(self, rows: QuerySet[models.Model], place: DocumentPlace) -> ArraySubquery:
        """Rows as one cell."""
        there, child = place.top, self.child
        parts = [Cast(child.cell(name, child.fields.get(name), there), CharField()) for name in child.Meta.cell]
        if len(parts) == 1:
            return ArraySubquery(rows.values_list(parts[0]))
        between = (part for each in parts[1:] for part in (Value(COLON), Coalesce(each, Value(""))))
        return ArraySubquery(rows.values_list(Concat(parts[0], *between, output_field=CharField())))

    def of(self, rows: QuerySet[Any], place: DocumentPlace) -> ArraySubquery:
        """The documents of rows, as a list."""
        return ArraySubquery(rows.values_list(self.child.document(place.top)))

    def to_representation(self, data: Any) -> Any:
        return self.child.documents(data.all() if isinstance(data, Manager) else data)
