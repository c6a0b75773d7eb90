"""Codings: what their editors and coders send, and how far the coders agree."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_keys, some_text
from api.serializers.fields import OfReportSerializer, StrictSerializer, WordField
from measures.lists.fields import KeyField
from measures.models import MOST_UNITS, Claim, CodedVariable, Grade, Marking, Pointing
from measures.operations.codings import USUAL_UNITS


class CodingDraftSerializer(OfReportSerializer):
    """Who is to code which developments of a report: those with these keys, or some drawn from a period."""

    title = serializers.CharField(max_length=300)
    title_zh_hans = some_text(300)
    first_coder = serializers.CharField(help_text=_("Email address or id of a member of the team."))
    second_coder = serializers.CharField(help_text=_("Email address or id of another member of the team."))
    entries = some_keys(help_text=_("Keys of developments; without any, some of the period are drawn."))
    since = serializers.DateField(required=False, help_text=_("First day of the period."))
    until = serializers.DateField(required=False, help_text=_("Last day of the period."))
    most = serializers.IntegerField(
        default=USUAL_UNITS, min_value=1, max_value=MOST_UNITS, help_text=_("How many developments at most.")
    )


class CodingRevisionSerializer(StrictSerializer):
    """What may be edited of a coding."""

    title = serializers.CharField(required=False, max_length=300)
    title_zh_hans = some_text(300)
    marking = serializers.ChoiceField(
        choices=Marking.choices,
        required=False,
        help_text=_("Who may read it: any other than “internal” publishes it, once every difference is settled."),
    )
    withdrawn = serializers.BooleanField(required=False, help_text=_("Whether it is withdrawn; false brings it back."))


class CodeDraftSerializer(StrictSerializer):
    """What you give one development; leave out what cannot be coded."""

    unit = serializers.IntegerField(help_text=_("Place of the development in the coding."))
    direction = WordField(Pointing.choices, required=False, allow_blank=True)
    claim = WordField(Claim.choices, required=False, allow_blank=True)
    grade = WordField(Grade.choices, required=False, allow_blank=True, help_text=_("How reliable its first source is."))


class OwnCodeSerializer(serializers.Serializer[Any]):
    """What you gave one development."""

    unit = serializers.IntegerField(source="unit.place", help_text=_("Place of the development in the coding."))
    direction = serializers.ChoiceField(choices=Pointing.choices, allow_blank=True)
    claim = serializers.ChoiceField(choices=Claim.choices, allow_blank=True)
    grade = serializers.ChoiceField(choices=Grade.choices, allow_blank=True)


class SettlementDraftSerializer(StrictSerializer):
    """What a difference was settled on, and how."""

    value = serializers.CharField(
        max_length=20, allow_blank=True, help_text=_("One of the words of what is coded; empty if it cannot be coded.")
    )
    how = serializers.CharField(help_text=_("How it was settled."))
    how_zh_hans = some_text(help_text=_("How it was settled, in Chinese."))


class VariableAgreementSerializer(serializers.Serializer[Any]):
    """How far the coders agree on one variable."""

    variable = serializers.ChoiceField(choices=CodedVariable.choices)
    pairs = serializers.IntegerField(help_text=_("How many developments both could code."))
    same = serializers.IntegerField(help_text=_("To how many of these both gave the same."))
    nominal = serializers.FloatField(
        allow_null=True,
        help_text=_("Krippendorff’s alpha of values without an order; null if all values are the same."),
    )
    ordinal = serializers.FloatField(
        allow_null=True, help_text=_("The same of values in an order: of grades A to E; null of the others.")
    )


class CodedValueSerializer(serializers.Serializer[Any]):
    """One variable of one development, as both coded it, as it was settled, and as it is recorded now."""

    unit = serializers.IntegerField(source="unit.place", help_text=_("Place of the development in the coding."))
    entry = KeyField(help_text=_("Key of the entry that stands for it now."))
    variable = serializers.ChoiceField(choices=CodedVariable.choices)
    first = serializers.CharField(help_text=_("What the first coder gave; empty if it could not be coded."))
    second = serializers.CharField(help_text=_("What the second coder gave; empty if it could not be coded."))
    outcome = serializers.CharField(help_text=_("What both gave or what was settled; empty if neither."))
    is_settled = serializers.BooleanField(help_text=_("Whether a difference was settled."))
    recorded = serializers.CharField(help_text=_("What is recorded now."))


class AgreementSerializer(serializers.Serializer[Any]):
    """How far the two coders of a coding agree, by the developments that you may read."""

    units = serializers.IntegerField(help_text=_("How many developments you may read of it."))
    variables = VariableAgreementSerializer(many=True)
    differences = CodedValueSerializer(many=True)
    off_record = CodedValueSerializer(many=True)
