"""Webhooks and their calls."""

from typing import Any

from django.db.models import CharField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace, holds
from measures.lists.fields import KeyField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.wings.webhooks.models import MESSAGE, Delivery, Webhook


class WebhookSerializer(RecordSerializer):
    """A webhook, without its secret."""

    is_on = serializers.BooleanField(read_only=True, help_text="Whether it is called.")
    report = KeyField("slug", allow_null=True, help_text="The only report whose events it is called for, if any.")

    class Meta:
        model = Webhook
        fields = [
            "key", "name", "url", "events", "report", "is_on", "created_at", "former_until", "failing_since",
            "switched_off_at",
        ]  # fmt: skip
        columns = file_columns(
            Webhook,
            fields,
            without=["former_until"],
            is_on=_("Switched on"),
            switched_off_at=_("Switched off"),
        )
        sheet = _("Webhooks")

    def sql_is_on(self, place: DocumentPlace) -> Combinable:
        return holds(Q(**{place.path("switched_off_at"): None}))


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

    id = serializers.CharField(source="message_id", help_text="That of the header “webhook-id”.")

    class Meta:
        model = Delivery
        fields = [
            "id", "event", "key", "entry", "happened_at", "due_at", "attempts", "next_attempt_at", "ended_at",
            "outcome", "status", "detail",
        ]  # fmt: skip
        columns = file_columns(
            Delivery,
            fields,
            without=["next_attempt_at"],
            id=_("Id"),
            event=_("What for"),
            entry=_("Entry"),
            happened_at=_("When it happened"),
            due_at=_("Due"),
        )

    def sql_id(self, place: DocumentPlace) -> Combinable:
        return Concat(Value(MESSAGE), Cast(place.at("pk"), CharField()))
