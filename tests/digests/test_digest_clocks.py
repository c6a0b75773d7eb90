"""How many digests a person gets over days and weeks, and when: a beat that ticks, sleeps, and comes back."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from measures.models import Role, User
from measures.operations.responsibility import watch_measure
from measures.wings.digests.models import Cadence, Digest, ReminderSettings
from measures.wings.digests.operations import refuse_address, retry_address, set_reminders
from measures.wings.digests.plan import plan_digests
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)
TICK = timedelta(hours=1)
OFTEN = timedelta(minutes=30)
RARELY = timedelta(hours=8)

type Acts = dict[str, Callable[[datetime], object]]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def follower(zone: str = "UTC", **reminders: object) -> User:
    """Somebody who has watched a measure since long ago, and had a digest long ago."""
    user = make_user(role=Role.READER, time_zone=zone)
    watch_measure(make_measure(), by=user)
    user.watches.update(since=LONG_AGO)
    ReminderSettings.objects.create(user=user, **{"cadence": Cadence.DAILY, "hour": 8, **reminders})
    Digest.objects.create(
        recipient=user, due_on="2015-01-02", covers_since=LONG_AGO, claimed_at=LONG_AGO, sent_at=LONG_AGO
    )
    return user


def mails(user: User, first: str, last: str, **options: Any) -> list[str]:
    """The local moments at which a person is given a digest, while a beat ticks and things are done."""
    return mails_of([user], first, last, **options)[user]


def mails_of(
    people: Sequence[User],
    first: str,
    last: str,
    *,
    down: tuple[str, str] = ("", ""),
    acts: Acts | None = None,
    tick: timedelta = TICK,
) -> dict[User, list[str]]:
    """The same of several people, whom one beat serves."""
    found: dict[User, list[str]] = {person: [] for person in people}
    moment, waiting = utc(first), sorted((acts or {}).items())
    while moment <= utc(last):
        while waiting and utc(waiting[0][0]) <= moment:
            waiting.pop(0)[1](moment)
        if not down[0] or not utc(down[0]) <= moment < utc(down[1]):
            plan_digests(at=moment)
        if unsent := list(Digest.objects.filter(sent_at=None).select_related("recipient")):
            for digest in unsent:
                found[digest.recipient].append(f"{moment.astimezone(digest.recipient.zone):%Y-%m-%d %H:%M}")
            Digest.objects.filter(sent_at=None).update(sent_at=moment)
        moment += tick
    return found


def change(user: User, **changes: object) -> Callable[[datetime], object]:
    return lambda at: set_reminders(user, by=user, at=at, changes=changes)


def days_of(found: list[str]) -> list[str]:
    return [moment[:10] for moment in found]


def test_after_three_days_without_a_beat_one_digest_catches_up_and_the_next_comes_at_its_hour():
    user = follower()

    found = mails(user, "2026-11-02T09:00", "2026-11-08T09:00", down=("2026-11-03T07:00", "2026-11-06T10:00"))

    assert found == [
        "2026-11-02 09:00", "2026-11-06 10:00", "2026-11-07 08:00", "2026-11-08 08:00",
    ]  # fmt: skip


def test_one_that_is_late_takes_the_place_of_that_days_own():
    user = follower()

    found = mails(user, "2026-11-02T09:00", "2026-11-07T09:00", down=("2026-11-03T07:00", "2026-11-06T06:00"))

    assert found == ["2026-11-02 09:00", "2026-11-06 06:00", "2026-11-07 08:00"]


def test_one_of_last_night_that_comes_after_midnight_leaves_tonights_its_place():
    user = follower(hour=23)

    down = "2026-11-03T22:00", "2026-11-04T00:30"
    found = mails(user, "2026-11-02T23:00", "2026-11-05T00:00", down=down, tick=OFTEN)

    assert found == ["2026-11-02 23:00", "2026-11-04 00:30", "2026-11-04 23:00"]


def test_a_weekly_digest_that_is_late_leaves_the_next_on_its_day():
    user = follower(cadence=Cadence.WEEKLY, weekday=0)

    down = "2026-11-09T07:00", "2026-11-12T12:00"
    found = mails(user, "2026-11-02T08:00", "2026-11-17T00:00", down=down, tick=timedelta(hours=4))

    assert found == ["2026-11-02 08:00", "2026-11-12 12:00", "2026-11-16 08:00"]


@pytest.mark.parametrize(
    ("zone", "hour", "first", "last", "expected"),
    [
        ("America/New_York", 2, "2026-03-07", "2026-03-10", ["08 03:00", "09 02:00"]),
        ("America/New_York", 1, "2026-10-31", "2026-11-03", ["01 01:00", "02 01:00"]),
        ("Europe/Berlin", 2, "2026-03-28", "2026-03-31", ["29 03:00", "30 02:00"]),
        ("Europe/Berlin", 2, "2026-10-24", "2026-10-27", ["25 02:00", "26 02:00"]),
    ],
)
def test_days_on_which_the_clocks_change_have_one_digest_each(zone, hour, first, last, expected):
    user = follower(zone, hour=hour)
    begins, ends = (
        datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
        for day in (first, last)
    )

    found = mails(user, f"{begins:%Y-%m-%dT%H:%M}", f"{ends:%Y-%m-%dT%H:%M}")

    # The first catches up with the years before.
    assert [moment[8:] for moment in found[1:]] == expected


def test_from_auckland_to_los_angeles_and_back_each_calendar_day_has_at_most_one_digest():
    user = follower("Pacific/Auckland")

    found = mails(
        user,
        "2026-11-27T19:00",
        "2026-12-03T10:00",
        acts={
            "2026-11-29T20:00": change(user, time_zone="America/Los_Angeles"),
            "2026-12-02T03:00": change(user, time_zone="Pacific/Auckland"),
        },
    )

    # The thirtieth began twice for the traveller, and was told in Auckland; on the way back the second was cut short.
    assert days_of(found) == ["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"]
    assert found[3:5] == ["2026-12-01 08:00", "2026-12-02 16:00"]


def test_a_monthly_digest_of_the_31st_comes_on_the_last_day_of_each_month_leap_day_or_not():
    user = follower(cadence=Cadence.MONTHLY, month_day=31)

    leap = mails(user, "2028-01-31T08:00", "2028-05-01T08:00", tick=RARELY)
    common = mails(user, "2029-02-01T08:00", "2029-03-30T08:00", tick=RARELY)

    assert days_of(leap) == ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
    assert days_of(common) == ["2029-02-01", "2029-02-28"]  # caught up first with the months nobody ticked


def test_a_monthly_digest_of_the_29th_has_one_in_every_february():
    user = follower(cadence=Cadence.MONTHLY, month_day=29)

    assert days_of(mails(user, "2027-01-29T08:00", "2027-03-28T08:00", tick=RARELY)) == ["2027-01-29", "2027-02-28"]
    assert days_of(mails(user, "2028-01-29T08:00", "2028-03-28T08:00", tick=RARELY)) == ["2028-01-29", "2028-02-29"]


# How reminders were set, when they were changed, to what, and the days of November on which a digest comes.
CHANGES: list[tuple[dict[str, object], str, dict[str, object], list[str]]] = [
    # Weekly on Mondays; on a Wednesday at ten, daily at eight: from tomorrow.
    ({"cadence": "weekly"}, "2026-11-04T10:00", {"cadence": "daily"}, ["02", "05", "06", "07"]),
    # The same day's hour has not come yet: today.
    ({"cadence": "weekly"}, "2026-11-04T07:00", {"cadence": "daily"}, ["02", "04", "05", "06", "07"]),
    # Told this morning; a later hour on the same day brings no second one.
    ({}, "2026-11-04T10:00", {"hour": 14}, ["02", "03", "04", "05", "06", "07"]),
    # Not told yet today; an earlier hour that has passed does not lose today's.
    ({"hour": 14}, "2026-11-04T10:00", {"hour": 8}, ["02", "03", "04", "05", "06", "07"]),
    # From daily to weekly on Wednesdays, after today's: the next in a week.
    ({}, "2026-11-04T10:00", {"cadence": "weekly", "weekday": 2}, ["02", "03", "04"]),
    ({}, "2026-11-04T10:00", {"cadence": "off"}, ["02", "03", "04"]),
    ({"cadence": "off"}, "2026-11-04T10:00", {"cadence": "daily"}, ["05", "06", "07"]),
    # What else is changed leaves the schedule alone.
    ({}, "2026-11-04T07:00", {"news": False}, ["02", "03", "04", "05", "06", "07"]),
]


def test_a_changed_schedule_brings_the_number_of_digests_one_would_expect():
    people = [follower(**before) for before, *_ in CHANGES]
    changes = [(moment, change(person, **after)) for person, (_, moment, after, _) in zip(people, CHANGES, strict=True)]

    def change_all(moment: str) -> Callable[[datetime], object]:
        return lambda at: [act(at) for day, act in changes if day == moment]

    acts = {moment: change_all(moment) for moment, _ in changes}
    found = mails_of(people, "2026-11-02T08:00", "2026-11-07T20:00", acts=acts)

    assert [[day[8:] for day in days_of(found[person])] for person in people] == [expected for *_, expected in CHANGES]


def test_a_pause_brings_nothing_and_its_last_day_the_next_one():
    user = follower()

    pause = {"2026-11-03T12:00": change(user, paused_until=date(2026, 11, 7))}
    found = mails(user, "2026-11-02T08:00", "2026-11-08T09:00", acts=pause)

    assert days_of(found) == ["2026-11-02", "2026-11-03", "2026-11-07", "2026-11-08"]
    [_, caught_up, *_] = Digest.objects.filter(recipient=user).order_by("-due_on")
    assert caught_up.covers_since == utc("2026-11-03T08:00")


def test_whoever_resumes_before_the_end_of_a_pause_waits_for_the_next_due_moment():
    user = follower(paused_until=date(2026, 11, 20))

    found = mails(
        user, "2026-11-02T08:00", "2026-11-06T09:00", acts={"2026-11-04T12:00": change(user, paused_until=None)}
    )

    assert found == ["2026-11-05 08:00", "2026-11-06 08:00"]


def test_an_address_that_was_refused_gets_nothing_until_its_owner_says_that_it_works():
    user = follower()

    found = mails(
        user,
        "2026-11-02T08:00",
        "2026-11-06T09:00",
        acts={
            "2026-11-02T12:00": lambda at: refuse_address(user, refusal="550 No such user", at=at),
            "2026-11-04T12:00": lambda at: retry_address(user, by=user, at=at),
        },
    )

    assert days_of(found) == ["2026-11-02", "2026-11-05", "2026-11-06"]


@pytest.mark.parametrize(
    ("fields", "after", "expected"),
    [
        ({}, "2026-11-04T07:59", "2026-11-04 08:00"),
        ({}, "2026-11-04T08:00", "2026-11-05 08:00"),
        ({"cadence": "weekly", "weekday": 0}, "2026-11-04T08:00", "2026-11-09 08:00"),
        ({"cadence": "monthly", "month_day": 31}, "2027-01-31T08:00", "2027-02-28 08:00"),
        ({"paused_until": date(2026, 11, 20)}, "2026-11-04T08:00", "2026-11-20 08:00"),
    ],
)
def test_the_next_due_moment_is_known(fields, after, expected):
    reminders = follower(**fields).reminders

    due = reminders.next_due(after=utc(after))

    assert f"{due:%Y-%m-%d %H:%M}" == expected


def test_without_digests_no_moment_is_next_and_a_moment_that_the_clocks_leave_out_has_its_true_name():
    none = follower(cadence=Cadence.OFF).reminders
    left_out = follower("Europe/Berlin", hour=2).reminders

    assert none.next_due(after=utc("2026-11-04T08:00")) is None
    assert left_out.next_due(after=utc("2026-03-28T12:00")).isoformat() == "2026-03-29T03:00:00+02:00"
