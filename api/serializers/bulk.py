"""Changes of many measures at once."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.lists.fields import PartialDateOutputField
from measures.models import BulkKind, OwnerRole
from measures.models.measures import LONGEST_REVIEW
from measures.operations.batches import MOST_ROWS


class BulkDraftSerializer(StrictSerializer):
    """What to do to which measures."""

    kind = serializers.ChoiceField(BulkKind.choices)
    measures = serializers.ListField(
        child=serializers.CharField(max_length=100),
        min_length=1,
        max_length=MOST_ROWS,
        help_text=_("Keys of the measures."),
    )
    person = serializers.IntegerField(required=False, help_text=_("Id of the owner it is about."))
    role = serializers.ChoiceField(OwnerRole.choices, default=OwnerRole.COORDINATOR)
    due_on = PartialDateOutputField(required=False, allow_null=True)
    review_every_days = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_REVIEW)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What goes with each act has to be there."""
        needed = {
            BulkKind.NAME_OWNER: "person",
            BulkKind.RELEASE_OWNER: "person",
            BulkKind.TARGET_DATE: "due_on",
            BulkKind.REVIEW_INTERVAL: "review_every_days",
        }.get(attrs["kind"])
        if needed and needed not in attrs:
            raise serializers.ValidationError({needed: [self.error_messages["required"]]})
        return attrs


class BulkStepSerializer(serializers.Serializer[Any]):
    """What a change does to one measure, or why it leaves it as it is."""

    measure = serializers.CharField(source="measure.key")
    before = serializers.JSONField()
    after = serializers.JSONField()
    refusal = serializers.CharField()
