"""Milestones, and who has met them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import CODE, some_text
from api.serializers.fields import StrictSerializer
from measures.models import (
    Doers,
    MilestoneType,
)


class MilestoneDraftSerializer(StrictSerializer):
    """A milestone to add to a measure; its key is the measure's key and its code."""

    renamed = {"beyond_report": "is_beyond_report"}

    measure = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    code = serializers.RegexField(CODE, max_length=18)
    doers = serializers.ChoiceField(Doers.choices)
    party = some_text(40, help_text=_("If one party must meet it: the code of that party."))
    type = serializers.ChoiceField(MilestoneType.choices)
    title = serializers.CharField(max_length=500)
    title_zh_hans = some_text(500)
    beyond_report = serializers.BooleanField(required=False)
