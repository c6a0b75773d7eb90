"""Dissents: what a writer sends."""

from dataclasses import replace

from rest_framework import serializers

from api.serializers.drafts import correction_reason, one_word, some_text
from api.serializers.fields import LevelField, StrictSerializer, no_row
from measures.lists.records import AudienceContext
from measures.models import Confidence, Entry, Nothing, ViewDirection
from measures.operations.drafts import DissentDraft


class DissentContentSerializer(StrictSerializer):
    """How a member of the team sees something otherwise than our assessment, and why."""

    on = serializers.CharField(max_length=100, help_text="Key of a measure, part or ambiguity.")
    about = some_text(40, help_text="About whose actions: the code of a party, “both” or “none”.")
    level = LevelField(required=False, allow_null=True)
    nothing = one_word(Nothing)
    direction = one_word(ViewDirection)
    confidence = one_word(Confidence)
    text = serializers.CharField()
    text_zh_hans = some_text()

    def draft(self) -> DissentDraft:
        return DissentDraft(**{name: value for name, value in self.validated_data.items() if name != "assessment"})


class DissentDraftSerializer(AudienceContext, DissentContentSerializer):
    """A dissent from an assessment of ours."""

    assessment = serializers.CharField(max_length=100, help_text="Key of the entry that the assessment came with.")

    def validate_assessment(self, value: str) -> Entry:
        entry = Entry.objects.visible_to(self.audience).filter(key=value).first()
        if entry is None:
            raise serializers.ValidationError(no_row(value))
        return entry


class DissentCorrectionSerializer(DissentContentSerializer):
    """What a dissent says otherwise now, and why; what is left out stays as it was."""

    on = serializers.CharField(max_length=100, required=False, help_text="Key of a measure, part or ambiguity.")
    text = some_text()
    reason = correction_reason()

    def dissent(self, before: DissentDraft) -> DissentDraft:
        """The dissent with what was sent; a level stands in the place of what was said instead of one, and so back."""
        sent = {name: value for name, value in self.validated_data.items() if name != "reason"}
        levels = {"level": None, "nothing": ""} if {"level", "nothing"} & set(sent) else {}
        return replace(before, **levels | sent)
