"""What this wing tells the rest of the tracker."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import User
from measures.wing import Gauge, RetentionPeriod, Wing
from measures.wings.digests import urls
from measures.wings.digests.admin import BriefSubscriptionInline, ReminderSettingsInline
from measures.wings.digests.gauges import digests_gauge
from measures.wings.digests.mail_urls import LINKS_LAST
from measures.wings.digests.models import (
    BriefAttachment,
    BriefCadence,
    Cadence,
    Digest,
    DigestResult,
    ReminderSettings,
    TokenMail,
    Weekday,
)
from measures.wings.digests.outbox import MESSAGES_KEPT
from measures.wings.digests.tasks import wake_for_mails


class Digests(Wing):
    """Mails: reminder digests, briefs, and what is told of redactions and of tokens that expire."""

    pages = urls.pages
    endpoints = urls.endpoints
    tags = {"reminders": "Your reminders: when they come and what they tell."}
    choices = (BriefAttachment, BriefCadence, Cadence, DigestResult, Weekday)
    rules = {"set_reminders": access.is_oneself, "retry_digest": access.is_administrator}
    mails = (Digest, TokenMail)
    account_panels = ("digests/on_account.html",)
    admin_inlines = (ReminderSettingsInline, BriefSubscriptionInline)
    retention_periods = (
        RetentionPeriod(_("The text of sent mails; the fact of sending is kept for good"), MESSAGES_KEPT),
        RetentionPeriod(_("Links in mails, except those that stop them"), LINKS_LAST),
    )

    def wake(self, *, at: datetime) -> None:
        wake_for_mails(at=at)

    def forget_person(self, user: User) -> None:
        ReminderSettings.objects.filter(user=user).update(refusal="")

    def gauges(self) -> Iterator[Gauge]:
        yield digests_gauge()


WING = Digests()
