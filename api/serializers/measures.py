"""Measures and milestones to add, and how measures relate to each other and to ambiguities."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import CODE, some_text
from api.serializers.fields import FurtherFields, StrictSerializer
from measures.lists.fields import PartialDateOutputField
from measures.models import Basis, Doers, Kind, LinkBasis, Marking, MilestoneType, Relation, Strength
from measures.models.measures import LONGEST_REVIEW


class MeasureDraftSerializer(StrictSerializer):
    """A measure to add to a report, or a part to a measure; its key is the report's short name and its code."""

    renamed = {"explicit": "is_explicit"}

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
    classification_basis = serializers.ChoiceField(Basis.choices, required=False)
    classification_why = some_text()
    classification_why_zh_hans = some_text()
    source_heading = some_text(300)
    source_heading_zh_hans = some_text(300)
    source_paragraph = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=32767)
    due_on = PartialDateOutputField(required=False, allow_null=True)
    review_every_days = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_REVIEW)
    marking = serializers.ChoiceField(Marking.choices, required=False)
    extra = FurtherFields(required=False, help_text=_("Further fields: their names and texts."))


class AddressingDraftSerializer(StrictSerializer):
    """An ambiguity that a measure addresses, how strongly, and why."""

    measure = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    ambiguity = serializers.CharField(max_length=100, help_text=_("Key of an ambiguity."))
    strength = serializers.ChoiceField(Strength.choices)
    basis = serializers.ChoiceField(Basis.choices, default=Basis.OURS)
    why = some_text()
    why_zh_hans = some_text()


class LinkDraftSerializer(StrictSerializer):
    """A link to add, with the reason for it."""

    source = serializers.CharField(max_length=100, help_text=_("Key of a measure."))  # type: ignore[assignment]
    target = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    relation = serializers.ChoiceField(Relation.choices)
    basis = serializers.ChoiceField(LinkBasis.choices, default=LinkBasis.OURS)
    why = serializers.CharField()
    why_zh_hans = some_text()


class MilestoneDraftSerializer(StrictSerializer):
    """A milestone to add to a measure; its key is the measure's key and its code."""

    renamed = {"beyond_report": "is_beyond_report"}

    measure = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    code = serializers.RegexField(CODE, max_length=18)
    doers = serializers.ChoiceField(Doers.choices)
    party = some_text(40, help_text=_("If one party must meet it: the code of that party."))
    type = serializers.ChoiceField(MilestoneType.choices)
    title = serializers.CharField(max_length=500)
    title_zh_hans = some_text(500)
    beyond_report = serializers.BooleanField(required=False)
