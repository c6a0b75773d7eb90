"""Reminder mail: when each person wants it, and what was sent."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measures.models.people import User
from measures.models.records import RecordManager, RecordQuerySet


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("Weekly")
    OFF = "off", _("Off")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ReminderSettings(models.Model):
    """When a person gets the digest, in their own time zone; without a row the defaults hold."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    cadence = models.CharField(_("how often"), max_length=10, choices=Cadence, default=Cadence.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=8)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("reminder settings")
        verbose_name_plural = _("reminder settings")
        constraints = [
            models.CheckConstraint(condition=Q(hour__range=(0, 23)), name="reminder_hour_0_to_23"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="reminder_weekday_0_to_6"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.cadence}"

    @staticmethod
    def of(user: User) -> "ReminderSettings":
        """The settings of a person, or the defaults, unsaved."""
        return user.reminders if hasattr(user, "reminders") else ReminderSettings(user=user)


class DigestQuerySet(RecordQuerySet["Digest"]):
    """Digests that are …"""

    def told(self) -> Self:
        """Sent, or found to have nothing to say: what they cover is not told again."""
        return self.filter(Q(sent_at__isnull=False) | Q(nothing_to_say=True))

    def to_send(self, *, at: datetime) -> Self:
        """Waiting, and not resting after an attempt.

        One that never went out is left once the same person has a newer, which tells what it would have told.
        """
        return self.filter(
            Q(next_attempt_at=None) | Q(next_attempt_at__lte=at),
            sent_at=None,
            nothing_to_say=False,
            recipient__is_active=True,
        ).exclude(recipient__digests__due_on__gt=F("due_on"))


class Digest(models.Model):
    """One reminder message to one person for one due day: the row, not the queue's message, is the truth."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests")
    due_on = models.DateField(_("due day"), help_text=_("In the recipient's time zone."))
    covers_since = models.DateTimeField(_("covers what was recorded after"))
    claimed_at = models.DateTimeField(_("covers what was recorded until"))
    message_id = models.CharField(max_length=200, blank=True)
    message = models.BinaryField(_("the message as sent"), null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(_("not tried again before"), null=True)
    problem = models.TextField(_("why it could not be sent"), blank=True)
    nothing_to_say = models.BooleanField(default=False)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = RecordManager.from_queryset(DigestQuerySet)()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "due_on"], name="digest_once_per_day"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(sent_at=None, nothing_to_say=False),
                name="digest_still_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.due_on}"
