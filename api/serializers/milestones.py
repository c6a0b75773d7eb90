"""Milestones, and who has met them."""

from rest_framework import serializers

from api.serializers.fields import KeyField, RecordSerializer
from measures.analysis.standing import is_met
from measures.models import Milestone, MilestoneMark


class MilestoneMarkSerializer(RecordSerializer):
    """By which entry a party, or all together, met a milestone, did not meet it or undid it."""

    entry = KeyField()
    occurred = serializers.CharField(source="entry.occurred")
    party = serializers.CharField(source="party_id", allow_null=True)

    class Meta:
        model = MilestoneMark
        fields = ["party", "state", "entry", "occurred"]


class MilestoneSerializer(RecordSerializer):
    """A milestone with its marks that count; one for *each* is met when every addressed party has met it."""

    measure = KeyField()
    party = serializers.CharField(source="party_id", allow_null=True)
    is_met = serializers.SerializerMethodField()
    marks = MilestoneMarkSerializer(many=True)

    class Meta:
        model = Milestone
        fields = [
            "key", "measure", "position", "doers", "party", "type", "title", "title_zh_hans", "beyond_report",
            "is_met", "marks",
        ]  # fmt: skip

    def get_is_met(self, milestone: Milestone) -> bool:
        return is_met(milestone, milestone.marks.all(), milestone.measure)
