"""Mails to one person each: the row, not the queue's message, is the truth."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager, RecordQuerySet
from measures.models.redactions import Redaction


class MailQuerySet[M: "Mail"](RecordQuerySet[M]):
    """Mails that are …"""

    def waiting(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, parked_at=None, recipient__is_active=True)

    def to_send(self, *, at: datetime) -> Self:
        """Waiting, and not resting after an attempt."""
        return self.waiting().filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=at))


class Mail(models.Model):
    """One message to one person, whose bytes are kept from when it is composed until a while after it is sent."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss")
    message_id = models.CharField(max_length=200, blank=True)
    message = models.BinaryField(_("the message as sent"), null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(_("not tried again before"), null=True)
    problem = models.TextField(_("why it could not be sent"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    parked_at = models.DateTimeField(_("Given up"), null=True)

    class Meta:
        abstract = True

    @property
    def is_to_compose(self) -> bool:
        """Whether its message is still to be composed, or to be composed again."""
        return self.message is None and self.sent_at is None


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
