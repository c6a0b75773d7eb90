"""When somebody is reminded, and their mails: digests, briefs, and those of tokens that expire."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.credentials import AccessToken
from measures.models.mails import Mail, MailQuerySet
from measures.models.measures import Measure
from measures.models.people import User
from measures.models.records import RecordManager
from measures.models.reports import Report

ONE_DAY = timedelta(days=1)
# Every cadence has a due day within this many days.
LONGEST_WAIT = 31
# What still holds is repeated at least about once a month.
LONGEST_REST = timedelta(days=32)


class Cadence(models.TextChoices):
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    OFF = "off", _("Off")


class BriefCadence(models.TextChoices):
    """How often a brief comes by mail."""

    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class BriefAttachment(models.TextChoices):
    """What the email of a brief contains."""

    NONE = "none", _("Only the link")
    DOCX = "docx", _("The link and a DOCX file")
    PDF = "pdf", _("The link and a PDF file")


@dataclass(frozen=True, slots=True)
class Schedule:
    """On which days and from which hour on a mail is due, by its recipient's clock."""

    cadence: str
    weekday: int
    month_day: int
    hour: int
    paused_until: date | None

    def is_due_day(self, day: date) -> bool:
        """Whether a digest is due on a day; one of the 31st comes on the last day of a shorter month."""
        match self.cadence:
            case Cadence.DAILY:
                return True
            case Cadence.WEEKLY:
                return day.weekday() == self.weekday
            case Cadence.MONTHLY:
                return day.day == min(self.month_day, monthrange(day.year, day.month)[1])
            case _:
                return False

    def is_paused_on(self, day: date) -> bool:
        return self.paused_until is not None and day < self.paused_until

    def last_due_day(self, local: datetime) -> date | None:
        """The day of the last due moment that has passed by a person's clock.

        It goes by what the clock on the wall says, so the days on which it is put forward or back have one too.
        """
        latest = local.date() if local.hour >= self.hour else local.date() - ONE_DAY
        return next((day for day in days(latest, -ONE_DAY) if self.is_due_day(day)), None)

    def in_words(self, zone: str) -> str:
        """When mails come: “Weekly, on Monday at 8:00 (Asia/Shanghai)”."""
        facts = {
            "hour": f"{self.hour}:00",
            "zone": zone,
            "weekday": Weekday(self.weekday).label,
            "day": self.month_day,
        }
        match self.cadence:
            case Cadence.DAILY:
                return _("Daily at %(hour)s (%(zone)s)") % facts
            case Cadence.WEEKLY:
                return _("Weekly, on %(weekday)s at %(hour)s (%(zone)s)") % facts
            case Cadence.MONTHLY:
                return _("Monthly, on day %(day)d at %(hour)s (%(zone)s)") % facts
        return str(_("No digests"))


class ReminderSettings(models.Model):
    """When a person gets the digest, in their own time zone, and of what; without a row the defaults hold."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    cadence = models.CharField(_("How often"), max_length=10, choices=Cadence, default=Cadence.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.MONDAY)
    month_day = models.PositiveSmallIntegerField(
        _("day of the month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    hour = models.PositiveSmallIntegerField(_("Hour"), default=8, validators=[MaxValueValidator(23)])
    paused_until = models.DateField(_("Paused until"), null=True, blank=True)
    overdue = models.BooleanField(_("overdue"), default=True)
    due_soon = models.BooleanField(_("due soon"), default=True)
    unchecked = models.BooleanField(_("unchecked"), default=True)
    dates = models.BooleanField(_("dates ahead"), default=True)
    reviews = models.BooleanField(_("Waiting for my review"), default=True)
    news = models.BooleanField(_("New on what I own or watch"), default=True)
    notices = models.BooleanField(_("what concerns me"), default=True)
    brief_attachment = models.CharField(
        _("what the email of a brief contains"), max_length=10, choices=BriefAttachment, default=BriefAttachment.NONE
    )
    # A due moment of this schedule counts if it came later than the schedule itself.
    counts_after = models.DateTimeField(null=True, editable=False)
    refused_at = models.DateTimeField(_("address refused"), null=True, editable=False)
    refusal = models.TextField(_("what the mail server said"), blank=True, editable=False)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("reminder settings")
        constraints = [
            models.CheckConstraint(condition=Q(hour__range=(0, 23)), name="reminder_hour_0_to_23"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="reminder_weekday_0_to_6"),
            models.CheckConstraint(condition=Q(month_day__range=(1, 31)), name="reminder_month_day_1_to_31"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.cadence}"

    @staticmethod
    def of(user: User) -> "ReminderSettings":
        """The settings of a person, or the defaults, unsaved."""
        return user.reminders if hasattr(user, "reminders") else ReminderSettings(user=user)

    @property
    def schedule(self) -> Schedule:
        """Everything that decides when a digest is due."""
        return Schedule(self.cadence, self.weekday, self.month_day, self.hour, self.paused_until)

    def next_due(self, *, after: datetime) -> datetime | None:
        """The next moment at which a digest is due, on the person's clock."""
        local = after.astimezone(self.user.zone)
        first = local.date() if local.hour < self.hour else local.date() + ONE_DAY
        if self.paused_until:
            first = max(first, self.paused_until)
        day = next((day for day in days(first, ONE_DAY) if self.schedule.is_due_day(day)), None)
        if day is None:
            return None
        # By way of UTC: so a time that is skipped when clocks go forward becomes a valid one.
        due = datetime.combine(day, time(self.hour), self.user.zone).astimezone(UTC)
        return due.astimezone(self.user.zone)


def days(first: date, step: timedelta) -> Iterator[date]:
    return (first + step * step_count for step_count in range(LONGEST_WAIT + 1))


class BriefSubscription(models.Model):
    """A person wants the brief of a report by mail, at the hour and on the day of their reminders."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="brief_subscriptions", db_index=False
    )
    report = models.ForeignKey(Report, models.CASCADE, related_name="brief_subscriptions")
    cadence = models.CharField(_("How often"), max_length=10, choices=BriefCadence)
    # A due moment counts if it came later.
    since = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("brief by mail")
        ordering = ["user", "report"]
        constraints = [models.UniqueConstraint(fields=["user", "report"], name="brief_subscription_once_per_report")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.cadence} {self.report_id}"

    @property
    def schedule(self) -> Schedule:
        return replace(ReminderSettings.of(self.user).schedule, cadence=self.cadence)

    @property
    def attachment(self) -> str:
        return ReminderSettings.of(self.user).brief_attachment


class Snooze(models.Model):
    """A person wants no reminder of a measure before a day; news of it still come."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="snoozes", db_index=False)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="snoozes")
    until = models.DateField(_("until"))

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("snooze")
        ordering = ["until", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "measure"], name="snooze_once_per_measure")]

    def __str__(self) -> str:
        return f"{self.user_id} not of {self.measure_id} before {self.until}"


class ReminderMemory(models.Model):
    """What a digest showed a person, how often and when last, so that it is repeated ever more rarely."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_memories", db_index=False)
    section = models.CharField(max_length=20)
    item = models.CharField(max_length=100)
    # The fact that was shown: when it changes, it is news again.
    fact = models.CharField(max_length=40)
    times = models.PositiveSmallIntegerField(default=1)
    last_on = models.DateField()

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        ordering = ["user", "section", "item"]
        constraints = [
            models.UniqueConstraint(fields=["user", "section", "item"], name="reminder_memory_once_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.section} {self.item} ×{self.times}"

    @property
    def again_on(self) -> date:
        """The day from which it may be shown again: after one day, then two, four, eight and so on."""
        return self.last_on + min(ONE_DAY * (1 << min(self.times - 1, 10)), LONGEST_REST)


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
    due_on = models.DateField(_("Due day"), help_text=_("In the recipient’s time zone."))
    cadence = models.CharField(_("How often"), max_length=10, choices=Cadence, default=Cadence.WEEKLY)
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
        app_label = "measures"
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
        app_label = "measures"
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
