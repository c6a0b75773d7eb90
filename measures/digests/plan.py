"""Who is due a digest: everybody whose last due moment is after their last digest."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from measures.models import Cadence, Digest, Notice, Owner, ReminderSettings, User, Watch

CLAIMED_TOGETHER = 1000
OLDEST_ACT = """
SELECT min(xact_start) FROM pg_stat_activity
WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def plan_digests(*, at: datetime, on: date | None = None) -> int:
    """Claim the digests that are due, each once even if several processes plan; returns how many are due."""
    due = list(due_digests(at=at, on=on))
    Digest.objects.bulk_create(due, ignore_conflicts=True, batch_size=CLAIMED_TOGETHER)
    return len(due)


def due_digests(*, at: datetime, on: date | None = None) -> Iterator[Digest]:
    """The digests that are due, unsaved: at this moment, or by the end of a day on each person's own calendar.

    However many due moments have passed unused, a person is due one digest.
    """
    unfinished_since = oldest_act()
    for person in people_to_remind():
        reminders = ReminderSettings.of(person)
        local = datetime.combine(on, time.max) if on else at.astimezone(person.zone).replace(tzinfo=None)
        due_on = reminders.last_due_day(local)
        if due_on is None or reminders.is_paused_on(due_on) or not is_after(due_on, person.last_day):
            continue
        # Whoever names a day asks for it, whenever the person came to follow something.
        if on is None and not came_after(reminders, due_on, person):
            continue
        yield Digest(
            recipient=person,
            due_on=on or day_taken(reminders, due_on, local),
            cadence=reminders.cadence,
            caught_up_with=due_on if on is None and due_on < local.date() else None,
            covers_since=person.told_until or person.following_since,
            claimed_at=at,
            unfinished_since=unfinished_since,
        )


def oldest_act() -> datetime | None:
    """When the oldest act began that is still writing; a long import only shows what it records at its end.

    What an act records it records after its beginning. Who asks does not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_ACT)
        began: datetime | None = cursor.fetchone()[0]
    return began


def day_taken(reminders: ReminderSettings, due_on: date, local: datetime) -> date:
    """The due day that a digest stands for: the last one, or today's if that is nearer, so that only one comes."""
    today = local.date()
    before = local - datetime.combine(due_on, time(reminders.hour))
    until = datetime.combine(today, time(reminders.hour)) - local
    is_todays = reminders.is_due_day(today) and timedelta() < until < before
    return today if is_todays else due_on


def next_digest(person: User, *, at: datetime) -> Digest:
    """The digest that a person would get now, unsaved, whether or not one is due."""
    reminded = people().get(pk=person.pk)
    today = at.astimezone(reminded.zone).date()
    covers_since = reminded.told_until or reminded.following_since or at
    return Digest(recipient=reminded, due_on=today, covers_since=covers_since, claimed_at=at)


def people_to_remind() -> QuerySet[Any]:
    """Active people who own or watch something, or whom a notice waits for, and whose address takes digests."""
    off = Q(reminders__cadence=Cadence.OFF) | Q(reminders__refused_at__isnull=False)
    return people().filter(is_active=True, following_since__isnull=False).exclude(off).order_by("pk")


def people() -> QuerySet[Any]:
    """Users with their reminder settings.

    Each with `following_since`, the `last_day` they had a digest, and `told_until`, what those told them covers.
    """
    mine = {"user": OuterRef("pk")}
    digests = Digest.objects.filter(recipient=OuterRef("pk")).order_by("-due_on")
    return User.objects.select_related("reminders").annotate(
        following_since=Least(
            earliest(Owner.objects.filter(**mine), "named_at"),
            earliest(Watch.objects.filter(**mine), "since"),
            earliest(Notice.objects.filter(told_at=None, **mine), "made_at"),
        ),
        last_day=Subquery(digests.values("due_on")[:1]),
        told_until=Subquery(digests.sent_or_empty().values(until=Least("claimed_at", "unfinished_since"))[:1]),
    )


def earliest(rows: QuerySet[Any], moment: str) -> Subquery:
    return Subquery(rows.order_by().values("user").annotate(first=Min(moment)).values("first"))


def is_after(due_on: date, last_day: date | None) -> bool:
    return last_day is None or due_on > last_day


def came_after(reminders: ReminderSettings, due_on: date, person: Any) -> bool:
    """Whether the person already followed something, and had this schedule, when a due moment came."""
    begun: datetime = max(filter(None, (person.following_since, reminders.counts_after)))
    return begun.astimezone(person.zone).replace(tzinfo=None) < datetime.combine(due_on, time(reminders.hour))
