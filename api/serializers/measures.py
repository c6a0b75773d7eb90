"""Measures, what they address, and who owns them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import CODE, some_text
from api.serializers.fields import FurtherFields, StrictSerializer
from measures.lists.fields import PartialDateOutputField
from measures.models import (
    Basis,
    Kind,
    Marking,
    OwnerRole,
    User,
)
from measures.models.measures import LONGEST_REVIEW


class OwnerDraftSerializer(StrictSerializer):
    """The owner to name, by email address or id."""

    user = serializers.CharField(help_text="Email address or id.")
    role = serializers.ChoiceField(OwnerRole.choices, default=OwnerRole.COORDINATOR)

    def validate_user(self, value: str) -> User:
        by = {"pk": value} if value.isdecimal() and len(value) < 19 else {"email": value.lower()}
        user = User.objects.filter(is_active=True, **by).first()
        if user is None:
            raise serializers.ValidationError(gettext("There is no active user “%(value)s”.") % {"value": value})
        return user


class OwnerRevisionSerializer(StrictSerializer):
    """What may be changed of an owner of a measure."""

    role = serializers.ChoiceField(OwnerRole.choices)


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
