"""How much of a report each owner owns."""

from rest_framework import serializers

from api.serializers.dashboard import FigureSerializer
from measures.lists.fields import KeyField
from measures.publishing.workload import Load, Workload


class LoadSerializer(serializers.Serializer[Load]):
    """What one person owns; without a person, what has no owner."""

    user = serializers.IntegerField(source="owner.pk", allow_null=True, default=None)
    name = serializers.CharField(allow_null=True)
    figures = FigureSerializer(many=True)


class WorkloadSerializer(serializers.Serializer[Workload]):
    """The loads of a report, and what waits for your review."""

    report = KeyField("slug")
    owners = LoadSerializer(many=True, source="loads")
    reviews = FigureSerializer()
