"""Fields and serializers that the nouns share."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, ClassVar

from django.db import models
from django.db.models import Manager, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from measures.access import audience_of
from measures.models import LEVELS, PUBLIC, TEAM, Audience, PartialDate, Report
from measures.models import partial_dates as stored
from measures.models.measures import NOT_A_TEXT
from measures.models.partial_dates import end_of

DAY_COMPUTED = _("The day it was computed for: the one asked for, or today’s in UTC.")
PARTIAL_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


class PartialDateField(serializers.Field[PartialDate, str, str, Any]):
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
    """The key of a row, written in its place."""

    def __init__(self, by: str = "key", **kwargs: Any) -> None:
        self.by = by
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, self.by))


class KeysField(serializers.ListField):
    """The keys of rows, written in their place."""

    def __init__(self, by: str = "key", **kwargs: Any) -> None:
        self.by = by
        super().__init__(child=KeyField(by), read_only=True, **kwargs)

    def to_representation(self, value: Any) -> list[str]:
        return super().to_representation(list(value.all() if isinstance(value, Manager) else value))


class MomentField(serializers.DateTimeField):
    """A moment of recording, in UTC and to the microsecond."""

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class KnownAtField(serializers.DateTimeField):
    """A moment by which something was recorded; a day is its last moment, in UTC."""

    def __init__(self) -> None:
        words = _("What was recorded by this moment; by the end of this day, in UTC, where it is a day.")
        super().__init__(required=False, help_text=words)

    def to_internal_value(self, value: Any) -> datetime:
        try:
            return end_of(date.fromisoformat(value))
        except (TypeError, ValueError):
            return super().to_internal_value(value)


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
class HashField(serializers.Field[bytes, Any, str, Any]):
    """A SHA-256, in hexadecimal."""

    def to_representation(self, value: bytes) -> str:
        return bytes(value).hex()


class WordField(serializers.ChoiceField):
    """A word of a closed list; the operation checks it, so that a writer hears of every fault at once."""

    default_error_messages = {"not_a_word": _("Write one word of the list.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("not_a_word")
        return data


LEVEL = "Movement in the recommended direction, as we judge it; not a rating of a state."


@extend_schema_field({"type": "integer", "minimum": min(LEVELS), "maximum": max(LEVELS)})
class LevelField(serializers.IntegerField):
    """A level; the operation says which there are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": LEVEL, **kwargs})


class TextField(serializers.CharField):
    """A text, and nothing that could be written as one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class FurtherFields(serializers.DictField):
    """Texts by their names; one that is something else is an error at its name."""

    child = TextField(allow_blank=True)

    def run_child_validation(self, data: Any) -> dict[str, str]:
        errors = {name: [NOT_A_TEXT % {"name": name}] for name in data if not name or "\0" in name}
        try:
            texts: dict[str, str] = super().run_child_validation(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **errors}) from error  # type: ignore[dict-item]
        if errors:
            raise serializers.ValidationError(errors)
        return texts


class SeenRows(serializers.ListSerializer[Any]):
    """Rows that come with another, without those that are hidden: `hidden_with` of the serializer of one says which."""

    child: "RecordSerializer"

    def to_representation(self, data: Any) -> Any:
        rows = data.all() if isinstance(data, Manager) else data
        return super().to_representation([row for row in rows if self.child.is_seen(row)])


class ForAudience:
    """A serializer that knows for whom it writes, or who sends what it reads."""

    context: dict[str, Any]

    @property
    def audience(self) -> Audience:
        request: Request | None = self.context.get("request")
        return PUBLIC if request is None else audience_of(request.user)


class RecordSerializer(ForAudience, serializers.ModelSerializer[Any]):
    """Rows of the record: what is written of them, by this process or by the database (`api.documents`).

    Partial dates are written as their texts. `hidden_with` names related rows, by path: where the reader may not read
    one of them, the row is left out from those that come with another.
    """

    hidden_with: ClassVar[Sequence[str]] = ()
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: MomentField,
        stored.PartialDateField: PartialDateField,
    }

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Any]:
        """The rows that an audience may read, with all that is written of them."""
        model: Any = cls.Meta.model
        found: QuerySet[Any] = model._default_manager.all()
        if hasattr(model, "bounded_by"):
            found = model._default_manager.visible_to(audience)
        for path in cls.hidden_with:
            found = found.filter(Q(**{path: None}) | Q(**{f"{path}__marking__in": audience.markings}))
        return found

    def is_seen(self, row: Any) -> bool:
        related = (attrgetter(path.replace("__", "."))(row) for path in self.hidden_with)
        return all(other is None or self.audience.may_read(other.marking) for other in related)

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if field_class is PartialDateField:
            kwargs.pop("max_length", None)
        return field_class, kwargs

    @property
    def is_for_team(self) -> bool:
        return self.audience == TEAM


class StrictSerializer(serializers.Serializer[Any]):
    """What somebody sends: a field that is unknown here is an error that names it.

    `needed` are fields that the operation asks for, so that a writer hears of every fault at once.
    """

    needed: ClassVar[Sequence[str]] = ()

    def to_internal_value(self, data: Any) -> Any:
        sent = data if isinstance(data, Mapping) else {}
        unknown = sorted(set(sent) - set(self.fields), key=str)
        errors: dict[str, Any] = {str(name): [_("There is no such field here.")] for name in unknown}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            errors = {**error.detail, **errors}  # type: ignore[dict-item]
        if errors:
            missing = [name for name in self.needed if sent and not sent.get(name)]
            required = {name: [self.fields[name].error_messages["required"]] for name in missing}
            raise serializers.ValidationError({**required, **errors})
        return values


class OfReportSerializer(ForAudience, StrictSerializer):
    """What is sent about a report, named by its short name."""

    report = serializers.CharField(help_text=_("Short name of a report."))

    def validate_report(self, value: str) -> Report:
        report = Report.objects.visible_to(self.audience).filter(slug=value).first()
        if report is None:
            raise serializers.ValidationError(gettext("There is no report “%(slug)s” here.") % {"slug": value})
        return report


class AsOfSerializer(StrictSerializer):
    """As of which day, and as known at which moment, a reading is asked for."""

    as_of = serializers.DateField(required=False, help_text=_("What had happened by this day."))
    known_at = KnownAtField()

    def validate_as_of(self, value: date) -> date:
        if not stored.is_within_reach(value):
            raise serializers.ValidationError(_("There is no record of such a day."))
        return value


class ReportAsOfSerializer(OfReportSerializer, AsOfSerializer):
    """A reading of which report, as of which day."""


class PartialDateExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Partial dates in the description of the API, under one name."""

    target_class = "api.serializers.fields.PartialDateField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {"type": "string", "pattern": PARTIAL_DATE, "examples": ["2019", "2019-01", "2019-07-10"]}
