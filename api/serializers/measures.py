"""Measures, what they address, and who answers for them."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import KeyField, KeysField, PartialDateField, RecordSerializer, StrictSerializer
from api.serializers.standings import StandingSerializer
from measures.analysis.timeliness import is_overdue, is_unchecked
from measures.models import Addressing, Indicator, Link, Measure, Owner, OwnerRole, Standing, User


class AddressingSerializer(RecordSerializer):
    ambiguity = KeyField()

    class Meta:
        model = Addressing
        fields = ["ambiguity", "strength", "basis", "why", "why_zh_hans"]


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


class OwnerSerializer(RecordSerializer):
    """Who answers for a measure; the address is for the team only."""

    user = serializers.IntegerField(source="user_id")
    name = serializers.CharField(source="user.name")
    email = serializers.SerializerMethodField()

    class Meta:
        model = Owner
        fields = ["user", "name", "email", "role", "named_at"]

    def get_email(self, owner: Owner) -> str | None:
        return owner.user.email if self.is_for_team else None


class OwnerDraftSerializer(StrictSerializer):
    """Whom to name, by email address or id."""

    user = serializers.CharField(help_text="Email address or id.")
    role = serializers.ChoiceField(OwnerRole.choices, default=OwnerRole.COORDINATOR)

    def validate_user(self, value: str) -> User:
        by = {"pk": value} if value.isdecimal() and len(value) < 19 else {"email": value.lower()}
        user = User.objects.filter(is_active=True, **by).first()
        if user is None:
            raise serializers.ValidationError(_("There is no active user “%(value)s”.") % {"value": value})
        return user


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

    @property
    def today(self) -> date:
        day: date = self.context["today"]
        return day

    def get_parent(self, measure: Measure) -> str | None:
        parent = measure.parent
        return parent.key if parent and self.audience.may_read(parent.marking) else None

    def get_is_overdue(self, measure: Measure) -> bool:
        return is_overdue(measure, standing_or_empty(measure), on=self.today)

    def get_is_unchecked(self, measure: Measure) -> bool:
        return is_unchecked(measure, standing_or_empty(measure), on=self.today)


class MeasureDetailSerializer(MeasureSerializer):
    """With its parts, indicators and links, as far as the reader may see the measures they name."""

    parts = serializers.SerializerMethodField()
    indicators = IndicatorSerializer(many=True)
    links = serializers.SerializerMethodField()

    class Meta(MeasureSerializer.Meta):
        fields = [*MeasureSerializer.Meta.fields, "parts", "indicators", "links"]

    def get_parts(self, measure: Measure) -> list[str]:
        seen = measure.parts.visible_to(self.audience)
        return list(seen.values_list("key", flat=True))

    @extend_schema_field(LinkSerializer(many=True))
    def get_links(self, measure: Measure) -> Any:
        markings = self.audience.markings
        links = Link.objects.filter(Q(source=measure) | Q(target=measure))
        seen = links.filter(source__marking__in=markings, target__marking__in=markings)
        return LinkSerializer(seen.select_related("source", "target"), many=True).data


class MeasureRevisionSerializer(StrictSerializer):
    """What may be edited of a measure; `version` is that which the writer has read."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=500)
    title_zh_hans = serializers.CharField(required=False, allow_blank=True, max_length=500)
    description = serializers.CharField(required=False, allow_blank=True)
    description_zh_hans = serializers.CharField(required=False, allow_blank=True)
    due_on = PartialDateField(required=False, allow_null=True)
    review_every_days = serializers.IntegerField(required=False, min_value=1, max_value=3650)
    version = serializers.IntegerField(required=False, help_text="Or the ETag of the measure in If-Match.")


def standing_or_empty(measure: Measure) -> Standing:
    standing: Standing | None = measure.standing
    return standing or Standing()
