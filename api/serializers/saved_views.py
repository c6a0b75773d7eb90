"""Saved views: lists as their user filtered and sorted them."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import SavedList


class SavedViewChangesSerializer(StrictSerializer):
    """What a view is called, what it shows, and whether the team sees it."""

    name = serializers.CharField(max_length=100, required=False)
    filters = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=2000,
        help_text="As in the address of the list: “report=zhao-2020&overdue=true&sort=due”.",
    )
    is_shared = serializers.BooleanField(required=False, help_text="Whether it is shared with the team.")


class SavedViewDraftSerializer(StrictSerializer):
    """A view to be saved."""

    name = serializers.CharField(max_length=100)
    page = serializers.ChoiceField(SavedList.choices)
    filters = serializers.CharField(
        required=False, allow_blank=True, max_length=2000, default="", help_text="As in the address of the list."
    )
