"""Webhooks and their calls."""

from typing import Any

from django.db.models import Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace
from measures.lists.fields import KeyField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.wings.webhooks.models import Delivery, Webhook


class WebhookSerializer(RecordSerializer):
    """A webhook, without its secret."""

    report = KeyField("slug", allow_null=True, help_text="The only report whose events it is called for, if any.")

    class Meta:
        model = Webhook
        fields = [
            "key", "name", "url", "events", "report", "created_at", "former_until", "failing_since", "switched_off_at",
            "last_number",
        ]  # fmt: skip
        columns = file_columns(
            Webhook,
            fields,
            without=["former_until"],
            switched_off_at=_("Switched off"),
            last_number=_("Number of its latest call"),
        )


class WebhookMadeSerializer(WebhookSerializer):
    """A webhook with its new secret, which is shown only once."""

    secret = serializers.CharField(allow_null=True, help_text="Null if the same request was sent again.")

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]

    def sql_secret(self, place: DocumentPlace) -> Combinable:
        """It is kept encrypted, and not shown again."""
        return Value(None)

    def to_representation(self, instance: Webhook) -> Any:
        return {**super().to_representation(instance), "secret": instance.shown_secret}  # type: ignore[attr-defined]


class DeliverySerializer(RecordSerializer):
    """One call of a webhook, and what came of it."""

    class Meta:
        model = Delivery
        fields = [
            "number", "event", "key", "due_at", "attempts", "next_attempt_at", "ended_at", "outcome", "status",
            "detail",
        ]  # fmt: skip
        columns = file_columns(
            Delivery,
            fields,
            without=["next_attempt_at"],
            number=_("Number"),
            event=_("What for"),
            due_at=_("Due"),
        )
