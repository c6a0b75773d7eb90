"""Entries of the journal with all that came with them, as far as their reader may see it."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from rest_framework import serializers

from api.documents import Place
from api.expressions import KNOWN_AT, holds, only_if
from api.serializers.chains import RedactionSerializer
from api.serializers.fields import LEVEL, HashField, KeyField, RecordSerializer, SeenRows, StrictSerializer
from measures.models import (
    BOTH,
    INDEPENDENT,
    NONE,
    Audience,
    Bearing,
    Citation,
    Entry,
    Evidence,
    Ground,
    MilestoneMark,
    View,
)

GROUNDS = Prefetch("views__grounds", Ground.objects.select_related("entry", "citation__evidence"))


class OnRecordSerializer(RecordSerializer):
    """What says something of one measure or ambiguity; where the measure was hidden since, it is left out."""

    hidden_with = ("measure",)

    on = serializers.CharField(source="on.key", help_text="Key of a measure, part or ambiguity.")
    about = serializers.CharField(source="about_code", help_text="Code of a party, “both” or “none”.")

    def sql_on(self, place: Place) -> Combinable:
        return Coalesce(place.at("measure.key"), place.at("ambiguity.key"))

    def sql_about(self, place: Place) -> Combinable:
        one = Coalesce(place.at("about_id"), Value(NONE))
        return Case(When(Q(**{place.path("about_both"): True}), then=Value(BOTH)), default=one)


class BearingSerializer(OnRecordSerializer):
    changed_by = serializers.CharField(source="changed_by_id", allow_null=True)

    class Meta:
        model = Bearing
        list_serializer_class = SeenRows
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
        list_serializer_class = SeenRows
        fields = [
            "entry", "whose", "on", "about", "level", "nothing", "direction", "confidence", "provenance", "text",
            "text_zh_hans", "speaker", "speaker_zh_hans", "office", "office_zh_hans", "administration",
            "administration_zh_hans", "quotation", "quotation_language", "rests_on",
        ]  # fmt: skip
        extra_kwargs = {"level": {"help_text": LEVEL}}

    def get_rests_on(self, view: View) -> list[str]:
        """Keys of earlier entries and of sources."""
        entries = [ground.entry for ground in view.grounds.all() if ground.entry]
        sources = [ground.citation.evidence for ground in view.grounds.all() if ground.citation]
        rows: list[Entry | Evidence] = [*entries, *sources]
        return sorted(row.key for row in rows if self.audience.may_read(row.marking))

    def sql_rests_on(self, place: Place) -> Combinable:
        grounds = Place(place.audience)
        seen = Ground.objects.filter(grounds.seen("entry") | grounds.seen("citation__evidence"))
        key = Coalesce("entry__key", "citation__evidence__key")
        return ArraySubquery(seen.filter(view=OuterRef(place.path("pk"))).order_by(key).values_list(key))

    def sql_whose(self, place: Place) -> Combinable:
        return Coalesce(place.at("whose_id"), Value(INDEPENDENT))


class MarkSerializer(RecordSerializer):
    hidden_with = ("milestone__measure",)

    milestone = KeyField()
    party = serializers.CharField(source="party_id", allow_null=True)

    class Meta:
        model = MilestoneMark
        list_serializer_class = SeenRows
        fields = ["milestone", "party", "state"]


class CitationSerializer(RecordSerializer):
    """A source that an entry cites; one that is kept of a redacted entry, for others, is not shown with it."""

    hidden_with = ("evidence",)

    key = serializers.CharField(source="evidence.key")
    title = serializers.CharField(source="evidence.title")
    publisher = serializers.CharField(source="evidence.publisher")
    url = serializers.CharField(source="evidence.url")

    class Meta:
        model = Citation
        list_serializer_class = SeenRows
        fields = ["key", "title", "publisher", "url", "passage"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Citation]:
        return super().rows(audience).filter(entry__redaction=None)

    def is_seen(self, row: Citation) -> bool:
        return super().is_seen(row) and not row.entry.is_redacted


class EntrySerializer(RecordSerializer):
    """One entry; a corrected one no longer counts, a redacted one has lost its content."""

    report = KeyField("slug")
    responds_to = serializers.SerializerMethodField()
    corrects = serializers.SerializerMethodField()
    corrected_by = serializers.SerializerMethodField()
    is_redacted = serializers.BooleanField()
    redaction = RedactionSerializer(allow_null=True)
    bears_on = BearingSerializer(source="bearings", many=True)
    views = ViewSerializer(many=True)
    sources = CitationSerializer(source="citations", many=True)
    milestones = MarkSerializer(source="marks", many=True)
    seal = HashField()
    commitment = HashField()

    class Meta:
        model = Entry
        fields = [
            "key", "report", "kind", "occurred", "counts_from", "recorded_at", "title", "title_zh_hans", "narrative",
            "narrative_zh_hans", "language", "track", "claim", "baseline", "author_name", "responds_to", "corrects",
            "corrected_by", "is_redacted", "redaction", "bears_on", "views", "sources", "milestones", "marking",
            "sequence", "commitment", "seal",
        ]  # fmt: skip

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Entry]:
        return Entry.objects.visible_to(audience).for_reading().prefetch_related(GROUNDS)

    def get_responds_to(self, entry: Entry) -> str | None:
        return self.key_of(entry.responds_to)

    def get_corrects(self, entry: Entry) -> str | None:
        return self.key_of(entry.corrects)

    def get_corrected_by(self, entry: Entry) -> str | None:
        return self.key_of(entry.correction if entry.is_corrected_by(self.context.get("known_at")) else None)

    def key_of(self, other: Entry | None) -> str | None:
        return other.key if other and self.audience.may_read(other.marking) else None

    def sql_responds_to(self, place: Place) -> Combinable:
        return place.key_if_seen("responds_to")

    def sql_corrects(self, place: Place) -> Combinable:
        return place.key_if_seen("corrects")

    def sql_corrected_by(self, place: Place) -> Combinable:
        known = Q(**{place.path("correction.recorded_at__lte"): KNOWN_AT})
        return only_if(known & place.seen("correction"), place.at("correction.key"))

    def sql_is_redacted(self, place: Place) -> Combinable:
        return holds(Q(**{place.path("redaction__isnull"): False}))


class ChecksDraftSerializer(StrictSerializer):
    """Measures that were checked, with nothing new."""

    measures = serializers.ListField(
        child=serializers.CharField(max_length=100), min_length=1, max_length=500, help_text="Keys of measures."
    )


class ChecksSerializer(serializers.Serializer[Any]):
    """The entries that say so: one for each report and marking."""

    entries = EntrySerializer(many=True)
