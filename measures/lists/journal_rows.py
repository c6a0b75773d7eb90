"""What entries bring, a row each: views, effects, changes of a status, judgements of two sides' texts."""

from django.db.models import Case, Q, TextChoices, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.analysis.assessment import SideState
from measures.lists.ambiguities import PerceivedViewSerializer
from measures.lists.entries import BearingSerializer, counting_entries
from measures.lists.expressions import DocumentPlace, holds
from measures.lists.fields import KeyField, PageField, TimestampField
from measures.lists.headings import file_columns
from measures.lists.readouts import JudgementSerializer
from measures.lists.records import RecordSerializer
from measures.models import CARD, FROM_ABSENCE, Bearing, Claim, EntryKind, Judgement, Track, View
from measures.models.bearings import set_before, set_until
from measures.models.texts import bilingual

# Of the entry that a row comes with.
OF_ENTRY = ["report", "entry", "html_url", "occurred", "counts_from", "recorded_at"]
ON_TARGET = ["on", "on_kind", "whole", "about"]


class TargetNoun(TextChoices):
    """What a view or an effect is on."""

    MEASURE = "measure", _("Measure")
    AMBIGUITY = "ambiguity", _("Ambiguity")


class OfEntrySerializer(RecordSerializer):
    """What a row says of the entry that it comes with."""

    report = KeyField("slug", source="entry.report")
    entry = KeyField()
    html_url = PageField("entry", "entry.key")
    occurred = serializers.CharField(source="entry.occurred", help_text="As exactly as it is known.")
    counts_from = serializers.DateField(
        source="entry.counts_from", help_text="The day to order and to reckon by: from it on the entry counts."
    )
    recorded_at = TimestampField(source="entry.recorded_at")
    marking = serializers.CharField(source="entry.marking")


class OnTargetSerializer(OfEntrySerializer):
    """What a row says of the measure or ambiguity that it is on."""

    on_kind = serializers.ChoiceField(TargetNoun.choices, read_only=True)
    whole = serializers.CharField(
        read_only=True, allow_null=True, help_text="Key of the measure: of a part, that of the whole."
    )

    def sql_on_kind(self, place: DocumentPlace) -> Combinable:
        on_measure = Q(**{place.path("measure__isnull"): False})
        return Case(When(on_measure, then=Value(TargetNoun.MEASURE)), default=Value(TargetNoun.AMBIGUITY))

    def sql_whole(self, place: DocumentPlace) -> Combinable:
        return Coalesce(place.key_if_seen("measure.parent"), place.at("measure.key"))


class ViewRowSerializer(OnTargetSerializer, PerceivedViewSerializer):
    """How one side sees a measure or an ambiguity, by one entry."""

    state = serializers.ChoiceField(
        SideState.choices, read_only=True, help_text="Whether it has a level, or what stands in its place."
    )

    class Meta(PerceivedViewSerializer.Meta):
        fields = [
            *OF_ENTRY, "whose", *ON_TARGET, "state",
            *(name for name in PerceivedViewSerializer.Meta.fields if name not in (*OF_ENTRY, "whose", "on", "about")),
            "marking",
        ]  # fmt: skip
        columns = file_columns(
            View,
            [
                *OF_ENTRY, "whose", *ON_TARGET, "state", "level", "direction", "confidence", "provenance",
                "in_our_words", *bilingual("text"), "quotation", "quotation_language",
                *(name for name in View.columns_in_lists() if name not in bilingual("text")), "written_on",
                *bilingual(*CARD), "rests_on", "sources", "marking",
            ],
            state=_("State"),
            in_our_words=_("In our words"),
            quotation=_("Original words"),
            quotation_language=_("Language of these words"),
            rests_on=_("Rests on"),
            sources=_("Sources"),
        )  # fmt: skip

    def cell_level(self, place: DocumentPlace) -> Combinable:
        return place.at("level")

    def sql_state(self, place: DocumentPlace) -> Combinable:
        return Case(
            When(Q(**{place.path("level__isnull"): False}), then=Value(SideState.LEVEL)),
            When(~Q(**{place.path("nothing"): ""}), then=place.at("nothing")),
            default=Value(SideState.WORDS_ONLY),
        )


class BearingRowSerializer(OnTargetSerializer, BearingSerializer):
    """What one entry does to a measure or an ambiguity."""

    kind = serializers.ChoiceField(EntryKind.choices, source="entry.kind", read_only=True)
    track = serializers.ChoiceField(Track.choices, source="entry.track", allow_blank=True, read_only=True)
    claim = serializers.ChoiceField(Claim.choices, source="entry.claim", allow_blank=True, read_only=True)

    class Meta(BearingSerializer.Meta):
        fields = [
            *OF_ENTRY, "kind", "track", "claim", *ON_TARGET,
            *(name for name in BearingSerializer.Meta.fields if name not in ("on", "about")), "marking",
        ]  # fmt: skip
        columns = file_columns(
            Bearing,
            fields,
            kind=_("Kind"),
            track=_("Track"),
            claim=_("How well established"),
            reason=_("Reason"),
            reason_zh_hans=_("Reason in Chinese"),
        )


class StatusRowSerializer(BearingRowSerializer):
    """From a day on a measure's status, or an ambiguity's state, is another than before."""

    before = serializers.CharField(read_only=True, help_text="Status or state before; empty where none was on record.")
    after = serializers.CharField(read_only=True, help_text="Status or state from this entry on.")
    until = serializers.DateField(
        read_only=True, allow_null=True, help_text="From which day it is another again; null where it still is so."
    )
    is_ours = serializers.BooleanField(
        read_only=True, help_text="No act of a party changed it: we record it so from this day."
    )

    class Meta(BearingRowSerializer.Meta):
        fields = [
            *OF_ENTRY, "kind", "track", "claim", *ON_TARGET, "before", "after", "until",
            "is_ours", "changed_by", "reason", "reason_zh_hans", "marking",
        ]  # fmt: skip
        columns = file_columns(
            Bearing,
            fields,
            without=["track", "claim"],
            kind=_("Kind"),
            before=_("Status or state before"),
            after=_("Status or state after"),
            until=_("Until"),
            is_ours=_("No act changed it"),
            reason=_("Reason"),
            reason_zh_hans=_("Reason in Chinese"),
        )

    def sql_before(self, place: DocumentPlace) -> Combinable:
        return set_before(counting_entries(place))

    def sql_after(self, place: DocumentPlace) -> Combinable:
        return Concat(place.at("status"), place.at("state"))

    def sql_until(self, place: DocumentPlace) -> Combinable:
        return set_until(counting_entries(place))

    def sql_is_ours(self, place: DocumentPlace) -> Combinable:
        no_act = Q(**{place.path("changed_by__isnull"): True}) | Q(**{place.path("status__in"): FROM_ABSENCE})
        return holds(no_act | Q(**{place.path("entry.kind"): EntryKind.ASSESSMENT}))


class JudgementRowSerializer(OfEntrySerializer, JudgementSerializer):
    """Whether the sides' texts of one meeting say the same of a subject."""

    of = serializers.CharField(source="entry.of.key", help_text="Key of the development.")

    class Meta(JudgementSerializer.Meta):
        fields = [*OF_ENTRY, "of", *JudgementSerializer.Meta.fields, "marking"]
        columns = file_columns(
            Judgement,
            fields,
            of=_("Development whose texts are compared"),
            subject=_("Subject"),
            sentence_zh_hans=_("In our words, in Chinese"),
        )
