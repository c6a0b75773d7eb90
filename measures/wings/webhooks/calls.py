"""Makes the calls of webhooks, signed by the rules of Standard Webhooks."""

import json
import time
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db.models import Q, Value
from django.db.models.functions import Concat
from standardwebhooks import Webhook as Signer

from measures.models import Entry, FetchOutcome, FetchQuerySet
from measures.models.markings import narrowest_marking
from measures.operations.clock import clock
from measures.wings.intake.fetching import LONGEST_REST, Fetcher
from measures.wings.intake.web import Answer, FetchError, Limits, post
from measures.wings.webhooks.events import plan_deliveries
from measures.wings.webhooks.models import (
    DELIVERIES_KEPT,
    FAILING_LONG,
    PLACE,
    Delivery,
    Disclosure,
    Webhook,
    not_held,
)
from measures.wings.webhooks.operations import secrets_of
from measures.wings.webhooks.payloads import Payload, payload_of

FIRST_PAUSE = timedelta(seconds=5)
# Seconds of each run that the receivers of one user may take before those of others.
SHARE = 5


class Caller(Fetcher[Delivery, str]):
    """Calls of webhooks: tried again whatever went wrong, for days, unless the receiver says that it is gone."""

    kind, path, related = Delivery, "webhook__url", ("webhook__user", "webhook__report")
    place = Concat(Value(PLACE), "webhook__key")
    limits = Limits(seconds=15, bytes_received=100_000)
    order = ("due_at", "webhook", "number")
    # With the pauses between them, four days.
    most_attempts = 16
    success = FetchOutcome.DELIVERED
    host_pause = 0
    longest_rest = LONGEST_REST

    def pause(self, attempts: int) -> timedelta:
        """A moment after the first attempt, since its receiver may only have been started anew."""
        return super().pause(attempts - 2) if attempts > 1 else FIRST_PAUSE

    def fetch_waiting(self, *, until: float) -> None:
        """Make the calls that wait; of whoever has had their share of the time, only while nobody else's wait."""
        self.give_up_often_tried(at=clock())
        spent: dict[int, float] = defaultdict(float)
        while (began := time.monotonic()) < until:
            served = [user for user, seconds in spent.items() if seconds >= SHARE]
            row = self.claim(at=clock(), among=~Q(webhook__user__in=served)) or (served and self.claim(at=clock()))
            if not row:
                return
            self.fetch(row)
            spent[row.webhook.user_id] += time.monotonic() - began

    @property
    def rows(self) -> FetchQuerySet[Delivery]:
        return super().rows.filter(webhook__in=Webhook.objects.switched_on())

    def ready(self, *, at: datetime) -> FetchQuerySet[Delivery]:
        return super().ready(at=at).filter(not_held(at=at))

    def plan(self, *, at: datetime) -> None:
        plan_deliveries(at=at)

    def request(self, row: Delivery) -> Answer:
        at = clock()
        content = json.dumps(self.payload(row), ensure_ascii=False, separators=(",", ":"))
        signed = (Signer(secret).sign(row.message_id, at, content) for secret in secrets_of(row.webhook, at=at))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": row.message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signed),
        }
        return post(row.url, content.encode(), limits=self.limits, headers=headers)

    def payload(self, row: Delivery) -> Payload:
        """What the call says; of which entries its receiver is told is noted before these are read.

        So whatever becomes of an entry afterwards, its receiver is told of that, too.
        """
        payload, entries = payload_of(row)
        noted: list[int] = []
        try:
            while new := self.disclose(row.webhook, entries):
                noted += new
                payload, entries = payload_of(row)
        except FetchError:
            Disclosure.objects.filter(pk__in=noted).delete()
            raise
        return payload

    def disclose(self, webhook: Webhook, entries: Collection[int]) -> list[int]:
        """Note of which entries a receiver is told; returns what was not noted before."""
        known = webhook.disclosures.values("entry")
        unknown = Entry.objects.filter(pk__in=entries).exclude(pk__in=known).select_related("report")
        new = [
            Disclosure(webhook=webhook, entry=entry, marking=narrowest_marking(entry.marking, entry.report.marking))
            for entry in unknown.order_by("pk")
        ]
        return [each.pk for each in Disclosure.objects.bulk_create(new)]

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
