"""Reminder settings, stopping, snoozing, and addresses that refuse mail."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.models import Measure, Report, User
from measures.operations.faults import faults
from measures.operations.transactions import in_one_transaction
from measures.wings.digests.models import BriefCadence, BriefSubscription, Cadence, Digest, ReminderSettings, Snooze

# The reminder settings that a person chooses, and the account's fields among them.
CHOSEN = (
    "cadence", "weekday", "month_day", "hour", "paused_until",
    "overdue", "due_soon", "unchecked", "dates", "reviews", "news", "notices",
    "brief_attachment",
)  # fmt: skip
OF_ACCOUNT = ("language", "time_zone")
LONGEST_SNOOZE = timedelta(days=366)


@in_one_transaction
def set_reminders(
    user: User, *, by: User, at: datetime, changes: Mapping[str, Any], briefs: Mapping[str, str] | None = None
) -> ReminderSettings:
    """Change when one's digest comes and what it contains, and how often the brief of which report; the rest stays.

    A due moment that had passed before the change brings no digest, unless that day was a due day before it too.
    """
    access.require(by, "set_reminders", user)
    user = User.objects.select_for_update().get(pk=user.pk)
    reminders = ReminderSettings.objects.get_or_create(user=user)[0]
    reminders.user = user
    before = (reminders.schedule, user.time_zone)
    was_due = due_today(reminders, at)
    for name, value in changes.items():
        setattr(user if name in OF_ACCOUNT else reminders, name, value)
    with faults() as found:
        for row, names in ((user, OF_ACCOUNT), (reminders, CHOSEN)):
            found.check(row, names)
    if briefs is not None:
        set_briefs(user, briefs, at=at)
    if (reminders.schedule, user.time_zone) != before and not (was_due and due_today(reminders, at)):
        reminders.counts_after = at
    user.save(update_fields=OF_ACCOUNT)
    reminders.save()
    return reminders


def set_briefs(user: User, briefs: Mapping[str, str], *, at: datetime) -> None:
    """Send a person the briefs of these reports, each so often, and no others."""
    readable = dict(Report.objects.visible_to(access.audience_sent_to(user)).values_list("slug", "pk"))
    with faults() as found:
        for slug, cadence in briefs.items():
            found.require_choice("briefs", cadence, BriefCadence)
            if slug not in readable:
                found.add_unknown("briefs", slug)
    wanted = {readable[slug]: cadence for slug, cadence in briefs.items()}
    mine = BriefSubscription.objects.filter(user=user)
    mine.exclude(report__in=wanted).delete()
    present = dict(mine.values_list("report", "cadence"))
    BriefSubscription.objects.bulk_create(
        [
            BriefSubscription(user=user, report_id=report, cadence=cadence, since=at)
            for report, cadence in wanted.items()
            if present.get(report) != cadence
        ],
        update_conflicts=True,
        unique_fields=["user", "report"],
        update_fields=["cadence", "since"],
    )


def due_today(reminders: ReminderSettings, at: datetime) -> bool:
    today = at.astimezone(reminders.user.zone).date()
    return reminders.schedule.is_due_day(today) and not reminders.schedule.is_paused_on(today)


def stop_reminders(user: User, *, by: User, at: datetime) -> ReminderSettings:
    """Want no digest any more."""
    return set_reminders(user, by=by, at=at, changes={"cadence": Cadence.OFF})


@in_one_transaction
def stop_brief(user: User, *, slug: str, by: User) -> None:
    """Send somebody the brief of a report no more."""
    access.require(by, "set_reminders", user)
    BriefSubscription.objects.filter(user=user, report__slug=slug).delete()


@in_one_transaction
def refuse_address(user: User, *, refusal: str, at: datetime) -> None:
    """Send nothing more to an address whose mail server refuses it."""
    ReminderSettings.objects.update_or_create(user=user, defaults={"refused_at": at, "refusal": refusal})


@in_one_transaction
def retry_address(user: User, *, by: User, at: datetime) -> None:
    """Resume mail to an address that was refused, from the next due moment on."""
    access.require(by, "set_reminders", user)
    ReminderSettings.objects.filter(user=user, refused_at__isnull=False).update(
        refused_at=None, refusal="", counts_after=at
    )


@in_one_transaction
def retry_digest(digest: Digest, *, by: User) -> Digest:
    """Retry a digest that could not be sent, at the next tick, with all its attempts."""
    access.require(by, "retry_digest", digest)
    locked = Digest.objects.select_for_update().get(pk=digest.pk)
    if locked.sent_at is None:
        locked.parked_at, locked.next_attempt_at, locked.attempts = None, None, 0
        locked.save(update_fields=["parked_at", "next_attempt_at", "attempts"])
        ReminderSettings.objects.filter(user=locked.recipient_id).update(refused_at=None, refusal="")
    return locked


@in_one_transaction
def snooze_measure(measure: Measure, *, by: User, until: date, on: date) -> Snooze:
    """Want no reminder of a measure before a day, at most a year away; `on` is the person's today."""
    access.require(by, "watch_measure", measure)
    with faults() as found:
        if not on < until <= on + LONGEST_SNOOZE:
            found.add("until", _("Choose a day after today and within a year."))
    return Snooze.objects.update_or_create(user=by, measure=measure, defaults={"until": until})[0]


@in_one_transaction
def wake_measure(measure: Measure, *, by: User) -> None:
    """Want reminders of a measure again."""
    access.require(by, "watch_measure", measure)
    Snooze.objects.filter(user=by, measure=measure).delete()
