"""Sources and their reviews."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from api.documents import Place
from api.expressions import KNOWN_AT, ROOT, Document, only_if
from api.serializers.drafts import SourceDraftSerializer, some_text, source_draft
from api.serializers.fields import PartialDateField, RecordSerializer, StrictSerializer
from measures.models import Audience, Evidence, Grade, Review, ReviewState
from measures.models.evidence import state_of
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
    recorded_by = serializers.CharField(source="recorded_by.name", allow_null=True)

    class Meta:
        model = Evidence
        fields = [
            "key", "title", "title_zh_hans", "publisher", "publisher_zh_hans", "origin", "origin_zh_hans", "url",
            "archive_url", "published", "accessed", "language", "kind", "grade", "credibility", "by_report_author",
            "replaces", "file", "review_state", "marking", "recorded_by", "recorded_at", "version",
        ]  # fmt: skip
        # The constraint on addresses would have it described as "" where nothing is sent, which is no address.
        extra_kwargs = {"url": {"default": empty}}

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Evidence]:
        return Evidence.objects.visible_to(audience).for_reading()

    def get_review_state(self, evidence: Evidence) -> ReviewState:
        return ReviewState(evidence.review_state or ReviewState.PENDING)  # type: ignore[attr-defined]

    def sql_review_state(self, place: Place) -> Combinable:
        return Coalesce(state_of(OuterRef(place.path("pk")), known_at=KNOWN_AT), Value(ReviewState.PENDING))

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

    def sql_file(self, place: Place) -> Combinable:
        before, _, after = reverse("api-file", args=["KEY"]).partition("KEY")
        members: dict[str, Combinable] = {
            "name": place.at("file_name"),
            "media_type": place.at("file.media_type"),
            "size": place.at("file.size"),
            "sha256": place.at("file_id"),
            "url": Concat(ROOT, Value(before), place.at("key"), Value(after), output_field=TextField()),
        }
        return only_if(Q(**{place.path("file__isnull"): False}), Document(members))

    def get_replaces(self, evidence: Evidence) -> str | None:
        seen = Evidence.objects.visible_to(self.audience).filter(replaced_by=evidence)
        return seen.values_list("key", flat=True).first()

    def sql_replaces(self, place: Place) -> Combinable:
        replaced = Evidence.objects.visible_to(place.audience).filter(pk=OuterRef(place.path("replaces")))
        return Subquery(replaced.values("key"))


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


class EvidenceRevisionSerializer(StrictSerializer):
    """What may be judged anew of a source, and where a copy of it is kept."""

    grade = serializers.ChoiceField(Grade.choices, required=False)
    credibility = serializers.IntegerField(required=False, help_text=_("1 to 6 of the Admiralty scale."))
    archive_url = some_text(1000)
    accessed = PartialDateField(required=False, allow_null=True)


class ReviewSerializer(RecordSerializer):
    class Meta:
        model = Review
        fields = ["state", "reviewer_name", "is_self_review", "note", "recorded_at"]


class ReviewDraftSerializer(StrictSerializer):
    """What somebody makes of a source."""

    state = serializers.ChoiceField(ReviewState.choices)
    note = serializers.CharField(required=False, allow_blank=True)
