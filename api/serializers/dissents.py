"""Dissents: what a writer sends."""

from dataclasses import replace

from rest_framework import serializers

from api.serializers.drafts import BodySerializer
from api.serializers.fields import no_row
from measures.lists.records import AudienceContext
from measures.models import Entry
from measures.operations.drafts import DissentDraft


class DissentContentSerializer(BodySerializer):
    """How a member of the team sees something otherwise than our assessment, and why."""

    draft_class = DissentDraft
    draft_fields = ["on", "about", "level", "nothing", "direction", "confidence", "text", "text_zh_hans"]


class DissentDraftSerializer(AudienceContext, DissentContentSerializer):
    """A dissent from an assessment of ours."""

    needed = ("text",)
    assessment = serializers.CharField(max_length=100, help_text="Key of the entry that the assessment came with.")

    def validate_assessment(self, value: str) -> Entry:
        entry = Entry.objects.visible_to(self.audience).filter(key=value).first()
        if entry is None:
            raise serializers.ValidationError(no_row(value))
        return entry


class DraftOfDissentSerializer(DissentContentSerializer):
    """What a dissent says, as its correction may say it again: add why, and what is otherwise."""

    optional = ["on"]


class DissentCorrectionSerializer(DraftOfDissentSerializer):
    """What a dissent says otherwise now, and why; what is left out stays as it was."""

    needed = ("reason",)
    reason = serializers.CharField(help_text="Why the entry is corrected.")

    def dissent(self, before: DissentDraft) -> DissentDraft:
        """The dissent with what was sent; a level stands in the place of what was said instead of one, and so back."""
        levels = {"level": None, "nothing": ""} if {"level", "nothing"} & set(self.changes) else {}
        return replace(before, **levels | self.changes)
