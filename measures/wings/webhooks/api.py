"""One's webhooks: made, switched, removed; their secrets, and their calls."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import ReauthenticatedPermission
from api.serializers.fields import StrictSerializer
from api.views.common import SignedInView
from api.views.lists import NestedList, RecordDetail, RecordList
from measures.models import Report
from measures.operations.clock import clock
from measures.wings.webhooks.lists import DeliverySerializer, WebhookMadeSerializer, WebhookSerializer
from measures.wings.webhooks.models import CHOSEN_EVENTS, Webhook
from measures.wings.webhooks.operations import (
    create_webhook,
    remove_webhook,
    replace_secret,
    send_again,
    send_test,
    switch_webhook,
)


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


class OwnWebhooks(SignedInView):
    """What is done with the webhooks of whoever asks."""

    def get_queryset(self) -> QuerySet[Any]:
        return self.writer.webhooks.standing()


class WebhookList(OwnWebhooks, RecordList):
    """Your webhooks: addresses that are called when something happens."""

    serializer_class = WebhookSerializer
    permission_classes = [*SignedInView.permission_classes, ReauthenticatedPermission]
    orderings = {"created": ("created_at", "key")}
    ordering = "-created"
    shown_once = ("secret",)

    @extend_schema(request=WebhookDraftSerializer, responses={201: WebhookMadeSerializer})
    def post(self, request: Request) -> Response:
        """Make a webhook; only this answer shows its secret."""
        draft = self.body(WebhookDraftSerializer).validated_data
        slug = draft.pop("report")
        seen = Report.objects.visible_to(self.audience)
        report = None if slug is None else self.named(seen, "report", slug=slug)
        webhook, secret = create_webhook(self.writer, **draft, report=report, on=self.writers_today, at=clock())
        webhook.shown_secret = secret  # type: ignore[attr-defined]
        return self.created_response(WebhookMadeSerializer, webhook, at=reverse("api-webhook", args=[webhook.key]))


class WebhookDetail(OwnWebhooks, RecordDetail):
    """One webhook."""

    serializer_class = WebhookSerializer

    @extend_schema(request=WebhookSwitchSerializer, responses=WebhookSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Switch a webhook on or off."""
        changes = self.changes(WebhookSwitchSerializer)
        switch_webhook(self.get_object(), is_on=changes["is_on"], by=self.writer, at=clock())
        return self.row_response()

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Remove a webhook; what waits is not sent."""
        remove_webhook(self.get_object(), by=self.writer, at=clock())


class WebhookSecret(OwnWebhooks):
    """The secret of a webhook."""

    serializer_class = WebhookMadeSerializer
    permission_classes = [*SignedInView.permission_classes, ReauthenticatedPermission]
    shown_once = ("secret",)

    @extend_schema(request=None, responses={201: WebhookMadeSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Replace the secret; for a day calls are signed with both, and only this answer shows the new one."""
        webhook: Webhook = self.get_object()
        secret = replace_secret(webhook, by=self.writer, at=clock())
        webhook.refresh_from_db()
        webhook.shown_secret = secret  # type: ignore[attr-defined]
        return self.created_response(WebhookMadeSerializer, webhook)


class WebhookTest(OwnWebhooks):
    """A test of a webhook."""

    serializer_class = DeliverySerializer

    @extend_schema(request=None, responses={201: DeliverySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Have a webhook called once, without any event."""
        return self.created_response(DeliverySerializer, send_test(self.get_object(), by=self.writer, at=clock()))


class WebhookDeliveries(SignedInView, NestedList):
    """The calls of a webhook, the latest first."""

    serializer_class = DeliverySerializer
    belongs_by = "webhook"
    orderings = {"due": ("due_at", "pk")}
    ordering = "-due"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().shown()  # type: ignore[no-any-return]

    def parent_rows(self) -> QuerySet[Model]:
        return self.writer.webhooks.standing().filter(key=self.kwargs["key"])


class DeliveryAgain(OwnWebhooks):
    """One call of a webhook, once more."""

    serializer_class = DeliverySerializer

    @extend_schema(request=None, responses={200: DeliverySerializer})
    def post(self, request: Request, key: str, call: str) -> Response:
        """Send a call again, with the id that it had."""
        delivery = self.find(self.get_object().deliveries.shown().by_message(call))
        send_again(delivery, by=self.writer)
        delivery.refresh_from_db()
        return Response(self.get_serializer(delivery).data)
