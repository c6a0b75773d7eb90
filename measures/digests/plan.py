"""Who is due a digest: whose last due moment lies after the last digest they were given."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Least

from measures.models import Cadence, Digest, Owner, ReminderSettings, User, Watch


def plan_digests(*, at: datetime, on: date | None = None) -> int:
    """Claim the digests that are due, each once whoever plans at the same time; answers how many are due."""
    due = list(due_digests(at=at, on=on))
    Digest.objects.bulk_create(due, ignore_conflicts=True)
    return len(due)


def due_digests(*, at: datetime, on: date | None = None) -> Iterator[Digest]:
    """The digests that are due, unsaved: at this moment, or by the end of a day on each person's own calendar.

    However many due moments have passed unused, a person is due one digest: for the last of them.
    """
    for person in people_who_follow():
        reminders = ReminderSettings.of(person)
        local = datetime.combine(on, time.max) if on else at.astimezone(person.zone).replace(tzinfo=None)
        due_on = last_due_day(reminders, local)
        if is_wanted(reminders, due_on, since=person.following_since) and is_after(due_on, person.last_due_on):
            covers_since = person.told_until or person.following_since
            yield Digest(recipient=person, due_on=due_on, covers_since=covers_since, claimed_at=at)


def people_who_follow() -> QuerySet[Any]:
    """Active people who own or watch something and want digests.

    Each with `following_since`, the `last_due_on` of their digests, and `told_until`, what those told them covers.
    """
    mine = {"user": OuterRef("pk")}
    digests = Digest.objects.filter(recipient=OuterRef("pk")).order_by("-due_on")
    return (
        User.objects.filter(is_active=True)
        .exclude(reminders__cadence=Cadence.OFF)
        .select_related("reminders")
        .annotate(
            following_since=Least(
                Subquery(Owner.objects.filter(**mine).order_by("named_at").values("named_at")[:1]),
                Subquery(Watch.objects.filter(**mine).order_by("since").values("since")[:1]),
            ),
            last_due_on=Subquery(digests.values("due_on")[:1]),
            told_until=Subquery(digests.told().values("claimed_at")[:1]),
        )
        .filter(following_since__isnull=False)
        .order_by("pk")
    )


def last_due_day(reminders: ReminderSettings, local: datetime) -> date:
    """The day of the last due moment that has passed by a person's clock.

    It goes by what the clock on the wall says, so the days on which it is put forward or back have one due moment too.
    """
    days_ago = (local.weekday() - reminders.weekday) % 7
    if days_ago == 0 and local.hour < reminders.hour:
        days_ago = 7
    return local.date() - timedelta(days=days_ago)


def is_wanted(reminders: ReminderSettings, due_on: date, *, since: datetime) -> bool:
    """Whether a due moment came when the person followed something already and had not paused."""
    begun = since.astimezone(reminders.user.zone).replace(tzinfo=None)
    is_paused = reminders.paused_until is not None and due_on < reminders.paused_until
    return not is_paused and datetime.combine(due_on, time(reminders.hour)) > begun


def is_after(due_on: date, last_due_on: date | None) -> bool:
    return last_due_on is None or due_on > last_due_on
