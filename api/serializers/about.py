"""Who runs this tracker, how long it keeps what it holds, and what its codes are called."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.drafts import plain_fields
from api.serializers.fields import StrictSerializer
from measures.models import Operator
from measures.publishing.retention import Retention, retention

TEXTS = Operator.bilingual_columns()


class RetentionSerializer(serializers.Serializer[Retention]):
    """A kind of thing, and how long it is kept, in the reader's language."""

    what = serializers.CharField()
    how_long = serializers.CharField()


class OperatorSerializer(serializers.ModelSerializer[Operator]):
    """Who runs this tracker, in their own words; what is empty they have not given."""

    retention = serializers.SerializerMethodField()

    class Meta:
        model = Operator
        fields = [*TEXTS, "retention", "version"]

    @extend_schema_field(RetentionSerializer(many=True))
    def get_retention(self, row: Operator) -> list[dict[str, str]]:
        return [asdict(each) for each in retention()]


class OperatorRevisionSerializer(StrictSerializer):
    """What may be edited of it."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return plain_fields(Operator)


class CodeSerializer(serializers.Serializer[Any]):
    """A value of a closed list, and what it is called."""

    list = serializers.CharField(help_text="Name of the closed list, as docs/data.md has it.")
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    label_zh_hans = serializers.CharField()


class CodesSerializer(serializers.Serializer[Any]):
    """All codes of all closed lists."""

    results = CodeSerializer(many=True)
