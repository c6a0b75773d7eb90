"""What this wing tells the rest of the tracker."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import User
from measures.tasks import WAKING_HOLDS
from measures.wing import MenuEntry, RetentionPeriod, Wing
from measures.wings.webhooks import urls
from measures.wings.webhooks.calls import WEBHOOKS
from measures.wings.webhooks.described import CALLS
from measures.wings.webhooks.models import DELIVERIES_KEPT, Webhook, WebhookAccountEvent, WebhookEvent
from measures.wings.webhooks.operations import encrypt_webhooks_anew
from measures.wings.webhooks.sections import WebhooksSection
from measures.wings.webhooks.tasks import call_webhooks


class Webhooks(Wing):
    """Addresses of programs that are called when something happens."""

    pages = urls.pages
    endpoints = urls.endpoints
    tags = {"webhooks": "Addresses of yours that are called when something happens, and their latest calls."}
    account_links = (MenuEntry("webhooks", _("Webhooks"), "keep_webhook", words=_("programs, integration")),)
    rules = {"keep_webhook": access.is_active, "change_webhook": access.is_oneself}
    choices = (WebhookEvent,)
    calls = CALLS
    account_events = (WebhookAccountEvent,)
    sections = (WebhooksSection,)
    fetchers = (WEBHOOKS,)
    fetched = (Webhook,)
    named_by_people = (Webhook,)
    retention_periods = (RetentionPeriod(_("When each webhook was called, and what came of it"), DELIVERIES_KEPT),)

    def wake(self, *, at: datetime) -> None:
        if settings.CBM_FETCH:
            call_webhooks.apply_async(expires=WAKING_HOLDS)

    def forget(self, *, at: datetime) -> None:
        WEBHOOKS.forget(at=at)

    def encrypt_anew(self) -> None:
        encrypt_webhooks_anew()

    def revoke_keys(self, user: User, *, at: datetime) -> None:
        Webhook.objects.filter(user=user, switched_off_at=None).update(switched_off_at=at)

    def blank_account(self, user: User) -> None:
        Webhook.objects.filter(user=user).delete()


WING = Webhooks()
