"""Makes the calls of webhooks: signed by the rules of Standard Webhooks, and without any content of the record."""

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from standardwebhooks import Webhook as Signer

from measures import access
from measures.models import AnnouncedDate, Audience, Entry, FetchOutcome, FetchQuerySet, Measure
from measures.operations.clock import clock
from measures.publishing.site_urls import absolute
from measures.wings.intake.fetching import LONGEST_REST, Fetcher
from measures.wings.intake.models import Candidate
from measures.wings.intake.web import Answer, FetchError, Limits, post
from measures.wings.webhooks.events import plan_deliveries
from measures.wings.webhooks.models import (
    DELIVERIES_KEPT,
    FAILING_LONG,
    PLACE,
    Delivery,
    Webhook,
    WebhookEvent,
    not_held,
)
from measures.wings.webhooks.operations import secrets_of

# What a key may be of, each with the names of its page and of its address in the API.
PLACES = {Entry: ("entry", "api-entry"), Measure: ("measure", "api-measure"), AnnouncedDate: ("date", "api-date")}
MODELS: Mapping[str, tuple[type[Entry] | type[Measure] | type[AnnouncedDate], ...]] = {
    WebhookEvent.DEVELOPMENT: (Entry,),
    WebhookEvent.COMPARISON: (Entry,),
    WebhookEvent.CORRECTION: (Entry,),
    WebhookEvent.STATUS: (Measure,),
    WebhookEvent.DUE: (Measure, AnnouncedDate),
}


class Caller(Fetcher[Delivery, str]):
    """The calls of webhooks: tried again whatever went wrong, for days, unless the receiver says that it is gone."""

    kind, path, related = Delivery, "webhook__url", ("webhook__user", "webhook__report")
    place = Concat(Value(PLACE), "webhook__key")
    limits = Limits(seconds=15, bytes_received=100_000)
    order = ("due_at", "webhook", "number")
    # With the pauses between them, four days.
    most_attempts = 14
    success = FetchOutcome.DELIVERED
    host_pause = 0
    longest_rest = LONGEST_REST

    @property
    def rows(self) -> FetchQuerySet[Delivery]:
        return super().rows.filter(webhook__in=Webhook.objects.switched_on())

    def ready(self, *, at: datetime) -> FetchQuerySet[Delivery]:
        return super().ready(at=at).filter(not_held(at=at))

    def plan(self, *, at: datetime) -> None:
        plan_deliveries(at=at)

    def request(self, row: Delivery) -> Answer:
        at = clock()
        content = json.dumps(payload_of(row), separators=(",", ":"))
        signed = (Signer(secret).sign(row.message_id, at, content) for secret in secrets_of(row.webhook, at=at))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": row.message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signed),
        }
        return post(row.url, content.encode(), limits=self.limits, headers=headers)

    def read(self, row: Delivery, answer: Answer) -> str:
        return answer.exchanges[-1].status_line

    def keep(self, row: Delivery, content: str | None, *, at: datetime) -> None:
        row.detail = content or ""
        if row.webhook.failing_since:
            row.webhook.failing_since = None
            row.webhook.save(update_fields=["failing_since"])

    def is_temporary(self, error: FetchError) -> bool:
        return error.outcome != FetchOutcome.WITHHELD and error.status != HTTPStatus.GONE

    def lock(self, row: Delivery) -> Delivery | None:
        """With its webhook, which is locked first."""
        webhook = Webhook.objects.select_for_update(no_key=True).get(pk=row.webhook_id)
        mine = super().lock(row)
        if mine:
            mine.webhook = webhook
        return mine

    def after_attempt(self, row: Delivery, error: FetchError, *, at: datetime) -> None:
        """Note since when nothing comes through; a webhook that fails for days, or is gone, is switched off."""
        if error.outcome == FetchOutcome.WITHHELD:
            return
        webhook = row.webhook
        webhook.failing_since = webhook.failing_since or at
        if error.status == HTTPStatus.GONE or webhook.failing_since <= at - FAILING_LONG:
            webhook.switched_off_at = at
        webhook.save(update_fields=["failing_since", "switched_off_at"])

    def forget(self, *, at: datetime) -> None:
        """Delete calls that ended long ago, and webhooks that were removed as long ago."""
        Delivery.objects.filter(ended_at__lt=at - DELIVERIES_KEPT).delete()
        Webhook.objects.filter(removed_at__lt=at - DELIVERIES_KEPT).delete()


WEBHOOKS = Caller()


def payload_of(row: Delivery) -> dict[str, object]:
    """What a call says: the event, its number, a key and where that is read; a FetchError if its owner may not know."""
    webhook = row.webhook
    data: dict[str, object] = {"number": row.number}
    if row.event == WebhookEvent.CANDIDATES:
        data |= candidates_for(webhook)
    elif row.event != WebhookEvent.TEST:
        data |= delivery_place(row, access.audience_sent_to(webhook.user))
    return {"type": row.event, "timestamp": row.due_at.isoformat(), "data": data}


def delivery_place(row: Delivery, audience: Audience) -> dict[str, str]:
    """The key of a row that its owner may be sent, and its addresses."""
    for model in MODELS[row.event]:
        seen: QuerySet[Model] = model.objects.visible_to(audience).filter(key=row.key)
        seen = seen.filter(redaction__entry=None) if model is Entry else seen
        if seen.exists():
            page, resource = PLACES[model]
            return {
                "key": row.key,
                "url": absolute(reverse(page, args=[row.key])),
                "api_url": absolute(reverse(resource, args=[row.key])),
            }
    raise FetchError(FetchOutcome.WITHHELD)


def candidates_for(webhook: Webhook) -> dict[str, object]:
    """How many candidates wait, of those that its owner may decide."""
    if not access.allows(webhook.user, "read_candidates", webhook.report):
        raise FetchError(FetchOutcome.WITHHELD)
    waiting = Candidate.objects.waiting().visible_to(access.audience_of(webhook.user)).filter(**webhook.of_report)
    query = f"?{urlencode({'report': webhook.report.slug})}" if webhook.report else ""
    return {"waiting": waiting.count(), "url": absolute(reverse("inbox")) + query}
