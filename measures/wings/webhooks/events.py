"""What has happened since a webhook was last looked at, as calls to be made: each once, and none is missed."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Model, QuerySet

from measures import access
from measures.errors import ForgottenMomentError
from measures.models import AnnouncedDate, Audience, Bearing, DateState, Entry, EntryKind, Measure, Trace
from measures.operations.transactions import CONNECTION_ERRORS
from measures.publishing.changed import present_moment, transaction_of
from measures.wings.intake.models import Candidate
from measures.wings.webhooks.models import Delivery, Webhook, WebhookEvent
from measures.wings.webhooks.operations import add_deliveries

logger = logging.getLogger(__name__)

# Candidates are dated before they can be seen, by less than this.
SETTLED = timedelta(minutes=1)
KINDS = {EntryKind.DEVELOPMENT: WebhookEvent.DEVELOPMENT, EntryKind.READOUTS: WebhookEvent.COMPARISON}


def plan_deliveries(*, at: datetime) -> None:
    """Note the calls that each webhook is due; one that another process plans is left to it."""
    for pk in Webhook.objects.switched_on().order_by("pk").values_list("pk", flat=True):
        try:
            plan_for(pk, at=at)
        except CONNECTION_ERRORS:
            raise
        except Exception:
            # Of this one alone: what it is due is noted at a later tick.
            logger.exception("What webhook %s is due could not be noted.", pk)


@transaction.atomic
def plan_for(pk: int, *, at: datetime) -> None:
    rows = Webhook.objects.switched_on().select_for_update(skip_locked=True, of=("self",), no_key=True)
    webhook = rows.select_related("user", "report").filter(pk=pk).first()
    if webhook is None:
        return
    # Before anything is read: what ends while this reads comes again, and is recognised.
    moment, today = present_moment(), at.astimezone(webhook.user.zone).date()
    audience = access.audience_sent_to(webhook.user)
    found = [
        *of_entries(webhook, audience),
        *of_due_days(webhook, audience, today),
        *of_candidates(webhook, at),
    ]
    here = webhook.deliveries.filter(cause__in={each.cause for each in found})
    planned = set(here.values_list("event", "key", "cause"))
    new = [each for each in found if each.event in webhook.events and (each.event, each.key, each.cause) not in planned]
    webhook.entries_until, webhook.due_until = moment, max(today, webhook.due_until)
    webhook.candidates_until = at - SETTLED
    webhook.save(update_fields=["entries_until", "due_until", "candidates_until"])
    if new:
        add_deliveries(webhook, new, at=at)


def of_entries(webhook: Webhook, audience: Audience) -> Iterator[Delivery]:
    """What the entries that were added since say, in the order in which they were recorded."""
    added = Trace.objects.filter(kind="entry", is_new=True, xid__gte=transaction_since(webhook))
    entries = Entry.objects.visible_to(audience).filter(key__in=added.values("key"), redaction__entry=None)
    found = list(entries.filter(**webhook.of_report).select_related("corrects").order_by("recorded_at", "key"))
    setting = Bearing.objects.filter(entry__in=found, measure__in=Measure.objects.visible_to(audience))
    measures = defaultdict(list)
    for pk, measure in setting.exclude(status="").order_by("pk").values_list("entry", "measure__key"):
        measures[pk].append(measure)
    for entry in found:
        if entry.corrects:
            before = entry.corrects.key
            yield Delivery(event=WebhookEvent.CORRECTION, key=entry.key, cause=before, subject=f"entry {before}")
        elif event := KINDS.get(EntryKind(entry.kind)):
            yield Delivery(event=event, key=entry.key, cause=entry.key, subject=f"entry {entry.key}")
        for key in measures[entry.pk]:
            yield Delivery(event=WebhookEvent.STATUS, key=key, cause=entry.key, subject=f"measure {key}")


def transaction_since(webhook: Webhook) -> int:
    """The first transaction whose entries may be new to a webhook; in a restored database those from now on are."""
    try:
        return transaction_of(webhook.entries_until)
    except (ValueError, ForgottenMomentError):
        return transaction_of(present_moment())


def of_due_days(webhook: Webhook, audience: Audience, today: date) -> Iterator[Delivery]:
    """The open measures and dates to watch whose last day has come since."""
    days = (webhook.due_until + timedelta(days=1), today)
    measures = Measure.objects.seen_by(audience).recommended().open().filter(due_by__range=days)
    found: QuerySet[Model] = AnnouncedDate.objects.visible_to(audience).standing().as_found(today)
    dates = found.filter(due_by__range=days).exclude(state=DateState.TOOK_PLACE)
    for rows in (measures, dates):
        for key, day in rows.filter(**webhook.of_report).order_by("due_by", "key").values_list("key", "due_by"):
            yield Delivery(event=WebhookEvent.DUE, key=key, cause=f"due {day}", subject=f"due {key}")


def of_candidates(webhook: Webhook, at: datetime) -> Iterator[Delivery]:
    """That more candidates wait, unless a call that says so waits itself."""
    if WebhookEvent.CANDIDATES not in webhook.events:
        return
    came = Candidate.objects.waiting().filter(found_at__gt=webhook.candidates_until, found_at__lte=at - SETTLED)
    says_so = webhook.deliveries.waiting().filter(event=WebhookEvent.CANDIDATES)
    if came.filter(**webhook.of_report).exists() and not says_so.exists():
        yield Delivery(event=WebhookEvent.CANDIDATES, cause=at.isoformat(), subject="candidates")
