"""Sources and their reviews."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.drafts import SourceDraftSerializer, source_draft
from api.serializers.fields import RecordSerializer, StrictSerializer
from measures.models import Evidence, Review, ReviewState
from measures.operations.drafts import FileDraft, SourceDraft

FILE = {
    "type": ["object", "null"],
    "description": "Its file, and where that is handed out.",
    "required": ["name", "media_type", "size", "sha256", "url"],
    "properties": {
        "name": {"type": "string"},
        "media_type": {"type": "string"},
        "size": {"type": "integer"},
        "sha256": {"type": "string"},
        "url": {"type": "string", "format": "uri"},
    },
}


class EvidenceSerializer(RecordSerializer):
    review_state = serializers.SerializerMethodField()
    replaces = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()
    recorded_by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = Evidence
        fields = [
            "key", "title", "title_zh_hans", "publisher", "publisher_zh_hans", "origin", "origin_zh_hans", "url",
            "archive_url", "published", "accessed", "language", "kind", "grade", "credibility", "by_report_author",
            "replaces", "file", "review_state", "marking", "recorded_by", "recorded_at",
        ]  # fmt: skip

    def get_review_state(self, evidence: Evidence) -> ReviewState:
        return ReviewState(evidence.review_state or ReviewState.PENDING)  # type: ignore[attr-defined]

    @extend_schema_field(FILE)
    def get_file(self, evidence: Evidence) -> dict[str, Any] | None:
        file = evidence.file
        if file is None:
            return None
        path = reverse("api-file", args=[evidence.key])
        request = self.context.get("request")
        return {
            "name": evidence.file_name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
            "url": request.build_absolute_uri(path) if request else path,
        }

    def get_replaces(self, evidence: Evidence) -> str | None:
        replaced = evidence.replaces
        return replaced.key if replaced and self.audience.may_read(replaced.marking) else None


class EvidenceDraftSerializer(SourceDraftSerializer):
    """A source on its own, to be cited later."""

    marking = serializers.CharField(required=False, max_length=60)


class EvidenceUploadSerializer(EvidenceDraftSerializer):
    """A source with its file, as a form."""

    file = serializers.FileField(required=False, allow_empty_file=True, max_length=255)

    def draft(self) -> SourceDraft:
        values = dict(self.validated_data)
        sent = values.pop("file", None)
        return source_draft(values | {"file": FileDraft(sent, sent.name) if sent is not None else None})


class ReviewSerializer(RecordSerializer):
    class Meta:
        model = Review
        fields = ["state", "reviewer_name", "is_self_review", "note", "recorded_at"]


class ReviewDraftSerializer(StrictSerializer):
    """What somebody makes of a source."""

    state = serializers.ChoiceField(ReviewState.choices)
    note = serializers.CharField(required=False, allow_blank=True)
