"""The calls of webhooks in the description of the API, each with the shape of what it says."""

from collections.abc import Mapping

from drf_spectacular.utils import OpenApiWebhook, extend_schema, inline_serializer
from rest_framework import serializers

from measures.lists.fields import TimestampField
from measures.wings.webhooks.models import WITHDRAWALS, WebhookEvent
from measures.wings.webhooks.payloads import KINDS, names_of

type Fields = Mapping[str, serializers.Field]  # type: ignore[type-arg]


def described_call(event: WebhookEvent) -> OpenApiWebhook:
    """A call of one event, as its receiver gets it."""
    name = "".join(part.capitalize() for part in event.replace("_", ".").split("."))
    data = inline_serializer(f"{name}Data", fields_of(event))  # type: ignore[arg-type]
    call = inline_serializer(
        f"{name}Call",
        {
            "type": serializers.ChoiceField([(event.value, event.label)]),
            "timestamp": TimestampField(help_text="When it happened."),
            "data": data,
        },
    )
    return OpenApiWebhook(event.value, extend_schema(request=call, responses={204: None}, summary=event.label))


def fields_of(event: WebhookEvent) -> Fields:
    """What the data of a call has."""
    if event == WebhookEvent.TEST:
        return {}
    if event == WebhookEvent.CANDIDATE_FOUND:
        return {"waiting": serializers.IntegerField(), "url": serializers.URLField()}
    key: Fields = {"key": serializers.CharField()}
    if event in WITHDRAWALS:
        return key
    addresses = {name: serializers.URLField() for name in ("url", "api_url")}
    names = {name: serializers.CharField(required=False) for name in names_of(event)}
    rows: Fields = {}
    if event in KINDS:
        rows = {name: KINDS[event].serializer(required=False) for name in ("before", "after")}
    return {**key, **addresses, **names, **rows}


CALLS = [described_call(event) for event in WebhookEvent]
