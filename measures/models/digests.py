"""What goes into reminder mail once, that mail and briefs, and mails of redactions and of tokens that expire."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.credentials import AccessToken
from measures.models.evidence import Review
from measures.models.journal import Entry
from measures.models.mails import Mail, MailQuerySet
from measures.models.measures import Measure
from measures.models.records import RecordManager
from measures.models.redactions import Redaction
from measures.models.reminders import Cadence
from measures.models.reports import Report


class NoticeKind(models.TextChoices):
    MADE_OWNER = "made_owner", _("You now own it")
    SOURCE_REVIEWED = "source_reviewed", _("Your source was reviewed")
    VIEW_CHANGED = "view_changed", _("A view changed")
    VIEW_FORGOTTEN = "view_forgotten", _("Your saved view was deleted")
    ADDRESS_FORGOTTEN = "address_forgotten", _("Your secret address was deleted")


class Notice(models.Model):
    """Something that concerns one person, told once, in their next digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", null=True)
    review = models.ForeignKey(Review, models.CASCADE, related_name="+", null=True)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+", null=True)
    by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    told_at = models.DateTimeField(null=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("notice")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["user", "made_at"], condition=Q(told_at=None), name="notice_waiting")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class DigestResult(models.TextChoices):
    """What came of a digest."""

    SENT = "sent", _("Sent")
    NOTHING_TO_SAY = "nothing_to_say", _("Nothing new to tell")
    GIVEN_UP = "given_up", _("Given up")
    WAITING = "waiting", _("Waiting")


# What became of a digest.
RESULT = Case(
    When(nothing_to_say=True, then=Value(DigestResult.NOTHING_TO_SAY)),
    When(sent_at__isnull=False, then=Value(DigestResult.SENT)),
    When(parked_at__isnull=False, then=Value(DigestResult.GIVEN_UP)),
    default=Value(DigestResult.WAITING),
)


class DigestQuerySet(MailQuerySet["Digest"]):
    """Digests that are …"""

    def sent_or_empty(self) -> Self:
        """Sent, or found to have nothing to say: what they cover is not told again."""
        return self.filter(Q(sent_at__isnull=False) | Q(nothing_to_say=True))

    def waiting(self) -> Self:
        """Neither sent nor given up, nor found to have nothing to say.

        One that never went out is left once the same person has a newer, which tells what it would have told.
        """
        return super().waiting().filter(nothing_to_say=False).not_overtaken()

    def not_overtaken(self) -> Self:
        """Without those after which their recipient has a newer one, or of briefs one of the same report."""
        newer = Digest.objects.filter(recipient=OuterRef("recipient"), due_on__gt=OuterRef("due_on"))
        reminders = Q(brief_of=None) & Exists(newer.filter(brief_of=None))
        return self.exclude(reminders | Exists(newer.filter(brief_of=OuterRef("brief_of"))))


class Digest(Mail):
    """One message to one person for one of their days: their reminders, or the brief of a report."""

    brief_of = models.ForeignKey(Report, models.CASCADE, verbose_name=_("brief of"), related_name="+", null=True)
    due_on = models.DateField(_("due day"), help_text=_("In the recipient’s time zone."))
    cadence = models.CharField(_("how often"), max_length=10, choices=Cadence, default=Cadence.WEEKLY)
    caught_up_with = models.DateField(_("missed day that it makes up for"), null=True)
    covers_since = models.DateTimeField(_("covers what was recorded after"))
    claimed_at = models.DateTimeField(_("covers what was recorded until"))
    # When the oldest of the acts had begun that were still being written: what they record, the next digest looks for.
    unfinished_since = models.DateTimeField(null=True)
    composed_for = models.CharField(_("audience it was composed for"), max_length=20, blank=True)
    # How much each section counts, and which lines it shows: section, item, fact and how often.
    counts = models.JSONField(default=dict)
    memories = models.JSONField(default=list)
    nothing_to_say = models.BooleanField(default=False)

    objects = RecordManager.from_queryset(DigestQuerySet)()

    class Meta:
        verbose_name = _("digest")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "brief_of", "due_on"], name="digest_once_per_day", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(sent_at=None, nothing_to_say=False, parked_at=None),
                name="digest_still_to_send",
            ),
            models.Index(fields=["sent_at"], condition=Q(message__isnull=False), name="digest_with_its_message"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.due_on}"

    @property
    def is_to_compose(self) -> bool:
        return super().is_to_compose and not self.nothing_to_say

    @property
    def covers_until(self) -> datetime:
        """Up to when all that was recorded could be read, so that the next need not look at it again."""
        return min(filter(None, (self.claimed_at, self.unfinished_since)))

    @property
    def day(self) -> date:
        """The day that it speaks of: its due day, or the later one on which that is caught up with."""
        if self.caught_up_with != self.due_on:
            return self.due_on
        return self.claimed_at.astimezone(self.recipient.zone).date()


class RedactionMail(Mail):
    """One message that tells one administrator of one redaction; `redact_entry` of the database claims it."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="mails", db_index=False)

    objects = RecordManager.from_queryset(MailQuerySet)()

    class Meta:
        ordering = ["redaction", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["redaction", "recipient"], name="redaction_mail_once_per_person"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(sent_at=None, parked_at=None),
                name="redaction_mail_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.redaction_id} to {self.recipient_id}"


class TokenMailQuerySet(MailQuerySet["TokenMail"]):
    """Mails of tokens that are …"""

    def to_send(self, *, at: datetime) -> Self:
        """To be sent while the token still works."""
        return super().to_send(at=at).filter(token__revoked_at=None, token__expires_at__gt=at)


class TokenMail(Mail):
    """One message that reminds somebody that a token of theirs expires."""

    token = models.OneToOneField(AccessToken, models.CASCADE, related_name="mail")
    claimed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager.from_queryset(TokenMailQuerySet)()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(sent_at=None, parked_at=None),
                name="token_mail_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.token_id} to {self.recipient_id}"
