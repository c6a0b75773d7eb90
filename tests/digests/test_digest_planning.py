"""Who is due a digest, and when: window by window, on each person's own clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from measures.models import Role, User, Watch
from measures.operations.accounts import revise_user
from measures.operations.responsibility import watch_measure
from measures.wings.digests.models import Cadence, Digest, ReminderSettings
from measures.wings.digests.plan import due_digests, plan_digests
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def follower(*, since: datetime = LONG_AGO, **fields: object) -> User:
    """Somebody who has watched a measure since a moment."""
    user = make_user(role=Role.READER, **fields)
    watch_measure(make_measure(), by=user)
    Watch.objects.filter(user=user).update(since=since)
    return user


def sent_digest(user: User, due_on: str) -> Digest:
    moment = utc(f"{due_on}T08:00")
    return Digest.objects.create(
        recipient=user, due_on=due_on, covers_since=LONG_AGO, claimed_at=moment, sent_at=moment
    )


def due_days(at: str) -> list[str]:
    return [str(digest.due_on) for digest in due_digests(at=utc(at))]


def test_a_digest_is_due_once_a_week_at_the_hour_that_holds_by_default():
    sent_digest(follower(), "2026-11-23")

    assert due_days("2026-11-30T07:59") == []
    assert due_days("2026-11-30T08:00") == ["2026-11-30"]

    plan_digests(at=utc("2026-11-30T08:00"))

    assert due_days("2026-11-30T08:01") == due_days("2026-12-07T07:59") == []


def test_missed_weeks_are_caught_up_with_by_one_digest_that_covers_them_all():
    user = follower()
    last = sent_digest(user, "2026-11-02")

    [digest] = due_digests(at=utc("2026-12-02T15:00"))

    assert (digest.due_on, digest.caught_up_with) == (MONDAY, MONDAY)
    assert (digest.day, digest.covers_since) == (date(2026, 12, 2), last.claimed_at)


def test_a_day_that_is_named_gets_its_digest_whenever_one_began_to_follow_and_it_is_not_late():
    follower(since=utc("2026-11-25T10:00"))

    [digest] = due_digests(at=utc("2026-11-26T10:00"), on=date(2025, 8, 26))

    assert (digest.due_on, digest.day, digest.caught_up_with) == (date(2025, 8, 26), date(2025, 8, 26), None)


def test_a_digest_that_was_never_sent_is_told_again_by_the_next():
    user = follower()
    last = sent_digest(user, "2026-11-16")
    Digest.objects.create(
        recipient=user, due_on="2026-11-23", covers_since=last.claimed_at, claimed_at=utc("2026-11-23T08:00")
    )

    plan_digests(at=utc("2026-11-30T08:00"))

    [waiting] = Digest.objects.to_send(at=utc("2026-11-30T08:00"))
    assert (waiting.due_on, waiting.covers_since) == (MONDAY, last.claimed_at)


def test_the_first_digest_comes_at_the_first_due_moment_after_one_began_to_follow():
    follower(since=utc("2026-11-25T10:00"))

    assert due_days("2026-11-25T10:01") == []
    assert due_days("2026-11-30T08:00") == ["2026-11-30"]


def test_the_hour_is_that_of_the_recipients_time_zone():
    sent_digest(follower(time_zone="Asia/Shanghai"), "2026-11-23")
    sent_digest(follower(time_zone="America/Los_Angeles"), "2026-11-23")

    assert due_days("2026-11-29T23:59") == []
    assert len(due_days("2026-11-30T00:00")) == 1
    assert len(due_days("2026-11-30T16:00")) == 2


@pytest.mark.parametrize(
    ("zone", "sunday", "last_moment_before", "first_moment", "the_hour_again"),
    [
        # Two o'clock does not exist on this day: it is due when the clock jumps over it.
        ("America/New_York", "2026-03-08", "2026-03-08T06:59", "2026-03-08T07:00", "2026-03-08T08:00"),
        # Two o'clock comes twice on this day: it is due the first time only.
        ("Europe/Berlin", "2026-10-25", "2026-10-24T23:59", "2026-10-25T00:00", "2026-10-25T01:00"),
    ],
)
def test_a_day_on_which_the_clocks_change_has_one_digest(
    zone, sunday, last_moment_before, first_moment, the_hour_again
):
    user = follower(time_zone=zone)
    ReminderSettings.objects.create(user=user, weekday=6, hour=2)
    sent_digest(user, str(date.fromisoformat(sunday) - timedelta(weeks=1)))

    assert due_days(last_moment_before) == []
    assert due_days(first_moment) == [sunday]

    plan_digests(at=utc(first_moment))

    assert due_days(the_hour_again) == []


def test_whoever_wants_none_or_is_away_or_gone_is_due_none():
    ReminderSettings.objects.create(user=follower(), cadence=Cadence.OFF)
    ReminderSettings.objects.create(user=follower(), paused_until="2026-12-01")
    revise_user(follower(), changes={"is_active": False}, by=make_user(role=Role.ADMINISTRATOR))
    make_user()

    assert due_days("2026-11-30T08:00") == []


def test_after_a_pause_the_next_due_moment_counts():
    ReminderSettings.objects.create(user=follower(), paused_until="2026-12-01")

    assert due_days("2026-12-02T08:00") == []
    assert due_days("2026-12-07T08:00") == ["2026-12-07"]


def test_two_who_plan_at_once_claim_a_digest_once():
    follower()
    at = utc("2026-11-30T08:00")
    planned_by_another = list(due_digests(at=at))

    plan_digests(at=at)
    Digest.objects.bulk_create(planned_by_another, ignore_conflicts=True)

    assert Digest.objects.count() == 1
