"""What may be edited of each noun, as its declaration says; what became of rows; signing off a translation."""

from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import KnownAtField, StrictSerializer
from measures.lists.fields import KeyField, PartialDateOutputField
from measures.models import TranslationState
from measures.models.bylines import PersonRole
from measures.models.partial_dates import PartialDateField
from measures.operations.editing import Noun
from measures.operations.nouns import NOUNS


class KnownAtSerializer(StrictSerializer):
    """The moment by which a history was recorded."""

    known_at = KnownAtField()


@extend_schema_field({"description": "The value of the column, or all columns of a row; null if there was none."})
class ValueField(serializers.Field[Any, Any, Any, Any]):
    """The value, with keys and names instead of ids."""

    def to_representation(self, value: Any) -> Any:
        return value.code


class RowChangeSerializer(serializers.Serializer[Any]):
    """A column that was changed, or a row that was added or removed."""

    at = serializers.DateTimeField()
    by = serializers.CharField(
        allow_null=True, help_text="Empty if nobody was signed in; null where their role stands for them."
    )
    by_role = serializers.ChoiceField(
        PersonRole.choices, allow_null=True, help_text="In which role they did it; null if nobody was signed in."
    )
    row = serializers.CharField(help_text="What kind of row, such as “measure”, “owner” or “link”.")
    field = serializers.CharField(help_text="The column; empty if the row was added or removed.")
    before = ValueField()
    after = ValueField()
    request_id = serializers.CharField(help_text="For the team; else empty, like the next two.")
    command = serializers.CharField()
    database_role = serializers.CharField()


class RowHistorySerializer(serializers.Serializer[Any]):
    """The changes to a row that the reader may see, the latest first."""

    known_at = serializers.DateTimeField(allow_null=True)
    changes = RowChangeSerializer(many=True)


class MeasureHistorySerializer(RowHistorySerializer):
    """The changes to a measure and what belongs to it."""

    measure = KeyField(source="row")


class EditedHistorySerializer(RowHistorySerializer):
    """The changes to a row that people edit on pages."""

    noun = serializers.CharField()
    key = serializers.CharField()


class EvidenceHistorySerializer(RowHistorySerializer):
    """The changes to a source."""

    evidence = KeyField(source="row")


type Field = serializers.Field[Any, Any, Any, Any]


class LookedForField(serializers.DictField):
    """Words to look for, by language."""

    child = serializers.ListField(child=serializers.CharField(max_length=100), max_length=100)


class LevelsField(serializers.DictField):
    """What the levels 0 to 3 are called, by language."""

    child = serializers.DictField(child=serializers.CharField(max_length=200, allow_blank=True))


# The better names of fields, by their old ones.
RENAMED = {"measures": {"explicit": "is_explicit"}, "milestones": {"beyond_report": "is_beyond_report"}}
JSON_FIELDS: dict[str, type[serializers.DictField]] = {"looked_for": LookedForField, "levels": LevelsField}


def field_of(column: Any, *, required: bool) -> Field:
    """The field of a body for a column of the model."""
    given: dict[str, Any] = {"required": required}
    found: Field
    match column:
        case models.ManyToManyField():
            found = serializers.ListField(child=serializers.CharField(max_length=200), max_length=500, **given)
        case models.ForeignKey():
            found = serializers.CharField(allow_blank=True, max_length=200, **given)
        case models.JSONField():
            found = JSON_FIELDS[column.name](**given)
        case models.BooleanField():
            found = serializers.BooleanField(**given)
        case PartialDateField():
            found = PartialDateOutputField(allow_null=True, **given)
        case models.IntegerField():
            least, most = limits_of(column)
            found = serializers.IntegerField(min_value=least, max_value=most, allow_null=column.null, **given)
        case _ if column.choices:
            found = serializers.ChoiceField(column.choices, allow_blank=column.blank, **given)
        case _:
            found = serializers.CharField(max_length=column.max_length, allow_blank=column.blank, **given)
    return found


def limits_of(column: "models.IntegerField[Any, Any]") -> tuple[int, int]:
    """The least and the greatest value of a column, by its own limits and by what it holds."""
    limits = [(each.code, each.limit_value) for each in column.validators]  # type: ignore[attr-defined]
    return (
        max(value for code, value in limits if code == "min_value"),
        min(value for code, value in limits if code == "max_value"),
    )


@cache
def revision_serializer(noun: Noun) -> type[StrictSerializer]:
    """What may be changed of a row."""
    fields: dict[str, Any] = {column.name: field_of(column, required=False) for column in noun.fields}
    if noun.is_withdrawable:
        fields["withdrawn"] = serializers.BooleanField(required=False, help_text=_("Whether lists leave it out."))
    about = {"__doc__": "What may be edited of it.", "__module__": __name__, "renamed": RENAMED.get(noun.name, {})}
    return type(f"{noun.model.__name__}RevisionSerializer", (StrictSerializer,), {**about, **fields})


@cache
def row_serializer(noun: Noun) -> type[StrictSerializer]:
    """What to change of one row of a list."""
    fields: dict[str, Any] = {
        "key": serializers.CharField(max_length=120),
        "version": serializers.IntegerField(min_value=1, help_text=_("The version that was read.")),
    }
    about = {"__doc__": "What to change of one row of a list.", "__module__": __name__}
    return type(f"{noun.model.__name__}RowSerializer", (revision_serializer(noun),), {**about, **fields})


@cache
def draft_serializer(noun: Noun) -> type[StrictSerializer]:
    """What is given of a new row: where it belongs, its code or key, and what it says."""
    fields: dict[str, Any] = {column.name: field_of(column, required=is_needed(column)) for column in noun.fields}
    if noun.within:
        fields[noun.within] = serializers.CharField(max_length=100, help_text=_("The report or measure it belongs to."))
    if noun.has_code:
        fields["code"] = serializers.CharField(max_length=30)
    else:
        words = _("The last part of its key; if it is left out, it is made of what the row is called.")
        fields["key"] = serializers.CharField(required=False, max_length=40, help_text=words)
    about = {"__doc__": "What a new row says.", "__module__": __name__}
    return type(f"New{noun.model.__name__}Serializer", (StrictSerializer,), {**about, **fields})


def is_needed(column: Any) -> bool:
    return not (column.blank or column.has_default() or column.name == "position" or column.is_relation)


class CheckedTranslationSerializer(StrictSerializer):
    """Which Chinese text somebody has checked against the English, as it stood in a version of its row."""

    noun = serializers.ChoiceField(list(NOUNS))
    key = serializers.CharField(max_length=200)
    field = serializers.CharField(max_length=60, help_text=_("The name of the English text."))
    version = serializers.IntegerField(min_value=1, help_text=_("The version that was read."))


class TranslationSerializer(serializers.Serializer[Any]):
    """A text in two languages, and whether somebody has checked its Chinese."""

    noun = serializers.CharField()
    key = serializers.CharField()
    field = serializers.CharField()
    state = serializers.ChoiceField(TranslationState.choices)
    checked_by = serializers.CharField(help_text="Empty if nobody has.")
    checked_at = serializers.DateTimeField(allow_null=True)


class TranslationsSerializer(serializers.Serializer[Any]):
    """The texts of a report’s catalogue, each with the state of its translation."""

    report = serializers.CharField()
    translations = TranslationSerializer(many=True)
