"""Webhooks: the addresses of programs that are called when something has happened, and each of these calls."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import validate_web_address
from measures.models.fetches import Fetch, FetchOutcome, FetchQuerySet
from measures.models.journal import Entry
from measures.models.markings import MarkingField
from measures.models.records import RecordManager, RecordQuerySet, random_number
from measures.models.reports import Report

# A call waits no longer than this for an earlier one about the same thing.
HELD_FOR = timedelta(hours=1)
# After so long without one call that came through, a webhook is switched off.
FAILING_LONG = timedelta(days=5)
# How long calls are also signed with the secret that was replaced.
SECRETS_OVERLAP = timedelta(days=1)
MOST_WEBHOOKS = 20
# What a webhook is called among the hosts; no host has such a name.
PLACE = "webhook:"
DELIVERIES_KEPT = timedelta(days=30)
# How the id of a call begins, and how many digits follow at the most.
MESSAGE, LONGEST_ID = "msg_", 16


class WebhookAccountEvent(models.TextChoices):
    """What happens to an account by its webhooks."""

    WEBHOOK_MADE = "webhook_made", _("Webhook created")
    WEBHOOK_REMOVED = "webhook_removed", _("Webhook removed")


class WebhookEvent(models.TextChoices):
    """What a webhook may be called for."""

    ENTRY_LOGGED = "entry.logged", _("An entry is logged")
    ENTRY_CORRECTED = "entry.corrected", _("An entry is corrected")
    ENTRY_REDACTED = "entry.redacted", _("An entry is redacted")
    ENTRY_TIGHTENED = "entry.tightened", _("Fewer people may read an entry")
    STATUS_SET = "measure.status_set", _("The status of a measure is set")
    ASSESSMENT_RECORDED = "assessment.recorded", _("We assess a measure or an ambiguity")
    STATEMENT_RECORDED = "statement.recorded", _("A statement is recorded")
    SOURCE_REVIEWED = "source.reviewed", _("A source is reviewed")
    MILESTONE_MET = "milestone.met", _("A milestone is met")
    DATE_DUE = "date.due", _("A measure or a date ahead falls due")
    CANDIDATE_FOUND = "candidate.found", _("Candidates wait in the inbox")
    REPORT_CORRECTED = "report.corrected", _("A correction of a report is published")
    TEST = "test", _("A test")


# What whoever was called about an entry is told, whatever else they want to be told.
WITHDRAWALS = (WebhookEvent.ENTRY_REDACTED, WebhookEvent.ENTRY_TIGHTENED)
# Those that can be chosen; a test is sent by hand.
CHOSEN_EVENTS = [event for event in WebhookEvent if event != WebhookEvent.TEST]


class WebhookQuerySet(RecordQuerySet["Webhook"]):
    """Webhooks that are …"""

    def standing(self) -> Self:
        """Not removed."""
        return self.filter(removed_at=None)

    def switched_on(self) -> Self:
        """To be called, since its owner is active and nobody switched it off."""
        return self.standing().filter(switched_off_at=None, user__is_active=True)


class Webhook(models.Model):
    """An address that is called for its owner, who learns by it what happened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    url = models.URLField(_("Address"), max_length=1000, validators=[validate_web_address])
    events = ArrayField(models.CharField(max_length=20), verbose_name=_("What it is called for"))
    report = models.ForeignKey(
        Report, models.PROTECT, verbose_name=_("report"), related_name="+", null=True, blank=True
    )
    # Encrypted; the one before is valid until the moment beside it.
    secret = models.TextField(editable=False)
    former_secret = models.TextField(blank=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    switched_off_at = models.DateTimeField(_("switched off"), null=True, editable=False)
    last_number = models.PositiveBigIntegerField(default=0, editable=False)
    # Up to when it is known what happened: to what is recorded by `changed.kept_moment`, to the rest by the clock.
    changes_until = models.TextField(editable=False)
    due_until = models.DateField(editable=False)
    candidates_until = models.DateTimeField(editable=False)

    objects = RecordManager.from_queryset(WebhookQuerySet)()

    class Meta:
        app_label = "measures"
        verbose_name = _("webhook")
        ordering = ["user", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(removed_at=None),
                name="webhook_name_once_per_user",
                violation_error_message=_("You already have one with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def of_report(self) -> dict[str, Report]:
        """The condition of what it is called for: to be of its report, if it is for one."""
        return {"report": self.report} if self.report else {}

    @property
    def place(self) -> str:
        """The name under which it pauses: a pause that one receiver asks for delays no other on the same host."""
        return f"{PLACE}{self.key}"

    @property
    def is_on(self) -> bool:
        return self.switched_off_at is None

    @property
    def event_labels(self) -> list[str]:
        return [str(WebhookEvent(event).label) for event in self.events]


def not_held(*, at: datetime) -> Q:
    """Calls that need not wait for an earlier one about the same thing, or have waited for it long enough."""
    earlier = Delivery.objects.waiting().filter(
        webhook=OuterRef("webhook"), subject=OuterRef("subject"), number__lt=OuterRef("number")
    )
    return ~Exists(earlier) | Q(due_at__lte=at - HELD_FOR)


class DeliveryQuerySet(FetchQuerySet["Delivery"]):
    """Calls that are …"""

    def shown(self) -> Self:
        """Those of which their owner may know: not those that were left out since they may not."""
        return self.exclude(outcome=FetchOutcome.WITHHELD)

    def by_message(self, message: str) -> Self:
        """The one of this message id."""
        number = message.removeprefix(MESSAGE)
        is_one = message.startswith(MESSAGE) and number.isascii() and number.isdecimal() and len(number) <= LONGEST_ID
        return self.filter(pk=int(number)) if is_one else self.none()


class Delivery(Fetch):
    """One call of a webhook."""

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    # Its place among the calls of its webhook. No receiver is told, since one that is left out would show.
    number = models.PositiveBigIntegerField()
    event = models.CharField(_("event"), max_length=20, choices=WebhookEvent)
    key = models.CharField(_("key"), max_length=250, blank=True)
    # The entry by which it happened, if it was by one.
    entry = models.CharField(max_length=100, blank=True)
    happened_at = models.DateTimeField()
    # What else tells two such events apart; and by what those about one thing follow each other.
    cause = models.CharField(max_length=250, blank=True)
    subject = models.CharField(max_length=250, blank=True)

    objects = RecordManager.from_queryset(DeliveryQuerySet)()

    class Meta:
        app_label = "measures"
        verbose_name = _("call of a webhook")
        ordering = ["webhook", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "number"], name="delivery_number_once_per_webhook"),
            models.UniqueConstraint(
                fields=["webhook", "event", "key", "entry", "cause"], name="delivery_once_per_event"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(ended_at=None), name="delivery_waiting"),
            models.Index(
                fields=["webhook", "subject", "number"], condition=Q(ended_at=None), name="delivery_of_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.key}"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """By which the same event is recognised when it is found again."""
        return self.event, self.key, self.entry, self.cause

    @property
    def message_id(self) -> str:
        """By which its receiver recognises it when it comes twice."""
        return f"{MESSAGE}{self.pk}"


class Disclosure(models.Model):
    """A webhook was called about an entry: it is called again when the entry is redacted, or fewer may read it.

    `marking` is the narrowest one by which the entry was bounded when its receiver was last told.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="disclosures", db_index=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    marking = MarkingField()

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("disclosure to a webhook")
        ordering = ["webhook", "entry"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "entry"], name="disclosure_once_per_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} to {self.webhook_id}"
