"""Milestones, and who has met them."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.entries import counting_entries
from measures.lists.expressions import DocumentPlace, holds
from measures.lists.fields import KeyField, PageField
from measures.lists.headings import file_columns, label_in_model
from measures.lists.records import RecordSerializer
from measures.models import Addressee, Audience, Doers, MarkState, Milestone, MilestoneMark
from measures.models.journal import entries_latest_first


class MilestoneMarkSerializer(RecordSerializer):
    """The entry by which a party, or all together, met a milestone, did not meet it or undid it."""

    entry = KeyField()
    occurred = serializers.CharField(source="entry.occurred")
    party = serializers.CharField(source="party_id", allow_null=True)

    class Meta:
        model = MilestoneMark
        fields = ["party", "state", "entry", "occurred"]
        cell = ["state", "party", "occurred", "entry"]


def counting_marks(place: DocumentPlace) -> QuerySet[MilestoneMark]:
    """The marks that count for an audience as of a day."""
    return MilestoneMark.objects.filter(entry__in=counting_entries(place))


def latest_marks_first(marks: QuerySet[MilestoneMark]) -> QuerySet[MilestoneMark]:
    return marks.order_by(*entries_latest_first("entry"))


def latest_state(place: DocumentPlace, **of: OuterRef) -> Coalesce:
    """What the latest of these marks says, as of the day that is asked for; none is not met."""
    latest = latest_marks_first(counting_marks(place).filter(**of))
    return Coalesce(Subquery(latest.values("state")[:1]), Value(MarkState.NOT_MET))


class MilestoneSerializer(RecordSerializer):
    """A milestone with its marks that count; one for *each* is met when every addressed party has met it."""

    report = KeyField("slug", source="measure.report")
    measure = KeyField()
    party = serializers.CharField(source="party_id", allow_null=True)
    is_beyond_report = serializers.BooleanField(source="beyond_report", read_only=True)
    is_met = serializers.BooleanField(read_only=True)
    marks = MilestoneMarkSerializer(many=True)
    html_url = PageField("measure", "measure.key")

    class Meta:
        model = Milestone
        fields = [
            "key", "report", "measure", "doers", "party", "type", "title", "title_zh_hans", "is_beyond_report",
            "is_met", "marks", "version", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Milestone,
            fields,
            without=["version"],
            party=_("Party"),
            is_beyond_report=label_in_model(Milestone, "beyond_report"),
            is_met=_("Met"),
            marks=_("Marks: state, party, when, entry"),
        )
        read_first = ["measure", "doers", "party", "type", "title", "is_met", "marks"]
        sheet = _("Milestones")

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Milestone]:
        return Milestone.objects.visible_to(audience).select_related("measure__report")

    def sql_is_met(self, place: DocumentPlace) -> Combinable:
        """By the latest mark; one for *each* by the latest mark of every party that is addressed."""
        parties = Addressee.objects.filter(measure=OuterRef("measure"))
        theirs = latest_state(place, milestone=OuterRef(OuterRef("pk")), party=OuterRef("party"))
        each = Exists(parties) & ~Exists(parties.exclude(Q(Exact(theirs, Value(MarkState.MET)))))
        anybody = latest_state(place, milestone=OuterRef("pk"))
        return Case(When(doers=Doers.EACH, then=holds(each)), default=holds(Q(Exact(anybody, Value(MarkState.MET)))))

    def sql_marks(self, place: DocumentPlace) -> Combinable:
        field: Any = self.fields["marks"]
        return field.of(counting_marks(place).filter(milestone=OuterRef("pk")).order_by("entry", "pk"), place)  # type: ignore[no-any-return]

    def cell_marks(self, place: DocumentPlace) -> Combinable:
        """The latest first."""
        field: Any = self.fields["marks"]
        return field.in_cells(latest_marks_first(counting_marks(place).filter(milestone=OuterRef("pk"))), place)  # type: ignore[no-any-return]
