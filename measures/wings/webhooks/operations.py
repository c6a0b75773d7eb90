"""Making, changing and removing webhooks, and sending one of their calls again."""

import base64
import secrets
from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import access
from measures.errors import FetchingOffError
from measures.models import FetchHost, Report, User
from measures.models.evidence import is_web_address
from measures.networks import NotPublicError, refuse_never_public
from measures.operations.account_log import note_event
from measures.operations.encryption import cipher
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_row
from measures.operations.transactions import in_one_transaction
from measures.publishing.changed import kept_moment
from measures.wings.webhooks.models import (
    CHOSEN_EVENTS,
    MOST_WEBHOOKS,
    SECRETS_OVERLAP,
    Delivery,
    Webhook,
    WebhookAccountEvent,
    WebhookEvent,
)

# The prefix and the length of a secret, by the rules of Standard Webhooks.
PREFIX, SECRET_BYTES = "whsec_", 32
# What the key of their cipher is for.
WEBHOOKS = "measures.webhooks"


@in_one_transaction
def create_webhook(
    user: User,
    *,
    name: str,
    url: str,
    events: Collection[str],
    report: Report | None = None,
    on: date,
    at: datetime,
) -> tuple[Webhook, str]:
    """Make a webhook that is called for what happens from now on; its secret is returned here, to be shown once.

    `on` and `at` are the owner's day and the time.
    """
    access.require(user, "keep_webhook")
    lock_row(user)
    secret = new_secret()
    webhook = Webhook(
        user=user,
        key=random_key("webhook"),
        name=name,
        url=url,
        events=[event for event in CHOSEN_EVENTS if event in events],
        report=report,
        secret=encrypted(secret),
        changes_until=kept_moment(),
        due_until=on,
        candidates_until=at,
    )
    with faults() as found:
        check_webhook(webhook, events, found)
    webhook.save()
    note_event(user, WebhookAccountEvent.WEBHOOK_MADE, about=name)
    return webhook, secret


def check_webhook(webhook: Webhook, events: Collection[str], found: Faults) -> None:
    standing = webhook.user.webhooks.standing()
    if standing.count() >= MOST_WEBHOOKS:
        words = ngettext("You have %(count)d webhook already.", "You have %(count)d webhooks already.", MOST_WEBHOOKS)
        found.add("name", f"{words % {'count': MOST_WEBHOOKS}} {_('Remove one first.')}")
    found.check(webhook, ["name", "url"])
    try:
        if is_web_address(webhook.url):
            refuse_never_public(webhook.url)
    except NotPublicError:
        found.add("url", _("Enter an address that can be called: a public one, at port 80 or 443."))
    if standing.filter(name=webhook.name).exists():
        found.add("name", _("You already have one with this name."))
    for event in events:
        found.require_choice("events", event, WebhookEvent)
    if not webhook.events:
        found.add("events", _("Choose at least one."))
    if WebhookEvent.CANDIDATE_FOUND in webhook.events and not access.allows(
        webhook.user, "read_candidates", webhook.report
    ):
        found.add("events", _("Only the team is told of candidates."))


@in_one_transaction
def replace_secret(webhook: Webhook, *, by: User, at: datetime) -> str:
    """Give a webhook another secret; for a day its calls are signed with both."""
    webhook = own_webhook(webhook, by=by)
    secret = new_secret()
    webhook.former_secret, webhook.former_until = webhook.secret, at + SECRETS_OVERLAP
    webhook.secret = encrypted(secret)
    webhook.save(update_fields=["secret", "former_secret", "former_until"])
    return secret


@in_one_transaction
def switch_webhook(webhook: Webhook, *, is_on: bool, by: User, at: datetime) -> None:
    """Switch a webhook off, or on again: what happened meanwhile is sent then."""
    webhook = own_webhook(webhook, by=by)
    if is_on:
        webhook.switched_off_at = webhook.failing_since = None
        webhook.deliveries.waiting().update(attempts=0, next_attempt_at=None)
        FetchHost.objects.filter(name=webhook.place).delete()
    elif webhook.switched_off_at is None:
        webhook.switched_off_at = at
    webhook.save(update_fields=["switched_off_at", "failing_since"])


@in_one_transaction
def remove_webhook(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Call an address no more, also not for what waits; what was sent stays listed for as long as other calls."""
    webhook = own_webhook(webhook, by=by)
    if webhook.removed_at is None:
        webhook.removed_at = at
        webhook.save(update_fields=["removed_at"])
        note_event(by, WebhookAccountEvent.WEBHOOK_REMOVED, about=webhook.name)


@in_one_transaction
def send_again(delivery: Delivery, *, by: User) -> None:
    """Make a call once more, under the id that it had."""
    own_webhook(delivery.webhook, by=by)
    require_fetching()
    again = Delivery.objects.filter(pk=delivery.pk, ended_at__isnull=False)
    again.update(ended_at=None, attempts=0, next_attempt_at=None, outcome="", status=None, detail="")


@in_one_transaction
def send_test(webhook: Webhook, *, by: User, at: datetime) -> Delivery:
    """Make one call that says nothing, to see whether it arrives."""
    webhook = own_webhook(webhook, by=by)
    if webhook.switched_off_at is not None:
        raise ValidationError(_("It is switched off. Switch it on first."))
    require_fetching()
    test = Delivery(event=WebhookEvent.TEST, cause=at.isoformat(), happened_at=at, subject="test")
    return add_deliveries(webhook, [test], at=at)[0]


def require_fetching() -> None:
    """Refuse to promise a call where none is made."""
    if not settings.CBM_FETCH:
        raise FetchingOffError


def add_deliveries(webhook: Webhook, deliveries: Collection[Delivery], *, at: datetime) -> list[Delivery]:
    """Number calls and keep them to be made: part of an act that has locked the webhook and saves it."""
    for number, delivery in enumerate(deliveries, start=webhook.last_number + 1):
        delivery.webhook, delivery.number, delivery.due_at = webhook, number, at
    webhook.last_number += len(deliveries)
    webhook.save(update_fields=["last_number"])
    return Delivery.objects.bulk_create(deliveries)


def own_webhook(webhook: Webhook, *, by: User) -> Webhook:
    """A webhook of this user, locked until the end of the transaction."""
    access.require(by, "change_webhook", webhook.user)
    return lock_row(webhook)


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def encrypted(secret: str) -> str:
    return cipher(WEBHOOKS).encrypt(secret.encode()).decode()


def secrets_of(webhook: Webhook, *, at: datetime) -> list[str]:
    """The secrets by which a call is signed now: the present one, and for a day the one that it replaced."""
    kept = [webhook.secret]
    if webhook.former_until and at < webhook.former_until:
        kept.append(webhook.former_secret)
    return [cipher(WEBHOOKS).decrypt(each).decode() for each in kept]


@in_one_transaction
def encrypt_webhooks_anew() -> None:
    """Encrypt all secrets under the present key, so that the one before can go."""
    for webhook in Webhook.objects.select_for_update(of=("self",)).order_by("pk"):
        webhook.secret = cipher(WEBHOOKS).rotate(webhook.secret).decode()
        if webhook.former_secret:
            webhook.former_secret = cipher(WEBHOOKS).rotate(webhook.former_secret).decode()
        webhook.save(update_fields=["secret", "former_secret"])
