"""Sources and their reviews."""

from typing import Any

from rest_framework import serializers

from api.serializers.drafts import SourceDraftSerializer
from api.serializers.fields import RecordSerializer, StrictSerializer
from measures.models import Evidence, Review, ReviewState


class EvidenceSerializer(RecordSerializer):
    review_state = serializers.SerializerMethodField()
    replaces = serializers.SerializerMethodField()
    recorded_by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = Evidence
        fields = [
            "key", "title", "title_zh_hans", "publisher", "publisher_zh_hans", "origin", "origin_zh_hans", "url",
            "archive_url", "published", "accessed", "language", "kind", "grade", "credibility", "by_report_author",
            "replaces", "review_state", "marking", "recorded_by", "recorded_at",
        ]  # fmt: skip

    def get_review_state(self, evidence: Evidence) -> ReviewState:
        return ReviewState(evidence.review_state or ReviewState.PENDING)  # type: ignore[attr-defined]

    def get_replaces(self, evidence: Evidence) -> str | None:
        replaced = evidence.replaces
        return replaced.key if replaced and self.audience.may_read(replaced.marking) else None


class EvidenceDraftSerializer(SourceDraftSerializer):
    """A source on its own, to be cited later."""

    marking = serializers.CharField(required=False, max_length=60)


class ReviewSerializer(RecordSerializer):
    class Meta:
        model = Review
        fields = ["state", "reviewer_name", "is_self_review", "note", "recorded_at"]


class ReviewDraftSerializer(StrictSerializer):
    """What somebody makes of a source."""

    state = serializers.ChoiceField(ReviewState.choices)
    note = serializers.CharField(required=False, allow_blank=True)
