"""Kinds of fields that DRF has not: how each is described, and what the database puts there."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from measures.lists.expressions import ArrayCat, DocumentPlace, Hexadecimal, UtcTimestamp, address_of, only_if
from measures.models import PartialDate
from measures.models import partial_dates as stored
from measures.models.bylines import PersonRole, may_be_named, role_or_none

LEVEL = "Movement in the recommended direction, as we judge it; not a rating of a state."
WRITTEN_ON = "When an assessment was written, if that was after the day that it is about."
PARTIAL_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def moment_text(value: datetime) -> str:
    """A moment as every answer and file writes it."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class PartialDateOutputField(serializers.Field[PartialDate, str, str, Any]):
    """A date that may be known to the month or year only."""

    default_error_messages = {
        "invalid": stored.PartialDateField.default_error_messages["invalid"],
    }

    def to_internal_value(self, data: Any) -> PartialDate:
        try:
            return PartialDate.parse(data)
        except (TypeError, ValueError):
            self.fail("invalid")

    def to_representation(self, value: PartialDate) -> str:
        return str(value)


class KeyField(serializers.CharField):
    """The key of a related row, written in its place."""

    def __init__(self, by: str = "key", **kwargs: Any) -> None:
        self.by = by
        super().__init__(read_only=True, **kwargs)

    def expression(self, place: DocumentPlace) -> Combinable:
        return place.at(f"{self.source}.{self.by}")

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, self.by))


class SeenKeyField(KeyField):
    """The key of a related row of a report, for those who may read that row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def expression(self, place: DocumentPlace) -> Combinable:
        return place.key_if_seen(str(self.source))


class SeenSourceField(SeenKeyField):
    """The key of a related source, for those who may read it."""

    def expression(self, place: DocumentPlace) -> Combinable:
        return only_if(place.seen_source(str(self.source)), place.at(f"{self.source}.key"))


class PersonField(serializers.CharField):
    """The name of somebody who wrote here, for those who may read it; in a file their role stands in its place."""

    # What files call the roles.
    choices = dict(PersonRole.choices)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def expression(self, place: DocumentPlace) -> Combinable:
        parent: Any = self.parent
        source = str(self.source)
        readable = may_be_named(parent.Meta.model, source.replace(".", "__"), place.audience, place.prefix)
        return only_if(readable, place.at(source)) if readable else place.at(source)

    def cell(self, place: DocumentPlace) -> Combinable:
        role = role_or_none(str(self.source).replace(".", "__"), place.prefix)
        return Coalesce(self.expression(place), role, output_field=TextField())


class PersonRoleField(serializers.ChoiceField):
    """The role in which somebody wrote, beside their name; null of a library."""

    def __init__(self, of: str) -> None:
        self.of = of
        words = "In which role they did it; null for a library, and where nobody did."
        super().__init__(PersonRole.choices, read_only=True, allow_null=True, help_text=words)

    def expression(self, place: DocumentPlace) -> Combinable:
        return role_or_none(self.of, place.prefix)


class TextsField(serializers.ListField):
    """Short texts, mostly keys, which `sql_<field>` lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.CharField(), read_only=True, **kwargs)


class TouchesField(TextsField):
    """The keys of the measures that a row touches, of those that the reader may read, then of the ambiguities."""

    def __init__(self) -> None:
        super().__init__(help_text="Keys of measures and ambiguities.")

    def expression(self, place: DocumentPlace) -> Combinable:
        parent: Any = self.parent
        model = parent.Meta.model
        here = {model._meta.model_name: OuterRef(place.path("pk"))}
        measures = model.measures.through.objects.filter(place.top.seen("measure"), **here)
        ambiguities = model.ambiguities.through.objects.filter(**here)
        return ArrayCat(
            ArraySubquery(measures.order_by("measure__position", "pk").values_list("measure__key")),
            ArraySubquery(ambiguities.order_by("ambiguity__position", "pk").values_list("ambiguity__key")),
        )


class KeysField(serializers.ListField):
    """The keys of the rows that a many-to-many relation holds, in their order."""

    def __init__(self, by: str = "key", **kwargs: Any) -> None:
        self.by = by
        super().__init__(child=KeyField(by), read_only=True, **kwargs)

    def expression(self, place: DocumentPlace) -> Combinable:
        parent: Any = self.parent
        relation = parent.Meta.model._meta.get_field(self.source)
        through = relation.remote_field.through._default_manager
        held = through.filter(**{relation.m2m_field_name(): OuterRef(place.path("pk"))})
        key = f"{relation.m2m_reverse_field_name()}__{self.by}"
        return ArraySubquery(held.order_by(key).values_list(key))


class PageField(serializers.URLField):
    """The address of the page that shows a row: by the name of one that `by` leads to, in the path or in its query."""

    def __init__(self, page: str, by: str = "key", *, query: str = "") -> None:
        self.page, self.by, self.query = page, by, query
        super().__init__(read_only=True, help_text="Address of the page that shows it.")

    def __deepcopy__(self, memo: dict[int, object]) -> "PageField":
        return PageField(self.page, self.by, query=self.query)

    def expression(self, place: DocumentPlace) -> Combinable:
        return address_of(self.page, place.at(self.by), query=self.query)


class TimestampField(serializers.DateTimeField):
    """A moment of recording, in UTC and to the microsecond."""

    def expression(self, place: DocumentPlace) -> Combinable:
        return UtcTimestamp(place.at(str(self.source)))

    def to_representation(self, value: datetime) -> str:
        return moment_text(value)


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
class HashField(serializers.Field[bytes, Any, str, Any]):
    """A SHA-256, in hexadecimal."""

    def expression(self, place: DocumentPlace) -> Combinable:
        return Hexadecimal(place.at(str(self.source)))

    def to_representation(self, value: bytes) -> str:
        return bytes(value).hex()


class PartialDateExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Partial dates in the description of the API, under one name."""

    target_class = "measures.lists.fields.PartialDateOutputField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, object]:
        return {"type": "string", "pattern": PARTIAL_DATE, "examples": ["2019", "2019-01", "2019-07-10"]}
