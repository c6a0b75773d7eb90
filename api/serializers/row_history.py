"""What was changed of rows, by whom."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import KnownAtField, StrictSerializer
from measures.lists.fields import KeyField
from measures.models.bylines import PersonRole


class KnownAtSerializer(StrictSerializer):
    """The moment by which a history was recorded."""

    known_at = KnownAtField()


@extend_schema_field({"description": "The value of the column, or all columns of a row; null if there was none."})
class ValueField(serializers.Field[Any, Any, Any, Any]):
    """The value, with keys and names instead of ids."""

    def to_representation(self, value: Any) -> Any:
        return value.code


class RowChangeSerializer(serializers.Serializer[object]):
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


class RowHistorySerializer(serializers.Serializer[object]):
    """The changes to a row that the reader may see, the latest first."""

    known_at = serializers.DateTimeField(allow_null=True)
    changes = RowChangeSerializer(many=True)


class MeasureHistorySerializer(RowHistorySerializer):
    """The changes to a measure and what belongs to it."""

    measure = KeyField(source="row")


class EvidenceHistorySerializer(RowHistorySerializer):
    """The changes to a source."""

    evidence = KeyField(source="row")
