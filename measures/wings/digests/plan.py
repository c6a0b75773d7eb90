"""Who is due a digest or a brief: everybody whose last due moment is after the last one that they had."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Min, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from measures.models import Notice, Owner, User, Watch
from measures.models.compiled import Compiled
from measures.wings.digests.models import BriefCadence, BriefSubscription, Cadence, Digest, ReminderSettings, Schedule

CLAIMED_TOGETHER = 1000
# What the first brief covers.
FIRST_BRIEF: dict[str, timedelta] = {BriefCadence.WEEKLY: timedelta(days=7), BriefCadence.MONTHLY: timedelta(days=31)}
OLDEST_ACT = """
SELECT min(xact_start) FROM pg_stat_activity
WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def plan_digests(*, at: datetime, on: date | None = None) -> int:
    """Claim what is due, each once even if several processes plan; returns how much is due."""
    due = list(all_due(at=at, on=on))
    Digest.objects.bulk_create(due, ignore_conflicts=True, batch_size=CLAIMED_TOGETHER)
    return len(due)


def all_due(*, at: datetime, on: date | None = None) -> Iterator[Digest]:
    """The digests and briefs that are due, unsaved."""
    yield from due_digests(at=at, on=on)
    yield from due_briefs(at=at, on=on)


def due_digests(*, at: datetime, on: date | None = None) -> Iterator[Digest]:
    """The digests that are due: at this moment, or by the end of a day on each person's own calendar."""
    unfinished_since = oldest_act()
    for person in compiled_people().filled({}):
        schedule, since = ReminderSettings.of(person).schedule, person.following_since
        if digest := digest_due(person, schedule, since=since, last_day=person.last_day, at=at, on=on):
            digest.covers_since = person.told_until or since
            digest.unfinished_since = unfinished_since
            yield digest


def due_briefs(*, at: datetime, on: date | None = None) -> Iterator[Digest]:
    """The briefs that are due, likewise; each covers what came since the last that was sent."""
    for row in compiled_subscriptions().filled({}):
        if brief := digest_due(row.user, row.schedule, since=row.since, last_day=row.last_day, at=at, on=on):
            brief.brief_of = row.report
            brief.covers_since = row.sent_until or at - FIRST_BRIEF[row.cadence]
            yield brief


def digest_due(
    person: User, schedule: Schedule, *, since: datetime, last_day: date | None, at: datetime, on: date | None
) -> Digest | None:
    """What is due to a person who has wanted it since a moment and had the last one for `last_day`.

    However many due moments have passed unused, they are due one mail.
    """
    local = datetime.combine(on, time.max) if on else at.astimezone(person.zone).replace(tzinfo=None)
    due_on = schedule.last_due_day(local)
    if due_on is None or schedule.is_paused_on(due_on) or (last_day is not None and due_on <= last_day):
        return None
    # Whoever names a day asks for it, whenever the person came to follow something.
    if on is not None:
        return Digest(recipient=person, due_on=on, cadence=schedule.cadence, claimed_at=at)
    begun = max(filter(None, (since, ReminderSettings.of(person).counts_after)))
    if begun.astimezone(person.zone).replace(tzinfo=None) >= datetime.combine(due_on, time(schedule.hour)):
        return None
    day, missed = due_day_for(schedule, due_on, local), due_on if due_on < local.date() else None
    return Digest(recipient=person, due_on=day, caught_up_with=missed, cadence=schedule.cadence, claimed_at=at)


def due_day_for(schedule: Schedule, due_on: date, local: datetime) -> date:
    """The due day that a mail stands for: the last one, or today's if that is nearer, so that only one comes."""
    today = local.date()
    before = local - datetime.combine(due_on, time(schedule.hour))
    until = datetime.combine(today, time(schedule.hour)) - local
    is_todays = schedule.is_due_day(today) and timedelta() < until < before
    return today if is_todays else due_on


def oldest_act() -> datetime | None:
    """When the oldest act began that is still writing; a long import only shows what it records at its end.

    What an act records it records after its beginning. Who asks does not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_ACT)
        began: datetime | None = cursor.fetchone()[0]
    return began


def next_digest(person: User, *, at: datetime) -> Digest:
    """The digest that a person would get now, unsaved, whether or not one is due."""
    reminded = people_with_settings().get(pk=person.pk)
    today = at.astimezone(reminded.zone).date()
    covers_since = reminded.told_until or reminded.following_since or at
    return Digest(recipient=reminded, due_on=today, covers_since=covers_since, claimed_at=at)


@cache
def compiled_people() -> Compiled[Any]:
    """Active people who own or watch something, or whom a notice waits for, and whose address takes digests.

    Each beat asks for them.
    """
    off = Q(reminders__cadence=Cadence.OFF) | Q(reminders__refused_at__isnull=False)
    followers = people_with_settings().filter(is_active=True, following_since__isnull=False)
    return Compiled(followers.exclude(off).order_by("pk"))


def people_with_settings() -> QuerySet[Any]:
    """Users with their reminder settings.

    Each with `following_since`, the `last_day` they had a digest, and `told_until`, what those told them covers.
    """
    mine = {"user": OuterRef("pk")}
    digests = Digest.objects.filter(recipient=OuterRef("pk"), brief_of=None).order_by("-due_on")
    return User.objects.select_related("reminders").annotate(
        following_since=Least(
            earliest(Owner.objects.filter(**mine), "named_at"),
            earliest(Watch.objects.filter(**mine), "since"),
            earliest(Notice.objects.filter(told_at=None, **mine), "made_at"),
        ),
        last_day=Subquery(digests.values("due_on")[:1]),
        told_until=Subquery(digests.sent_or_empty().values(until=Least("claimed_at", "unfinished_since"))[:1]),
    )


@cache
def compiled_subscriptions() -> Compiled[Any]:
    """The briefs that active people want whose address takes mail; each beat asks for them, too.

    Each with the `last_day` for which one was claimed, and `sent_until`, what the last that was sent covers.
    """
    briefs = Digest.objects.filter(recipient=OuterRef("user"), brief_of=OuterRef("report")).order_by("-due_on")
    sent = briefs.filter(sent_at__isnull=False).values("claimed_at")
    return Compiled(
        BriefSubscription.objects.filter(user__is_active=True)
        .exclude(user__reminders__refused_at__isnull=False)
        .select_related("user__reminders", "report")
        .annotate(last_day=Subquery(briefs.values("due_on")[:1]), sent_until=Subquery(sent[:1]))
        .order_by("pk")
    )


def earliest(rows: QuerySet[Model], moment: str) -> Subquery:
    return Subquery(rows.order_by().values("user").annotate(first=Min(moment)).values("first"))
