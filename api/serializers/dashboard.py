"""The overview of a report: what moved, what did not, and who sees it how."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.ambiguities import PerceptionSerializer
from api.serializers.entries import EntrySerializer
from api.serializers.fields import KeyField, KeysField, RecordSerializer
from api.serializers.readings import CoverageSerializer, ReciprocitySerializer
from api.serializers.standings import DifferenceSerializer
from measures.analysis.overview import Overview
from measures.models import Direction, Measure, Status


class MeasureLineSerializer(RecordSerializer):
    """A measure in one line."""

    status = serializers.ChoiceField(Status.choices, source="standing.status", allow_blank=True)
    latest_direction = serializers.ChoiceField(Direction.choices, source="standing.latest_direction", allow_blank=True)
    last_checked = serializers.DateField(source="standing.last_checked", allow_null=True)
    level = serializers.IntegerField(source="standing.level", allow_null=True)
    due_by = serializers.DateField(allow_null=True)
    differences = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields = [
            "key", "code", "kind", "title", "title_zh_hans", "status", "latest_direction", "level", "last_checked",
            "due_on", "due_by", "differences",
        ]  # fmt: skip

    @extend_schema_field(DifferenceSerializer(many=True))
    def get_differences(self, measure: Measure) -> Any:
        return DifferenceSerializer(self.context["differences"][measure.pk], many=True).data


class StatusCountSerializer(serializers.Serializer[Any]):
    """How many measures of one kind or party have one status; an empty status is none on record."""

    group = serializers.CharField()
    status = serializers.ChoiceField(Status.choices, allow_blank=True)
    count = serializers.IntegerField()


class OverviewSerializer(serializers.Serializer[Overview]):
    """The overview of a report; lists of measures are of whole measures."""

    report = KeyField("slug")
    disclaimer = serializers.CharField(source="report.disclaimer")
    disclaimer_zh_hans = serializers.CharField(source="report.disclaimer_zh_hans")
    sides = KeysField("code")
    by_kind = StatusCountSerializer(many=True)
    by_party = StatusCountSerializer(many=True)
    measures = MeasureLineSerializer(many=True)
    moved = EntrySerializer(many=True)
    latest = EntrySerializer(many=True)
    overdue = KeysField()
    due_soon = KeysField()
    unchecked = KeysField()
    unsupported = KeysField()
    contested = KeysField()
    coverage = CoverageSerializer(many=True)
    reciprocity = ReciprocitySerializer(many=True)
    perceptions = serializers.SerializerMethodField()

    @extend_schema_field(PerceptionSerializer(many=True))
    def get_perceptions(self, overview: Overview) -> Any:
        return PerceptionSerializer(list(overview.perceptions.values()), many=True, context=self.context).data


class DashboardSerializer(serializers.Serializer[Any]):
    """The overview, as of which day."""

    as_of = serializers.DateField(allow_null=True)
    known_at = serializers.DateTimeField(allow_null=True)
    overview = OverviewSerializer()
