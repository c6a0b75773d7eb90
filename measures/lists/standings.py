"""Where a measure stands, and the latest view of each side."""

from collections.abc import Mapping
from typing import Any

from django.db.models.expressions import Combinable
from rest_framework import serializers

from measures.lists.expressions import Place
from measures.lists.fields import LEVEL, WRITTEN_ON
from measures.lists.records import RecordSerializer
from measures.models import Confidence, Nothing, Provenance, Standing, View, ViewDirection


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
    written_on = serializers.DateField(allow_null=True, help_text=WRITTEN_ON)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {name: serializers.CharField() for name in View.bilingual_columns()}

    def to_representation(self, instance: Mapping[str, Any]) -> dict[str, Any]:
        """As the standing keeps it: its values are those of JSON."""
        return {name: instance[name] for name, _field in self.fields.items()}


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

    def cell_levels_held(self, place: Place) -> Combinable:
        """All levels in one cell, as the filters compare them."""
        return place.at("levels_held")
