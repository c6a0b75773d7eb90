"""Milestones, and who has met them."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.documents import Place, documents
from api.expressions import AS_OF, KNOWN_AT, holds
from api.serializers.drafts import CODE, some_text
from api.serializers.fields import KeyField, RecordSerializer, StrictSerializer
from measures.analysis.standing import is_met
from measures.models import (
    Audience,
    Doers,
    Entry,
    MarkState,
    Measure,
    Milestone,
    MilestoneMark,
    MilestoneType,
)


class MilestoneMarkSerializer(RecordSerializer):
    """By which entry a party, or all together, met a milestone, did not meet it or undid it."""

    entry = KeyField()
    occurred = serializers.CharField(source="entry.occurred")
    party = serializers.CharField(source="party_id", allow_null=True)

    class Meta:
        model = MilestoneMark
        fields = ["party", "state", "entry", "occurred"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[MilestoneMark]:
        return counting_marks(audience)


def counting_marks(audience: Audience, *, as_of: Any = None, known_at: Any = None) -> QuerySet[MilestoneMark]:
    """The marks that count for an audience."""
    counting = Entry.objects.counting(as_of=as_of, known_at=known_at).visible_to(audience)
    return MilestoneMark.objects.filter(entry__in=counting)


def latest_state(audience: Audience, **of: OuterRef) -> Coalesce:
    """What the latest of these marks says, as of the day that is asked for; none is not met."""
    marks = counting_marks(audience, as_of=AS_OF, known_at=KNOWN_AT).filter(**of)
    latest = marks.order_by("-entry__counts_from", "-entry__recorded_at", "-entry__key")
    return Coalesce(Subquery(latest.values("state")[:1]), Value(MarkState.NOT_MET))


class MilestoneSerializer(RecordSerializer):
    """A milestone with its marks that count; one for *each* is met when every addressed party has met it."""

    measure = KeyField()
    party = serializers.CharField(source="party_id", allow_null=True)
    is_met = serializers.SerializerMethodField()
    marks = MilestoneMarkSerializer(many=True)

    class Meta:
        model = Milestone
        fields = [
            "key", "measure", "position", "doers", "party", "type", "title", "title_zh_hans", "beyond_report",
            "is_met", "marks", "version",
        ]  # fmt: skip

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Milestone]:
        return (
            Milestone.objects.visible_to(audience)
            .select_related("measure__report")
            .prefetch_related("measure__parties", Prefetch("marks", counting_marks(audience).select_related("entry")))
        )

    def get_is_met(self, milestone: Milestone) -> bool:
        return is_met(milestone, milestone.marks.all(), milestone.measure)

    def sql_is_met(self, place: Place) -> Combinable:
        """By the latest mark; one for *each* by the latest mark of every party that is addressed."""
        parties = Measure.parties.through.objects.filter(measure=OuterRef("measure"))
        theirs = latest_state(place.audience, milestone=OuterRef(OuterRef("pk")), party=OuterRef("party"))
        each = Exists(parties) & ~Exists(parties.exclude(Q(Exact(theirs, Value(MarkState.MET)))))
        anybody = latest_state(place.audience, milestone=OuterRef("pk"))
        return Case(When(doers=Doers.EACH, then=holds(each)), default=holds(Q(Exact(anybody, Value(MarkState.MET)))))

    def sql_marks(self, place: Place) -> Combinable:
        marks = counting_marks(place.audience, as_of=AS_OF, known_at=KNOWN_AT).filter(milestone=OuterRef("pk"))
        return documents(MilestoneMarkSerializer(), marks.order_by("entry", "pk"), place)


class MilestoneDraftSerializer(StrictSerializer):
    """A milestone to be added to a measure; its key is that of the measure and its code."""

    measure = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    code = serializers.RegexField(CODE, max_length=18)
    doers = serializers.ChoiceField(Doers.choices)
    party = some_text(40, help_text=_("Where one party has to meet it: its code."))
    type = serializers.ChoiceField(MilestoneType.choices)
    title = serializers.CharField(max_length=500)
    title_zh_hans = some_text(500)
    beyond_report = serializers.BooleanField(required=False)


class MilestoneRevisionSerializer(StrictSerializer):
    """What may be edited of a milestone; who has to meet it stays."""

    type = serializers.ChoiceField(MilestoneType.choices, required=False)
    title = serializers.CharField(required=False, max_length=500)
    title_zh_hans = some_text(500)
    beyond_report = serializers.BooleanField(required=False)


class MilestoneRowSerializer(MilestoneRevisionSerializer):
    """What is to be changed of one milestone of a list."""

    key = serializers.CharField(max_length=120)
    version = serializers.IntegerField(min_value=1, help_text=_("The version that was read."))
