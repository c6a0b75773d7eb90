"""What a webhook is called for, and whether it is switched on."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import CHOSEN_EVENTS


class WebhookDraftSerializer(StrictSerializer):
    """A webhook to make."""

    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=1000)
    events = serializers.ListField(
        child=serializers.ChoiceField([(event.value, event.label) for event in CHOSEN_EVENTS])
    )
    report = serializers.SlugField(
        required=False, allow_null=True, default=None, help_text="Only for events of this report; of all unless given."
    )


class WebhookSwitchSerializer(StrictSerializer):
    """Whether a webhook is called."""

    is_on = serializers.BooleanField(help_text="What happens while it is off is sent when it is on again.")
