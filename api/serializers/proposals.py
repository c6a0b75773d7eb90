"""Proposals: what their proposer sends in their place, and why somebody sends one back."""

from typing import Any

from rest_framework import serializers

from api.serializers.drafts import EntryContentSerializer
from api.serializers.fields import StrictSerializer


class ProposalDraftSerializer(EntryContentSerializer):
    """What stands in the place of a proposal; one that corrects an entry says why."""

    draft_fields = [*EntryContentSerializer.draft_fields, "reason"]

    def get_fields(self) -> dict[str, Any]:
        """All of an entry's but the candidate, which no proposal decides."""
        fields: dict[str, Any] = super().get_fields()
        del fields["candidate"]
        return fields


class SendBackSerializer(StrictSerializer):
    """Why a proposal is sent back."""

    words = serializers.CharField(help_text="What stands against it, for whoever proposed it.")
