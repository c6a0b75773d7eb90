"""How much of a report each owner owns."""

from rest_framework import serializers

from api.serializers.dashboard import FigureSerializer
from api.serializers.fields import OfReportSerializer
from api.serializers.pages import PageLinksSerializer, PageQuerySerializer
from measures.lists.fields import KeyField
from measures.publishing.workload import Load


class LoadSerializer(serializers.Serializer[Load]):
    """What one person owns; without a person, what has no owner."""

    user = serializers.IntegerField(source="owner.pk", allow_null=True, default=None)
    name = serializers.CharField(allow_null=True)
    figures = FigureSerializer(many=True)


class WorkloadQuerySerializer(PageQuerySerializer, OfReportSerializer):
    """Of which report, and which page."""


class WorkloadSerializer(PageLinksSerializer):
    """The loads of a report, a page of them by the names of owners, and what waits for your review."""

    report = KeyField("slug")
    owners = LoadSerializer(many=True)
    reviews = FigureSerializer()
