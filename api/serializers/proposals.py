"""Proposals: what their proposer sends in their place, and why somebody sends one back."""

from rest_framework import serializers

from api.serializers.drafts import EntryContentSerializer
from api.serializers.fields import StrictSerializer


class ProposalDraftSerializer(EntryContentSerializer):
    """What stands in the place of a proposal; one that corrects an entry says why."""

    draft_fields = [*EntryContentSerializer.draft_fields, "reason"]


class SendBackSerializer(StrictSerializer):
    """Why a proposal is sent back."""

    words = serializers.CharField(help_text="What stands against it, for whoever proposed it.")
