"""Entries of the journal with all that came with them, as far as their reader may see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import KeyField, RecordSerializer, StrictSerializer
from measures.models import Bearing, Citation, Entry, Evidence, MilestoneMark, View


class OnRecordSerializer(RecordSerializer):
    """What says something of one measure or ambiguity."""

    on = serializers.CharField(source="on.key", help_text="Key of a measure, part or ambiguity.")
    about = serializers.CharField(source="about_code", help_text="Code of a party, “both” or “none”.")


class BearingSerializer(OnRecordSerializer):
    changed_by = serializers.CharField(source="changed_by_id", allow_null=True)

    class Meta:
        model = Bearing
        fields = [
            "on", "direction", "about", "concern", "status", "state", "changed_by", "reason", "reason_zh_hans",
            "note", "note_zh_hans",
        ]  # fmt: skip


class ViewSerializer(OnRecordSerializer):
    whose = serializers.CharField(source="whose_code", help_text="Code of a party, or “independent”.")
    entry = KeyField()
    rests_on = serializers.SerializerMethodField()

    class Meta:
        model = View
        fields = [
            "entry", "whose", "on", "about", "level", "nothing", "direction", "confidence", "provenance", "text",
            "text_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans", "administration",
            "administration_zh_hans", "quotation", "quotation_language", "rests_on",
        ]  # fmt: skip

    def get_rests_on(self, view: View) -> list[str]:
        """Keys of earlier entries and of sources."""
        entries = [ground.entry for ground in view.grounds.all() if ground.entry]
        sources = [ground.citation.evidence for ground in view.grounds.all() if ground.citation]
        rows: list[Entry | Evidence] = [*entries, *sources]
        return sorted(row.key for row in rows if self.audience.may_read(row.marking))


class MarkSerializer(RecordSerializer):
    milestone = KeyField()
    party = serializers.CharField(source="party_id", allow_null=True)

    class Meta:
        model = MilestoneMark
        fields = ["milestone", "party", "state"]


class CitationSerializer(RecordSerializer):
    key = serializers.CharField(source="evidence.key")
    title = serializers.CharField(source="evidence.title")
    publisher = serializers.CharField(source="evidence.publisher")
    url = serializers.CharField(source="evidence.url")

    class Meta:
        model = Citation
        fields = ["key", "title", "publisher", "url", "passage"]


class EntrySerializer(RecordSerializer):
    """One entry; a corrected one no longer counts, a redacted one has lost its content."""

    report = KeyField("slug")
    responds_to = serializers.SerializerMethodField()
    corrects = serializers.SerializerMethodField()
    corrected_by = serializers.SerializerMethodField()
    is_redacted = serializers.BooleanField()
    bears_on = serializers.SerializerMethodField()
    views = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()
    milestones = serializers.SerializerMethodField()
    seal = serializers.SerializerMethodField()
    commitment = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = [
            "key", "report", "kind", "occurred", "counts_from", "recorded_at", "title", "title_zh_hans", "narrative",
            "narrative_zh_hans", "language", "track", "claim", "baseline", "author_name", "responds_to", "corrects",
            "corrected_by", "is_redacted", "bears_on", "views", "sources", "milestones", "marking", "sequence",
            "commitment", "seal",
        ]  # fmt: skip

    def get_responds_to(self, entry: Entry) -> str | None:
        return self.key_of(entry.responds_to)

    def get_corrects(self, entry: Entry) -> str | None:
        return self.key_of(entry.corrects)

    def get_corrected_by(self, entry: Entry) -> str | None:
        return self.key_of(entry.correction if is_corrected_by(entry, self.context.get("known_at")) else None)

    def key_of(self, other: Entry | None) -> str | None:
        return other.key if other and self.audience.may_read(other.marking) else None

    @extend_schema_field(BearingSerializer(many=True))
    def get_bears_on(self, entry: Entry) -> Any:
        return BearingSerializer(self.seen(entry.bearings.all()), many=True, context=self.context).data

    @extend_schema_field(ViewSerializer(many=True))
    def get_views(self, entry: Entry) -> Any:
        return ViewSerializer(self.seen(entry.views.all()), many=True, context=self.context).data

    @extend_schema_field(MarkSerializer(many=True))
    def get_milestones(self, entry: Entry) -> Any:
        seen = [mark for mark in entry.marks.all() if self.audience.may_read(mark.milestone.measure.marking)]
        return MarkSerializer(seen, many=True, context=self.context).data

    @extend_schema_field(CitationSerializer(many=True))
    def get_sources(self, entry: Entry) -> Any:
        seen = [row for row in entry.citations.all() if self.audience.may_read(row.evidence.marking)]
        return CitationSerializer(seen, many=True, context=self.context).data

    def get_seal(self, entry: Entry) -> str:
        return bytes(entry.seal).hex()

    def get_commitment(self, entry: Entry) -> str:
        return bytes(entry.commitment).hex()

    def seen[Row: Bearing | View](self, rows: Iterable[Row]) -> list[Row]:
        """Without those on measures that have been hidden from the reader since."""
        return [row for row in rows if row.measure is None or self.audience.may_read(row.measure.marking)]


def is_corrected_by(entry: Entry, known_at: datetime | None) -> bool:
    """Whether a correction of the entry was recorded by a moment."""
    return entry.is_corrected and (known_at is None or entry.correction.recorded_at <= known_at)


class ChecksDraftSerializer(StrictSerializer):
    """Measures that were checked, with nothing new."""

    measures = serializers.ListField(
        child=serializers.CharField(max_length=100), min_length=1, max_length=500, help_text="Keys of measures."
    )


class ChecksSerializer(serializers.Serializer[Any]):
    """The entries that say so: one for each report and marking."""

    entries = EntrySerializer(many=True)
