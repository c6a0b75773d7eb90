"""Who owns which measures, by themselves and as rows of a list."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import OwnerRole, User


def no_user(name: str) -> str:
    return gettext("There is no active user “%(value)s”.") % {"value": name}


class OwnerDraftSerializer(StrictSerializer):
    """The owner to name, by email address or id."""

    user = serializers.CharField(help_text="Email address or id.")
    role = serializers.ChoiceField(OwnerRole.choices, default=OwnerRole.COORDINATOR)

    def validate_user(self, value: str) -> User:
        by = {"pk": value} if value.isdecimal() and len(value) < 19 else {"email": value.lower()}
        user = User.objects.filter(is_active=True, **by).first()
        if user is None:
            raise serializers.ValidationError(no_user(value))
        return user


class OwnerRevisionSerializer(StrictSerializer):
    """What may be changed of an owner of a measure."""

    role = serializers.ChoiceField(OwnerRole.choices)


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
