"""Sources and their reviews."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import NewSourceSerializer, some_text
from api.serializers.fields import StrictSerializer
from measures.lists.fields import PartialDateOutputField
from measures.models import Grade, ReviewState
from measures.operations.drafts import FileDraft


class EvidenceDraftSerializer(NewSourceSerializer):
    """A source on its own, to be cited later."""

    marking = serializers.CharField(required=False, max_length=60)


class EvidenceUploadSerializer(EvidenceDraftSerializer):
    """A source with its file, as a form."""

    file = serializers.FileField(required=False, allow_empty_file=True, max_length=255)

    @property
    def changes(self) -> dict[str, Any]:
        sent = self.validated_data.get("file")
        return super().changes | {"file": FileDraft(sent, sent.name) if sent is not None else None}


class EvidenceRevisionSerializer(StrictSerializer):
    """What may be changed of a source: its grades, where a copy is kept, and how it was read."""

    grade = serializers.ChoiceField(Grade.choices, required=False)
    credibility = serializers.IntegerField(required=False, help_text=_("1 to 6 on the Admiralty scale."))
    archive_url = some_text(1000)
    accessed = PartialDateOutputField(required=False, allow_null=True)
    is_read_as_copy = serializers.BooleanField(source="read_as_copy", required=False)
    copy_sha256 = some_text(64)
    is_unopened = serializers.BooleanField(source="unopened", required=False)


class ReviewDraftSerializer(StrictSerializer):
    """A review of a source."""

    state = serializers.ChoiceField(ReviewState.choices)
    note = serializers.CharField(required=False, allow_blank=True)
