"""Measures, what they address, and who answers for them."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.documents import Place, documents
from api.expressions import TODAY, holds
from api.serializers.drafts import CODE, some_text
from api.serializers.fields import (
    FurtherFields,
    KeyField,
    KeysField,
    PartialDateField,
    RecordSerializer,
    StrictSerializer,
)
from api.serializers.standings import StandingSerializer
from measures.models import (
    TEAM,
    Addressing,
    Audience,
    Indicator,
    Kind,
    Link,
    Marking,
    Measure,
    Owner,
    OwnerRole,
    Standing,
    User,
    Watch,
)
from measures.models.measures import LONGEST_REVIEW, overdue, unchecked


class AddressingSerializer(RecordSerializer):
    ambiguity = KeyField()

    class Meta:
        model = Addressing
        fields = ["ambiguity", "strength", "basis", "why", "why_zh_hans"]


class AddressingRowSerializer(AddressingSerializer):
    """Which measure addresses an ambiguity."""

    measure = KeyField()

    class Meta(AddressingSerializer.Meta):
        fields = ["measure", *AddressingSerializer.Meta.fields]


class LinkSerializer(RecordSerializer):
    source = KeyField()  # type: ignore[assignment]
    target = KeyField()

    class Meta:
        model = Link
        fields = ["source", "relation", "target", "basis", "why", "why_zh_hans"]


class IndicatorSerializer(RecordSerializer):
    class Meta:
        model = Indicator
        fields = ["name", "name_zh_hans", "how_judged", "how_judged_zh_hans", "where_to_look", "where_to_look_zh_hans"]


class IndicatorRowSerializer(IndicatorSerializer):
    """Of which measure an indicator is."""

    measure = KeyField()

    class Meta(IndicatorSerializer.Meta):
        fields = ["measure", "position", *IndicatorSerializer.Meta.fields]


class WatchSerializer(RecordSerializer):
    """A measure that somebody follows, and since when."""

    measure = KeyField()

    class Meta:
        model = Watch
        fields = ["measure", "since"]


class OwnerSerializer(RecordSerializer):
    """Who answers for a measure; the address is for the team only."""

    user = serializers.IntegerField(source="user_id")
    name = serializers.CharField(source="user.name")
    email = serializers.SerializerMethodField()

    class Meta:
        model = Owner
        fields = ["user", "name", "email", "role", "named_at", "version"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Owner]:
        return Owner.objects.select_related("user")

    def get_email(self, owner: Owner) -> str | None:
        return owner.user.email if self.is_for_team else None

    def sql_email(self, place: Place) -> Combinable:
        return place.at("user.email") if place.audience == TEAM else Value(None)


class OwnerDraftSerializer(StrictSerializer):
    """Whom to name, by email address or id."""

    user = serializers.CharField(help_text="Email address or id.")
    role = serializers.ChoiceField(OwnerRole.choices, default=OwnerRole.COORDINATOR)

    def validate_user(self, value: str) -> User:
        by = {"pk": value} if value.isdecimal() and len(value) < 19 else {"email": value.lower()}
        user = User.objects.filter(is_active=True, **by).first()
        if user is None:
            raise serializers.ValidationError(gettext("There is no active user “%(value)s”.") % {"value": value})
        return user


class OwnerRevisionSerializer(StrictSerializer):
    """What may be changed of somebody who answers for a measure."""

    role = serializers.ChoiceField(OwnerRole.choices)


class MeasureSerializer(RecordSerializer):
    """A measure with its standing, as this reader sees it."""

    report = KeyField("slug")
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    parties = KeysField("code")
    needs_to_complete = KeysField("code")
    addresses = AddressingSerializer(source="addressings", many=True)
    owners = OwnerSerializer(many=True)
    standing = StandingSerializer(allow_null=True)
    due_by = serializers.DateField(allow_null=True, help_text="The last day of the target date.")
    is_overdue = serializers.SerializerMethodField()
    is_unchecked = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields = [
            "key", "report", "code", "parent", "position", "kind", "title", "title_zh_hans", "description",
            "description_zh_hans", "parties", "needs_to_complete", "addresses", "explicit", "classification_basis",
            "classification_why", "classification_why_zh_hans", "source_heading", "source_heading_zh_hans",
            "source_paragraph", "source_note", "source_note_zh_hans", "due_on", "due_by", "is_overdue",
            "is_unchecked", "review_every_days", "owners", "standing", "marking", "version", "extra",
        ]  # fmt: skip

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Measure]:
        return (
            Measure.objects.seen_by(audience)
            .for_reading()
            .select_related("parent")
            .prefetch_related("needs_to_complete", "addressings__ambiguity", "owners__user")
        )

    @property
    def today(self) -> date:
        day: date = self.context["today"]
        return day

    def get_parent(self, measure: Measure) -> str | None:
        parent = measure.parent
        return parent.key if parent and self.audience.may_read(parent.marking) else None

    def sql_parent(self, place: Place) -> Combinable:
        return place.key_if_seen("parent")

    def get_is_overdue(self, measure: Measure) -> bool:
        return measure.is_overdue

    def sql_is_overdue(self, place: Place) -> Combinable:
        return holds(overdue(on=TODAY))

    def get_is_unchecked(self, measure: Measure) -> bool:
        return measure.is_unchecked

    def sql_is_unchecked(self, place: Place) -> Combinable:
        return holds(unchecked(on=TODAY))


class MeasureDetailSerializer(MeasureSerializer):
    """With its parts, indicators and links, as far as the reader may see the measures they name."""

    parts = serializers.SerializerMethodField()
    indicators = IndicatorSerializer(many=True)
    links = serializers.SerializerMethodField()

    class Meta(MeasureSerializer.Meta):
        fields = [*MeasureSerializer.Meta.fields, "parts", "indicators", "links"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Measure]:
        return super().rows(audience).prefetch_related("indicators")

    def get_parts(self, measure: Measure) -> list[str]:
        seen = measure.parts.visible_to(self.audience)
        return list(seen.values_list("key", flat=True))

    def sql_parts(self, place: Place) -> Combinable:
        parts = Measure.objects.visible_to(place.audience).filter(parent=OuterRef("pk"))
        return ArraySubquery(parts.order_by("position", "pk").values_list("key"))

    @extend_schema_field(LinkSerializer(many=True))
    def get_links(self, measure: Measure) -> Any:
        links = LinkSerializer.rows(self.audience).filter(Q(source=measure) | Q(target=measure))
        return LinkSerializer(links.select_related("source", "target"), many=True, context=self.context).data

    def sql_links(self, place: Place) -> Combinable:
        links = LinkSerializer.rows(place.audience).filter(Q(source=OuterRef("pk")) | Q(target=OuterRef("pk")))
        return documents(LinkSerializer(), links, place)


class MeasureRevisionSerializer(StrictSerializer):
    """What may be edited of a measure."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=500)
    title_zh_hans = serializers.CharField(required=False, allow_blank=True, max_length=500)
    description = serializers.CharField(required=False, allow_blank=True)
    description_zh_hans = serializers.CharField(required=False, allow_blank=True)
    due_on = PartialDateField(required=False, allow_null=True)
    review_every_days = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_REVIEW)


class MeasureDraftSerializer(StrictSerializer):
    """A measure to be added to a report, or a part to a measure; its key is the report's short name and its code."""

    report = serializers.CharField(max_length=100, help_text=_("Short name of a report."))
    code = serializers.RegexField(CODE, max_length=30)
    kind = serializers.ChoiceField(Kind.choices)
    title = serializers.CharField(max_length=500)
    title_zh_hans = some_text(500)
    description = some_text()
    description_zh_hans = some_text()
    parties = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=20)
    needs_to_complete = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)
    parent = some_text(  # type: ignore[assignment]
        100, help_text=_("Key of the measure that this is a part of.")
    )
    explicit = serializers.BooleanField(required=False)
    source_heading = some_text(300)
    source_paragraph = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=32767)
    due_on = PartialDateField(required=False, allow_null=True)
    review_every_days = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_REVIEW)
    marking = serializers.ChoiceField(Marking.choices, required=False)
    extra = FurtherFields(required=False, help_text=_("Further fields: texts by their names."))


class MeasureRowSerializer(MeasureRevisionSerializer):
    """What is to be changed of one measure of a list."""

    key = serializers.CharField(max_length=100)
    version = serializers.IntegerField(min_value=1, help_text=_("The version that was read."))


def standing_or_empty(measure: Measure) -> Standing:
    standing: Standing | None = measure.standing
    return standing or Standing()
