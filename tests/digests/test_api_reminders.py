"""Reminder mail through the API."""

from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from measures.models import Marking, Role, Scope
from measures.operations.clock import clock
from measures.operations.responsibility import watch_measure
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest, ReminderSettings, Snooze
from measures.wings.digests.operations import refuse_address, snooze_measure
from tests.factories import client_of, fields_of, get, make_measure, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
ROOT = "/api/v1/"


def test_settings_are_read_with_their_defaults_and_changed_in_part():
    user = make_user()
    client = client_of(user)

    before = get("reminders/", client)
    after = client.patch(f"{ROOT}reminders/", {"cadence": "monthly", "month_day": 31, "time_zone": "Asia/Tokyo"}).json()

    assert (before["cadence"], before["weekday"], before["hour"], before["overdue"]) == ("weekly", 0, 8, True)
    assert (after["cadence"], after["month_day"], after["hour"], after["time_zone"]) == ("monthly", 31, 8, "Asia/Tokyo")
    assert after["next_due"].endswith("T23:00:00Z")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"cadence": "hourly"}, "cadence"), ({"hour": 24}, "hour"), ({"time_zone": "Mars"}, "time_zone"),
     ({"refusal": ""}, "refusal")],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused_with_its_field(change, field):
    answer = client_of(make_user()).patch(f"{ROOT}reminders/", change)

    assert answer.status_code == 400 and field in fields_of(answer)
    assert not ReminderSettings.objects.exclude(cadence="weekly").exists()


def test_only_whoever_signed_in_has_reminders_and_a_token_for_reading_changes_none():
    for address in ("reminders/", "reminders/preview/", "reminders/log/", "reminders/snoozes/"):
        assert APIClient().get(f"{ROOT}{address}").status_code == 401
    answer = client_of(make_user(), Scope.READ).patch(f"{ROOT}reminders/", {"cadence": "off"})

    assert answer.status_code == 403 and not ReminderSettings.objects.exists()


def test_the_preview_and_the_log_are_ones_own():
    user, other = make_user(), make_user()
    watch_measure(make_measure(title="A ferry timetable", due_on="2024-06-30"), by=user)
    digest = Digest.objects.create(recipient=user, due_on="2026-11-23", covers_since=LONG_AGO, claimed_at=clock())

    preview = get("reminders/preview/", client_of(user))
    DIGESTS.send_waiting([digest.pk], at=clock())
    [logged] = get("reminders/log/", client_of(user))["results"]

    assert preview["counts"]["overdue"] == 1 and "A ferry timetable" in preview["text"]
    assert (logged["due_on"], logged["result"], logged["counts"]["overdue"]) == ("2026-11-23", "sent", 1)
    assert get("reminders/log/", client_of(other))["results"] == []
    assert get("reminders/preview/", client_of(other)) == {"counts": {}, "subject": "", "text": ""}


def test_a_measure_is_snoozed_until_a_day_and_woken():
    user, measure = make_user(), make_measure()
    client, until = client_of(user), str(clock().date() + timedelta(days=10))

    refused = client.put(f"{ROOT}measures/{measure.key}/snooze/", {"until": "2020-01-01"})
    done = client.put(f"{ROOT}measures/{measure.key}/snooze/", {"until": until})

    assert refused.status_code == 400 and fields_of(refused) == {"until"}
    assert done.status_code == 204
    address = f"http://testserver/measures/{measure.key}/"
    assert get("reminders/snoozes/", client)["results"] == [
        {"measure": measure.key, "until": until, "html_url": address}
    ]
    assert client.delete(f"{ROOT}measures/{measure.key}/snooze/").status_code == 204
    assert not Snooze.objects.exists()


def test_a_hidden_measure_is_not_snoozed_and_not_listed():
    hidden = make_measure(marking=Marking.INTERNAL)
    reader, until = make_user(role=Role.READER), clock().date() + timedelta(days=10)
    snooze_measure(hidden, by=reader, until=until, on=clock().date())

    answer = client_of(reader).put(f"{ROOT}measures/{hidden.key}/snooze/", {"until": str(until)})

    assert answer.status_code == 404
    assert get("reminders/snoozes/", client_of(reader))["results"] == []


def test_whoever_says_that_their_address_works_gets_mail_again():
    user = make_user()
    refuse_address(user, refusal="550 No such user", at=clock())

    assert get("reminders/", client_of(user))["refusal"] == "550 No such user"
    assert client_of(user).post(f"{ROOT}reminders/address/").status_code == 204
    assert get("reminders/", client_of(user))["refused_at"] is None
