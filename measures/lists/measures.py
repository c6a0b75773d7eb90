"""Measures, what they address, who owns them, and how they relate to each other."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace, holds, only_if
from measures.lists.fields import KeyField, KeysField, PageField, PersonField, SeenKeyField, TextsField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.lists.sides import side_columns, sides_among
from measures.lists.standings import StandingSerializer
from measures.lists.tables import Column
from measures.models import TEAM, Addressing, Audience, Indicator, Link, Measure, Owner, OwnerRole, Report, Watch
from measures.models.bylines import may_be_named
from measures.models.measures import overdue, unchecked


class AddressingSerializer(RecordSerializer):
    """An ambiguity that a measure addresses, and how directly."""

    ambiguity = KeyField()

    class Meta:
        model = Addressing
        fields = ["ambiguity", "strength", "basis", "why", "why_zh_hans"]
        cell = ["ambiguity", "strength"]


class LinkSerializer(RecordSerializer):
    """How one measure relates to another."""

    measure = KeyField(source="source")
    other_measure = KeyField(source="target")

    class Meta:
        model = Link
        fields = ["measure", "relation", "other_measure", "basis", "why", "why_zh_hans"]


class IndicatorSerializer(RecordSerializer):
    """What to judge a measure by, and where to look."""

    class Meta:
        model = Indicator
        fields = ["name", "name_zh_hans", "how_judged", "how_judged_zh_hans", "where_to_look", "where_to_look_zh_hans"]


class WatchSerializer(RecordSerializer):
    """A measure that somebody watches, and since when."""

    measure = KeyField()
    html_url = PageField("measure", "measure.key")

    class Meta:
        model = Watch
        fields = ["measure", "since", "html_url"]
        columns = file_columns(Watch, fields, since=_("Since"))


class OwnerSerializer(RecordSerializer):
    """An owner of a measure: by their role, and by name and number where they are named; the address is the team's."""

    user = serializers.IntegerField(source="user_id", allow_null=True, help_text="Null where they are not named.")
    name = PersonField(source="user.name")
    email = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Owner
        fields = ["user", "name", "email", "role", "named_at", "version"]
        columns = {
            "name": _("Owner’s name"),
            "email": _("Email address"),
            "role": _("Role"),
            "named_at": _("Named on"),
        }
        cell = ["name"]
        labels = {"name": dict(OwnerRole.choices)}

    def columns(self, place: DocumentPlace, reports: Sequence[Report] = ()) -> list[Column]:
        return [each for each in super().columns(place, reports) if each.name != "email" or place.audience == TEAM]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Owner]:
        return Owner.objects.all()

    def cell_name(self, place: DocumentPlace) -> Combinable:
        return Coalesce(self.fields["name"].expression(place), place.at("role"), output_field=TextField())  # type: ignore[attr-defined]

    def sql_user(self, place: DocumentPlace) -> Combinable:
        readable = may_be_named(Owner, "user__name", place.audience, place.prefix)
        return only_if(readable, place.at("user_id")) if readable else place.at("user_id")

    def sql_email(self, place: DocumentPlace) -> Combinable:
        return place.at("user.email") if place.audience == TEAM else Value(None)


class MeasureSerializer(RecordSerializer):
    """A measure with its standing, as this reader sees it."""

    report = KeyField("slug")
    parent = SeenKeyField()  # type: ignore[assignment]
    parties = KeysField("code")
    needs_to_complete = KeysField("code")
    addresses = AddressingSerializer(source="addressings", many=True)
    owners = OwnerSerializer(many=True)
    standing = StandingSerializer(allow_null=True)
    is_explicit = serializers.BooleanField(source="explicit", read_only=True)
    due_last_day = serializers.DateField(source="due_by", allow_null=True, help_text="The last day of the target date.")
    is_overdue = serializers.BooleanField(read_only=True)
    is_unchecked = serializers.BooleanField(read_only=True)
    html_url = PageField("measure")

    class Meta:
        model = Measure
        fields = [
            "key", "report", "code", "parent", "kind", "title", "title_zh_hans", "description",
            "description_zh_hans", "verb", "timescale", "timescale_zh_hans", "parties", "needs_to_complete",
            "addresses", "is_explicit", "classification_basis", "classification_why", "classification_why_zh_hans",
            "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans",
            "due_on", "due_last_day", "is_overdue", "is_unchecked", "review_every_days", "owners", "standing",
            "marking", "version", "extra", "html_url",
        ]  # fmt: skip
        columns = {
            "key": _("Key"),
            "report": _("Report"),
            "code": _("Code"),
            "parent": _("Part of"),
            "kind": _("Kind"),
            "title": _("Title"),
            "title_zh_hans": _("Title in Chinese"),
            "description": _("Description"),
            "description_zh_hans": _("Description in Chinese"),
            "verb": _("Verb of the recommendation"),
            "timescale": _("Timescale in the report"),
            "timescale_zh_hans": _("Timescale in the report, in Chinese"),
            "parties": _("Addressed to"),
            "addresses": _("Ambiguities"),
            "is_explicit": _("Named as a step in the report"),
            "source_heading": _("Heading in the report"),
            "source_heading_zh_hans": _("Heading in Chinese"),
            "source_paragraph": _("Paragraph"),
            "standing.status": _("Status"),
            "standing.status_since": _("Since"),
            "standing.latest_direction": _("Latest direction"),
            "standing.latest_occurred": _("Latest development"),
            "standing.latest_counts_from": _("Day it counts from"),
            "standing.level": _("Our level"),
            "standing.assessment": _("Whether we assessed it"),
            "standing.written_on": _("Our level written on"),
            "standing.in_short": _("In short"),
            "standing.in_short_zh_hans": _("In short, in Chinese"),
            "standing.sources_toward": _("Sources toward"),
            "standing.sources_away": _("Sources away"),
            "standing.sources_either": _("Sources either way"),
            "standing.milestones_met": _("Milestones met"),
            "standing.milestone_count": _("Milestones"),
            "standing.is_unsupported": _("Unsupported"),
            "standing.is_contested": _("Contested"),
            "due_on": _("Target date"),
            "due_last_day": _("Last day of the target date"),
            "is_overdue": _("Overdue"),
            "standing.last_checked": _("Last checked"),
            "review_every_days": _("Days between checks"),
            "is_unchecked": _("Unchecked"),
            "owners": _("Owners"),
            "marking": _("Marking"),
            "version": _("Version"),
            "extra": _("Further fields"),
        }
        read_first = ["code", "title", "standing.status", "standing.status_since", "standing.in_short"]
        sheet = _("Measures")

    def columns(self, place: DocumentPlace, reports: Sequence[Report] = ()) -> list[Column]:
        """With what each side of these reports says, and what we do."""
        sides = side_columns(place.below("standing"), sides_among(reports, place.audience))
        return [*super().columns(place, reports), *sides]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Measure]:
        return Measure.objects.seen_by(audience).for_reading()

    def sql_is_overdue(self, place: DocumentPlace) -> Combinable:
        return holds(overdue(on=place.today))

    def sql_is_unchecked(self, place: DocumentPlace) -> Combinable:
        return holds(unchecked(on=place.today))


class MeasureDetailSerializer(MeasureSerializer):
    """A measure with its parts, indicators and links, as far as the reader may see the measures they name."""

    parts = TextsField()
    indicators = IndicatorSerializer(many=True)
    links = LinkSerializer(many=True, read_only=True)

    class Meta(MeasureSerializer.Meta):
        fields = [*MeasureSerializer.Meta.fields, "parts", "indicators", "links"]

    def sql_parts(self, place: DocumentPlace) -> Combinable:
        parts = Measure.objects.visible_to(place.audience).filter(parent=OuterRef("pk"))
        return ArraySubquery(parts.order_by("position", "pk").values_list("key"))

    def sql_links(self, place: DocumentPlace) -> Combinable:
        links = LinkSerializer.rows(place.audience).filter(Q(source=OuterRef("pk")) | Q(target=OuterRef("pk")))
        field: Any = self.fields["links"]
        return field.of(links, place)  # type: ignore[no-any-return]


class LinkRowSerializer(LinkSerializer):
    """A link between measures, with the id to remove it by."""

    html_url = PageField("measure", "source.key")

    class Meta(LinkSerializer.Meta):
        fields = ["id", *LinkSerializer.Meta.fields, "version", "html_url"]
        columns = file_columns(
            Link,
            fields,
            without=["id"],
            relation=_("How it relates to the other measure"),
            other_measure=_("The other measure"),
        )
        sheet = _("Links")


class OwnerRowSerializer(OwnerSerializer):
    """Who owns which measure."""

    measure = KeyField()
    html_url = PageField("measure", "measure.key")

    class Meta(OwnerSerializer.Meta):
        fields = ["measure", *OwnerSerializer.Meta.fields, "html_url"]
        columns = {"measure": _("Measure"), **OwnerSerializer.Meta.columns}
        sheet = _("Owners")
