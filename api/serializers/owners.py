"""Who owns which measure, as rows of a list."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import OwnerRole


class OwnerRowDraftSerializer(StrictSerializer):
    """An owner to name, and the measure."""

    measure = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    user = serializers.CharField(max_length=254, help_text=_("Email address or id."))
    role = serializers.ChoiceField(OwnerRole.choices, default=OwnerRole.COORDINATOR)


class OwnerRowRevisionSerializer(StrictSerializer):
    """The new role of an owner of a measure."""

    measure = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    user = serializers.IntegerField(min_value=1)
    role = serializers.ChoiceField(OwnerRole.choices)
    version = serializers.IntegerField(min_value=1, help_text=_("The version that was read."))
