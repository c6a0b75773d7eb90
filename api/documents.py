"""Builds the JSON of rows in the database: a list is one statement, whose rows are sent on as they come.

A serializer is the one declaration of what is written of a row. For reading it is compiled, once for each audience,
into one expression. What a field becomes there:

| field | expression |
|---|---|
| one for which the serializer has a method `sql_<field>` | what that says |
| rows of a relation (`many=True`) | a list of their documents, in the order of their model |
| one related row | its document, or null |
| `KeyField`, `KeysField` | the key of a related row, the keys of related rows |
| `MomentField`, `HashField` | the moment, the bytes as text |
| any other | the column that it names |
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from rest_framework.serializers import ListSerializer, Serializer

from api.expressions import Document, Hexadecimal, Moment, only_if
from api.serializers.fields import HashField, KeyField, KeysField, MomentField, RecordSerializer
from measures.models import Audience


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands: for whom, and below which relation of the row that is read."""

    audience: Audience
    prefix: str = ""

    def at(self, source: str) -> F:
        return F(self.path(source))

    def path(self, source: str) -> str:
        return self.prefix + source.replace(".", "__")

    def seen(self, source: str) -> Q:
        """The condition that the audience may read a related row."""
        return Q(**{f"{self.path(source)}__marking__in": self.audience.markings})

    def key_if_seen(self, source: str) -> Combinable:
        """The key of a related row, if the audience may read that."""
        return only_if(self.seen(source), self.at(f"{source}.key"))


def document_of(serializer: Serializer[Any], place: Place) -> Document:
    """What a serializer writes of a row, as an expression."""
    return Document({name: member(serializer, name, field, place) for name, field in serializer.fields.items()})


def member(serializer: Any, name: str, field: Any, place: Place) -> Combinable:
    """What a field writes, as an expression."""
    model, source, by = serializer.Meta.model, field.source, getattr(field, "by", "")
    if said := getattr(serializer, f"sql_{name}", None):
        found = said(place)
    elif isinstance(field, ListSerializer) and isinstance(field.child, RecordSerializer):
        found = related(field.child, model, source, place)
    elif isinstance(field, RecordSerializer):
        below = Place(place.audience, f"{place.path(source)}__")
        found = only_if(Q(**{f"{place.path(source)}__pk__isnull": False}), document_of(field, below))
    elif isinstance(field, KeysField):
        found = keys(model, source, by, place)
    elif isinstance(field, KeyField):
        found = place.at(f"{source}.{by}")
    elif isinstance(field, MomentField):
        found = Moment(place.at(source))
    elif isinstance(field, HashField):
        found = Hexadecimal(place.at(source))
    else:
        found = place.at(source)
    return found  # type: ignore[no-any-return]


def related(child: RecordSerializer, model: type[Model], source: str, place: Place) -> ArraySubquery:
    """The documents of the rows of a relation that the audience may read."""
    by = model._meta.get_field(source).remote_field.name  # type: ignore[union-attr]
    order = [name for name in child.Meta.model._meta.ordering if name != by]  # type: ignore[attr-defined]
    rows = child.rows(place.audience).filter(**{by: OuterRef(place.path("pk"))}).order_by(*order)
    return documents(child, rows, place)


def documents(child: Serializer[Any], rows: QuerySet[Any], place: Place) -> ArraySubquery:
    """The documents of rows, as a list."""
    return ArraySubquery(rows.values_list(document_of(child, Place(place.audience))))


def keys(model: type[Model], source: str, by: str, place: Place) -> ArraySubquery:
    """The keys of the rows that a many-to-many relation holds, in their order."""
    relation: Any = model._meta.get_field(source)
    held = relation.remote_field.through._default_manager.filter(
        **{relation.m2m_field_name(): OuterRef(place.path("pk"))}
    )
    name = f"{relation.m2m_reverse_field_name()}__{by}"
    return ArraySubquery(held.order_by(name).values_list(name))
