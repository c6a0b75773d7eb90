"""Where a measure stands, who sees it how, and how the sides' views differ."""

from typing import Any

from rest_framework import serializers

from api.serializers.fields import DAY_COMPUTED, LEVEL, RecordSerializer
from measures.analysis.differences import DifferenceState
from measures.models import Confidence, Nothing, Provenance, Standing, ViewDirection


class LatestViewSerializer(serializers.Serializer[Any]):
    """The latest view of one side about one subject, as the standing keeps it."""

    whose = serializers.CharField(help_text="Code of a party, or “independent”.")
    about = serializers.CharField(help_text="Code of a party, “both” or “none”.")
    level = serializers.IntegerField(allow_null=True, help_text=LEVEL)
    nothing = serializers.ChoiceField(Nothing.choices, allow_blank=True)
    direction = serializers.ChoiceField(ViewDirection.choices, allow_blank=True)
    confidence = serializers.ChoiceField(Confidence.choices)
    provenance = serializers.ChoiceField(Provenance.choices)
    by_representative = serializers.BooleanField()
    occurred = serializers.CharField()
    entry = serializers.CharField(help_text="Key of the entry that brought it.")
    language = serializers.CharField()
    text = serializers.CharField()
    text_zh_hans = serializers.CharField()
    speaker = serializers.CharField()
    speaker_zh_hans = serializers.CharField()
    office = serializers.CharField()
    office_zh_hans = serializers.CharField()
    administration = serializers.CharField()
    administration_zh_hans = serializers.CharField()


class StandingSerializer(RecordSerializer):
    """Empty where nothing is on record; a level of null is no view or nothing found, never 0."""

    views = LatestViewSerializer(many=True)

    class Meta:
        model = Standing
        fields = [
            "status", "status_since", "latest_direction", "latest_on", "latest_by", "last_checked",
            "sources_toward", "sources_away", "sources_either", "milestones", "milestones_met", "is_unsupported",
            "is_contested", "level", "views",
        ]  # fmt: skip
        extra_kwargs = {
            "status_since": {"help_text": "From when we record it; the entry says whether an act changed it."},
            "level": {"help_text": LEVEL},
        }


class SideViewsSerializer(serializers.Serializer[Any]):
    """What one side says: its own word first, our reading of it beside it."""

    whose = serializers.CharField()
    level = serializers.IntegerField(allow_null=True, help_text=LEVEL)
    is_reading = serializers.BooleanField(help_text="All there is of this side is our own reading.")
    views = LatestViewSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """The sides' views about one subject, beside each other; all but “comparable” read “Not comparable”."""

    about = serializers.CharField()
    state = serializers.ChoiceField(DifferenceState.choices)
    is_comparable = serializers.BooleanField()
    sides = SideViewsSerializer(many=True)
    independent = LatestViewSerializer(allow_null=True)


class StandingAsOfSerializer(serializers.Serializer[Any]):
    """The standing of a measure, now or replayed for a past day."""

    measure = serializers.CharField()
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    standing = StandingSerializer(allow_null=True)
    differences = DifferenceSerializer(many=True)
