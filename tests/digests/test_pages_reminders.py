"""The pages of reminder mail: settings, preview, log, queue, and what links in mails open."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from measures.models import Entry, EntryKind, Role
from measures.operations.accounts import revise_user
from measures.operations.clock import clock
from measures.operations.markings import tighten_marking
from measures.operations.responsibility import watch_measure
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.mail_urls import (
    CHECKED,
    LINKS_LAST,
    SNOOZE,
    STOP,
    Purpose,
    checked_url,
    signer,
    snooze_url,
    stop_url,
)
from measures.wings.digests.models import Digest, ReminderSettings, Snooze
from measures.wings.digests.operations import refuse_address
from tests.factories import make_measure, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
CHOSEN = {
    "cadence": "daily", "weekday": "0", "month_day": "1", "hour": "9", "time_zone": "Asia/Shanghai", "language": "en",
    "paused_until": "", "overdue": "on", "news": "on", "brief_attachment": "none",
}  # fmt: skip


def path_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def buttons_in(answer) -> list[str]:
    """The buttons of the main part of a page."""
    main = compact(answer.content.decode()).split("<main", 1)[1].split("</main>")[0]
    return re.findall(r"<button[^>]*>(.*?)</button>", main)


@pytest.fixture
def user(client):
    somebody = make_user()
    client.force_login(somebody)
    return somebody


def test_settings_are_chosen_on_one_page_and_the_next_digest_is_named(client, user):
    # On a day on which their digest came anyway, the one at the new hour would come, too.
    ReminderSettings.objects.create(user=user, weekday=(clock().weekday() + 3) % 7)

    answer = client.post(reverse("my_reminders"), CHOSEN, follow=True)

    reminders = ReminderSettings.objects.get(user=user)
    user.refresh_from_db()
    assert (reminders.cadence, reminders.hour, reminders.overdue, reminders.unchecked) == ("daily", 9, True, False)
    assert user.time_zone == "Asia/Shanghai" and reminders.counts_after
    assert "Saved: Daily at 9:00 (Asia/Shanghai)." in text_of(answer) and "Your next digest:" in text_of(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [("cadence", "hourly"), ("hour", "24"), ("month_day", "32"), ("time_zone", "Mars/Base"), ("paused_until", "soon")],
)
def test_a_setting_that_cannot_be_is_refused_at_its_field_and_nothing_changes(client, user, field, value):
    answer = client.post(reverse("my_reminders"), CHOSEN | {field: value})

    assert answer.status_code == 400 and field in answer.context["form"].errors
    assert not ReminderSettings.objects.exists()


def test_whoever_is_not_signed_in_is_asked_to(client):
    for name in ("my_reminders", "reminder_preview", "reminder_log", "reminder_queue"):
        assert client.get(reverse(name)).status_code == 302


def test_the_preview_shows_the_mail_as_it_would_be_and_sends_nothing(client, user, mailoutbox):
    watch_measure(make_measure(title="A ferry timetable", due_on="2024-06-30"), by=user)

    page = client.get(reverse("reminder_preview"))
    framed = client.get(reverse("reminder_preview_mail"))

    assert "A ferry timetable" in text_of(page) and "Overdue: 1" in text_of(page)
    assert "A ferry timetable" in text_of(framed) and framed["X-Frame-Options"] == "SAMEORIGIN"
    assert not Digest.objects.exists() and mailoutbox == []


def test_the_preview_of_nothing_says_so(client, user):
    assert "nothing would be sent" in text_of(client.get(reverse("reminder_preview")))


def test_the_log_says_what_was_sent_when_why_and_what_came_of_it(client, user):
    watch_measure(make_measure(due_on="2024-06-30"), by=user)
    fields = {"recipient": user, "covers_since": LONG_AGO, "claimed_at": clock()}
    late = Digest.objects.create(due_on="2026-11-25", caught_up_with="2026-11-23", **fields)
    DIGESTS.send_waiting([late.pk], at=clock())
    Digest.objects.create(due_on="2026-11-16", nothing_to_say=True, **fields)
    Digest.objects.create(due_on="2026-11-09", recipient=make_user(), covers_since=LONG_AGO, claimed_at=clock())

    text = text_of(client.get(reverse("reminder_log")))

    assert "Overdue 1 · Unchecked 1" in text and "Weekly, late: due on 23 November 2026" in text
    assert "Sent" in text and "Nothing new to tell, nothing sent" in text and "9 Nov" not in text


def test_administrators_see_what_could_not_be_sent_and_retry_it(client):
    administrator, somebody = make_user(role=Role.ADMINISTRATOR), make_user(name="Wei")
    digest = Digest.objects.create(
        recipient=somebody, due_on="2026-11-23", covers_since=LONG_AGO, claimed_at=clock(), attempts=8,
        problem="550 No such user", parked_at=clock(),
    )  # fmt: skip
    refuse_address(somebody, refusal="550 No such user", at=clock())
    client.force_login(administrator)

    before = text_of(client.get(reverse("reminder_queue")))
    after = client.post(reverse("retry_digest"), {"digest": digest.pk}, follow=True)

    assert "Given up: 550 No such user" in before and "Addresses that refuse email" in before
    digest.refresh_from_db()
    assert digest.parked_at is None and digest.attempts == 0
    assert ReminderSettings.objects.get(user=somebody).refused_at is None
    assert "Tried again within a minute." in text_of(after)


def test_others_neither_see_the_queue_nor_retry(client, user):
    digest = Digest.objects.create(
        recipient=user, due_on="2026-11-23", covers_since=LONG_AGO, claimed_at=clock(), parked_at=clock(), problem="550"
    )

    assert client.get(reverse("reminder_queue")).status_code == 403
    assert client.post(reverse("retry_digest"), {"digest": digest.pk}).status_code == 403
    digest.refresh_from_db()
    assert digest.parked_at


def test_a_person_whose_address_was_refused_reads_so_and_says_that_it_works(client, user):
    refuse_address(user, refusal="550 No such user", at=clock())

    assert "550 No such user" in text_of(client.get(reverse("my_reminders")))
    client.post(reverse("address_works"))

    reminders = ReminderSettings.objects.get(user=user)
    assert reminders.refused_at is None and reminders.counts_after


# Links in mails


def test_following_the_links_of_a_mail_changes_nothing(client, user):
    measure = make_measure()
    for url in (stop_url(user), snooze_url(user, measure), checked_url(user, measure)):
        for ask in (client.get, client.head):
            answer = ask(path_of(url))
            assert answer.status_code == 200
        assert len(buttons_in(client.get(path_of(url)))) == 1

    assert not ReminderSettings.objects.exists() and not Snooze.objects.exists() and not Entry.objects.exists()


def test_one_click_stops_the_digests_of_whoever_got_the_mail_signed_in_or_not():
    from django.test import Client

    user, mail_program = make_user(), Client(enforce_csrf_checks=True)

    answer = mail_program.post(path_of(stop_url(user)), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200 and "you no longer get digests" in text_of(answer)
    assert ReminderSettings.objects.get(user=user).cadence == "off"


def test_a_signed_address_does_one_thing_for_one_person(client):
    user, measure = make_user(), make_measure()
    stop = path_of(stop_url(user))
    token = stop.rstrip("/").rsplit("/", 1)[1]

    assert client.post(reverse("snooze_from_mail", args=[token])).status_code == 404
    assert client.post(stop.replace(f"{user.pk}.", f"{user.pk + 1}.")).status_code == 404
    assert (
        client.post(reverse("checked_from_mail", args=[path_of(snooze_url(user, measure)).split("/")[-2]])).status_code
        == 404
    )
    assert not ReminderSettings.objects.exists()


def test_the_links_of_somebody_who_left_lead_nowhere(client):
    user = make_user()
    revise_user(user, changes={"is_active": False}, by=make_user(role=Role.ADMINISTRATOR))

    assert client.post(path_of(stop_url(user))).status_code == 404


@pytest.mark.parametrize("url_of", [snooze_url, checked_url])
def test_a_link_shows_what_a_mail_may_tell_its_reader_today(client, settings, url_of):
    settings.CBM_PUBLIC_READING = False
    user, measure = make_user(), make_measure(title="A ferry timetable", marking="participants")
    path = path_of(url_of(user, measure))
    if url_of is checked_url:
        client.force_login(user)
    assert "A ferry timetable" in text_of(client.get(path))

    tighten_marking(measure, marking="internal", by=make_user(role=Role.EDITOR))
    for answer in (client.get(path), client.post(path, {"until": str(clock().date() + timedelta(days=10))})):
        assert answer.status_code == 404 and "A ferry timetable" not in text_of(answer)

    assert not Snooze.objects.exists() and not Entry.objects.exists()


def test_a_link_shows_a_reader_who_left_the_team_what_is_public_only(client):
    user, measure = make_user(), make_measure(title="A ferry timetable", marking="participants")
    path = path_of(snooze_url(user, measure))

    type(user).objects.filter(pk=user.pk).update(role=Role.READER)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("act", [SNOOZE, CHECKED])
@pytest.mark.parametrize(("days", "status"), [(0, 200), (1, 410)])
def test_a_link_works_for_sixty_days_and_then_says_that_it_is_too_old(client, user, act, days, status):
    measure = make_measure(title="A ferry timetable")
    signed_on = clock().date() - LINKS_LAST - timedelta(days)
    path = path_of(Purpose(act, user.pk, measure.key, signed_on).url)

    answer = client.post(path, {"until": str(clock().date() + timedelta(days=10))})

    assert answer.status_code == status
    assert ("A link in an email works for 60 days." in text_of(answer)) == (status == 410)
    assert (buttons_in(answer) == []) and ("A ferry timetable" in text_of(answer)) == (status == 200)
    assert Snooze.objects.exists() == (act == SNOOZE and status == 200)
    assert Entry.objects.exists() == (act == CHECKED and status == 200)


def test_a_link_from_before_links_had_a_day_is_too_old(client):
    user, measure = make_user(language="zh-hans"), make_measure()
    token = signer(SNOOZE).sign(f"{user.pk}.{measure.key}")

    answer = client.get(reverse("snooze_from_mail", args=[token]))

    assert answer.status_code == 410 and "此链接" in text_of(answer)


def test_the_link_that_stops_the_mails_is_never_too_old(client):
    user = make_user()
    token = signer(STOP).sign(f"{user.pk}.")

    assert stop_url(user).endswith(f"/{token}/")
    assert client.post(path_of(stop_url(user))).status_code == 200
    assert ReminderSettings.objects.get(user=user).cadence == "off"


def test_a_measure_is_snoozed_from_the_mail_until_a_day(client):
    user, measure = make_user(), make_measure()
    until = str(clock().date() + timedelta(days=10))
    url = path_of(snooze_url(user, measure))

    refused = client.post(url, {"until": "2020-01-01"})
    done = client.post(url, {"until": until})

    assert refused.status_code == 400 and "within a year" in text_of(refused)
    assert "No reminder" in text_of(done) or "no reminder" in text_of(done)
    assert str(Snooze.objects.get(user=user, measure=measure).until) == until


def test_a_check_is_noted_from_the_mail_by_its_recipient_signed_in_and_once_a_day(client):
    user, measure = make_user(), make_measure()
    url = path_of(checked_url(user, measure))
    assert client.post(url).status_code == 302
    client.force_login(make_user())
    assert client.post(url).status_code == 403
    assert not Entry.objects.exists()

    client.force_login(user)
    done = [client.post(url), client.post(url)]

    [entry] = Entry.objects.all()
    assert (entry.kind, entry.author) == (EntryKind.CHECK, user)
    assert "Recorded: checked, nothing new." in text_of(done[0]) and "already" in text_of(done[1])


def test_a_measure_is_snoozed_and_woken_on_its_page(client, user):
    measure = make_measure(title="A ferry timetable")
    until = str(clock().date() + timedelta(days=10))

    client.post(reverse("snooze", args=[measure.key]), {"until": until})

    assert "A ferry timetable" in text_of(client.get(reverse("my_reminders")))
    client.post(reverse("wake", args=[measure.key]))
    assert not Snooze.objects.exists()
