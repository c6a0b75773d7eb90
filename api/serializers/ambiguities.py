"""Ambiguities, and how each side reads them."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from api.serializers.entries import ViewSerializer
from api.serializers.fields import DAY_COMPUTED, KeyField, KeysField, RecordSerializer
from measures.models import Ambiguity, AmbiguityState, Audience, Clarity, Concern, View


class AmbiguitySerializer(RecordSerializer):
    report = KeyField("slug")
    set = KeyField(source="parent", allow_null=True)
    bearers = KeysField("code")
    perceived_by = serializers.CharField(source="perceived_by_id", allow_null=True)

    class Meta:
        model = Ambiguity
        fields = [
            "key", "report", "code", "set", "position", "title", "title_zh_hans", "description",
            "description_zh_hans", "bearers", "bearer_note", "bearer_note_zh_hans", "perceived_by",
            "perceived_by_basis", "announced_count", "note", "note_zh_hans", "source_heading",
            "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans",
        ]  # fmt: skip

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Ambiguity]:
        return Ambiguity.objects.visible_to(audience).select_related("report", "parent").prefetch_related("bearers")


class PerceivedViewSerializer(ViewSerializer):
    """A reading with its date and sources."""

    occurred = serializers.CharField(source="entry.occurred")
    sources = serializers.SerializerMethodField()

    class Meta(ViewSerializer.Meta):
        fields = [*ViewSerializer.Meta.fields, "occurred", "sources"]

    def get_sources(self, view: View) -> list[str]:
        """Keys of the sources that its entry cites."""
        cited = [citation.evidence for citation in view.entry.citations.all()]
        return [evidence.key for evidence in cited if self.audience.may_read(evidence.marking)]


class ReadingSerializer(serializers.Serializer[Any]):
    """One side's latest reading: its own word, and ours of it where both exist; none is a gap."""

    whose = serializers.CharField()
    views = PerceivedViewSerializer(many=True)


class PerceptionSerializer(serializers.Serializer[Any]):
    """Each side's reading beside the other's. An empty state is “no state on record”."""

    ambiguity = KeyField()
    state = serializers.ChoiceField(AmbiguityState.choices, allow_blank=True)
    state_since = serializers.CharField(source="state_since.occurred", allow_null=True, default=None)
    clarity = serializers.ChoiceField(Clarity.choices, source="clarity.direction", allow_null=True, default=None)
    concern = serializers.ChoiceField(Concern.choices, source="concern.concern", allow_null=True, default=None)
    readings = ReadingSerializer(many=True)
    independent = PerceivedViewSerializer(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="Parties without a reading on record.")


class PerceptionAsOfSerializer(serializers.Serializer[Any]):
    """The perception of an ambiguity, now or replayed for a past day."""

    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    perception = PerceptionSerializer()
