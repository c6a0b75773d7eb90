"""Who owns which measures, by themselves and as rows of a list, and how much each owner has."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.pagination import CURSOR, LARGEST_PAGE, NEXT, PREVIOUS
from api.serializers.dashboard import FigureSerializer
from api.serializers.fields import OfReportSerializer, StrictSerializer
from measures.lists.fields import KeyField
from measures.models import OwnerRole, User
from measures.publishing.workload import Load


class PageQuerySerializer(serializers.Serializer[Any]):
    """Which page, and how long."""

    cursor = serializers.CharField(required=False, help_text=CURSOR)
    page_size = serializers.IntegerField(
        min_value=1, max_value=LARGEST_PAGE, default=LARGEST_PAGE, help_text="Number of rows in a page."
    )


class PageLinksSerializer(serializers.Serializer[Any]):
    """The addresses of the pages beside this one."""

    next = serializers.URLField(allow_null=True, help_text=NEXT)
    previous = serializers.URLField(allow_null=True, help_text=PREVIOUS)


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


class LoadSerializer(serializers.Serializer[Load]):
    """What one person owns; without a person, what has no owner."""

    user = serializers.IntegerField(source="owner.pk", allow_null=True, default=None)
    name = serializers.CharField(allow_null=True)
    figures = FigureSerializer(many=True)


class WorkloadQuerySerializer(PageQuerySerializer, OfReportSerializer):
    """Of which report, and which page."""


class WorkloadSerializer(PageLinksSerializer):
    """The loads of a report, a page of them by the names of owners, and what waits for your review."""

    report = KeyField("slug")
    owners = LoadSerializer(many=True)
    reviews = FigureSerializer()
