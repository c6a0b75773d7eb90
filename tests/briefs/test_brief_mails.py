"""Briefs by mail: when they come, what they bring to whom, and that nothing hidden or taken away is in them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from smtplib import SMTPServerDisconnected
from typing import Any

import docx
import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from measures.errors import NoChineseFaceError
from measures.models import Entry, Measure, Report, Role, User
from measures.operations.accounts import revise_user
from measures.operations.clock import clock
from measures.operations.markings import mark_report, tighten_marking
from measures.operations.redactions import redact_entry
from measures.wings.briefs import mails
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import BriefSubscription, Cadence, Digest, ReminderSettings
from measures.wings.digests.operations import refuse_address, set_reminders
from measures.wings.digests.outbox import pause_after
from measures.wings.digests.plan import due_briefs, plan_digests
from tests.factories import client_of, fields_of, get, log, make_measure, make_participant, make_report, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = "The captain of the night ferry"
ROOT = "/api/v1/"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def subscriber(report: Report, *, attachment: str = "none", cadence: str = "weekly", user: User | None = None) -> User:
    """Somebody who has wanted the brief of a report since long ago, on Mondays at eight or on the first."""
    user = user or make_user(role=Role.READER)
    set_reminders(user, by=user, at=LONG_AGO, changes={"brief_attachment": attachment}, briefs={report.slug: cadence})
    return user


def brief_for(user: User, report: Report) -> Digest:
    return Digest.objects.create(
        recipient=user, brief_of=report, due_on=date(2026, 11, 23), covers_since=LONG_AGO, claimed_at=clock()
    )


def send(brief: Digest) -> None:
    for attempt in (clock(), clock() + pause_after(1)):
        DIGESTS.send_waiting([brief.pk], at=attempt)
    brief.refresh_from_db()


def parsed(message: Any) -> EmailMessage:
    found = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def body_of(message: Any) -> str:
    parts = (parsed(message).get_body((kind,)) for kind in ("plain", "html"))
    return "".join(part.get_content() for part in parts if part)


def attached_to(message: Any) -> str:
    """The text of the DOCX that is attached, with its file name; empty without one."""
    found = []
    for part in parsed(message).iter_attachments():
        document = docx.Document(BytesIO(part.get_content()))
        found += [str(part.get_filename()), *(paragraph.text for paragraph in document.paragraphs)]
    return "\n".join(found)


def link_in(message: Any) -> str:
    [link] = re.findall(r"http://127\.0\.0\.1:8000(/brief/\S+)", parsed(message).get_body(("plain",)).get_content())
    return link


def days(found: list[Digest]) -> list[tuple[str, str]]:
    """The due day of each brief, and what it covers."""
    return [(str(each.due_on), f"{each.covers_since:%m-%d} {each.claimed_at:%m-%d}") for each in found]


# When it comes


def test_a_brief_comes_weekly_or_monthly_and_covers_the_time_since_the_last_that_was_sent() -> None:
    report, other = make_report("calm"), make_report("storm")
    user = subscriber(report)
    BriefSubscription.objects.create(user=user, report=other, cadence=Cadence.MONTHLY, since=LONG_AGO)

    assert plan_digests(at=utc("2026-11-23T08:00")) == 2
    assert plan_digests(at=utc("2026-11-30T07:59")) == 0
    first, monthly = Digest.objects.order_by("brief_of__slug")
    assert days([first]) == [("2026-11-23", "11-16 11-23")] and first.caught_up_with is None
    assert days([monthly]) == [("2026-11-01", "10-23 11-23")] and monthly.caught_up_with == date(2026, 11, 1)

    Digest.objects.filter(pk=first.pk).update(sent_at=clock())
    plan_digests(at=utc("2026-11-30T08:00"))
    # It is not sent, so the next covers its time as well and takes its place.
    plan_digests(at=utc("2026-12-07T08:00"))
    waiting = Digest.objects.to_send(at=utc("2026-12-07T08:00")).filter(brief_of=report)
    assert days(list(waiting)) == [("2026-12-07", "11-23 12-07")]


def test_who_stops_pauses_or_is_gone_is_due_none() -> None:
    report = make_report()
    refused, paused, gone, stopped = (subscriber(report) for _ in range(4))
    refuse_address(refused, refusal="550 No such user", at=clock())
    ReminderSettings.objects.filter(user=paused).update(paused_until="2027-01-01")
    revise_user(gone, changes={"is_active": False}, by=make_user(role=Role.ADMINISTRATOR))
    set_reminders(stopped, by=stopped, at=clock(), changes={}, briefs={})

    assert list(due_briefs(at=utc("2026-11-30T08:00"))) == []


def test_briefs_come_without_digests_and_digests_without_briefs() -> None:
    user = subscriber(make_report())
    set_reminders(user, by=user, at=LONG_AGO, changes={"cadence": Cadence.OFF})

    assert [each.recipient for each in due_briefs(at=utc("2026-11-30T08:00"))] == [user]


# Choosing it


def test_the_api_sets_which_briefs_come() -> None:
    make_report("calm")
    make_report("storm", marking="internal")
    user = make_user()
    client = client_of(user)
    wanted = [{"report": "calm", "cadence": "monthly"}]

    changed = client.patch(f"{ROOT}reminders/", {"briefs": wanted, "brief_attachment": "pdf"}, format="json").json()
    twice = client.patch(f"{ROOT}reminders/", {"briefs": wanted * 2}, format="json")
    hidden = client.patch(f"{ROOT}reminders/", {"briefs": [{"report": "storm", "cadence": "weekly"}]}, format="json")
    kept = client.patch(f"{ROOT}reminders/", {"hour": 9}, format="json").json()
    none = client.patch(f"{ROOT}reminders/", {"briefs": []}, format="json").json()

    assert changed["briefs"] == wanted and changed["brief_attachment"] == "pdf"
    assert fields_of(hidden) == fields_of(twice) == {"briefs"}
    assert kept["briefs"] == wanted and none["briefs"] == []


def test_the_page_sets_which_briefs_come_and_shows_what_was_sent() -> None:
    report = make_report("calm", title="Calm waters")
    user, client = make_user(role=Role.READER), Client()
    client.force_login(user)
    chosen = {
        "cadence": "off", "weekday": "0", "month_day": "1", "hour": "9", "time_zone": "UTC", "language": "en",
        "brief_attachment": "docx", "brief-calm": "weekly",
    }  # fmt: skip

    assert client.post(reverse("my_reminders"), chosen).status_code == 302
    page = client.get(reverse("my_reminders")).content.decode()
    send(brief_for(user, report))
    log_page = client.get(reverse("reminder_log")).content.decode()

    assert BriefSubscription.objects.get().cadence == Cadence.WEEKLY
    assert '<option value="weekly" selected>' in page and "Calm waters" in page
    assert "Brief: Calm waters" in log_page
    assert get("reminders/log/", client_of(user))["results"][0]["brief_of"] == "calm"


def test_one_click_in_the_mail_stops_this_brief_and_nothing_else(mailoutbox: Any) -> None:
    report, other = make_report(), make_report()
    user = subscriber(report)
    BriefSubscription.objects.create(user=user, report=other, cadence=Cadence.MONTHLY)
    send(brief_for(user, report))
    [message] = mailoutbox
    # Mail programs read the line as it is sent; Python would decode it.
    sent = message.message(policy=policy.SMTP).as_bytes().decode()
    [stop] = re.findall(r"^List-Unsubscribe: <http://127\.0\.0\.1:8000(\S+)>\r$", sent, re.MULTILINE)

    assert "Stop this brief" in Client().get(stop).content.decode()
    assert BriefSubscription.objects.count() == 2
    Client().post(stop, {"List-Unsubscribe": "One-Click"})

    assert [row.report for row in BriefSubscription.objects.all()] == [other]
    assert ReminderSettings.objects.get(user=user).cadence == Cadence.WEEKLY


# What it brings


def test_the_mail_leads_to_the_very_brief_and_its_subject_gives_nothing_away(mailoutbox: Any) -> None:
    measure = make_measure(make_report("calm", title="Calm waters"))
    user = subscriber(measure.report)
    log(measure, title=WORDS, occurred="2026-11-20")
    brief = brief_for(user, measure.report)
    log(measure, title="Later news", occurred="2026-11-21")
    send(brief)

    [message] = mailoutbox
    mail, body = parsed(message), body_of(message)
    assert mail["Subject"] == "CBM Tracker: your brief of 23 November 2026"
    assert mail["List-Id"] == "<briefs.127.0.0.1>" and mail["Message-ID"].startswith("<brief.")
    assert "Calm waters" in body and "1 development is recorded for this period." in body
    assert WORDS not in body and not attached_to(message)
    page = Client().get(link_in(message)).content.decode()
    assert WORDS in page and "Later news" not in page
    assert brief.counts == {"happened": 1}


def test_a_time_in_which_nothing_happened_has_its_brief_which_says_so(mailoutbox: Any) -> None:
    user = subscriber(make_report(), user=make_user(language="zh-hans"))
    send(brief_for(user, BriefSubscription.objects.get().report))

    [message] = mailoutbox
    body = body_of(message)
    assert "此期间的记录中只有背景动态" in body
    assert "development" not in body and "Read the brief" not in body


def hide(measure: Measure) -> None:
    for marking in ("participants", "internal"):
        log(measure, title=f"For {marking}", marking=marking, occurred="2026-11-20")
    log(measure, title="For everybody", occurred="2026-11-20")


@pytest.mark.parametrize(
    ("reader", "audience", "happened"),
    [(make_participant, "participants", 2), (make_user, "participants", 2), (lambda: make_user("reader"), "", 1)],
)
def test_a_mail_holds_nothing_internal_and_its_attachment_only_what_is_public(
    mailoutbox: Any, reader: Callable[[], User], audience: str, happened: int
) -> None:
    measure = make_measure(make_report("calm"))
    user = subscriber(measure.report, attachment="docx", user=reader())
    hide(measure)
    send(brief_for(user, measure.report))

    [message] = mailoutbox
    body, file, link = body_of(message), attached_to(message), link_in(message)
    assert "For everybody" in file and "For: " in file
    assert "For internal" not in file + body and "For participants" not in file + body
    assert f"{happened} development" in body and f"audience={audience or 'public'}" in link
    client = Client()
    assert client.get(link).status_code == (302 if audience else 200)
    client.force_login(user)
    page = client.get(link).content.decode()
    assert ("For participants" in page) == bool(audience) and "For internal" not in page


def test_of_a_report_that_is_not_public_only_the_link_goes(mailoutbox: Any) -> None:
    report = make_report("calm", marking="participants")
    user = subscriber(report, attachment="docx", user=make_participant())
    send(brief_for(user, report))

    [message] = mailoutbox
    link = link_in(message)
    assert not attached_to(message) and "audience=participants" in link
    assert Client().get(link)["Location"].startswith("/accounts/login/?next=/brief/")
    unknown = Client().get(link.replace("calm", "storm"))
    assert unknown["Location"].startswith("/accounts/login/?next=/brief/")


def test_what_several_are_sent_is_made_once(mailoutbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    report, made = make_report(), []
    monkeypatch.setattr(mails, "brief_file", lambda options, form: made.append(options) or b"%PDF")
    at = clock()
    rows = [brief_for(subscriber(report, attachment="pdf"), report) for _ in range(3)]
    Digest.objects.update(claimed_at=at)
    DIGESTS.send_waiting([row.pk for row in rows], at=clock())

    assert len(mailoutbox) == 3 and len(made) == 1
    names = [part.get_filename() for message in mailoutbox for part in parsed(message).iter_attachments()]
    assert names == [f"cbm-brief-{report.slug}-{at.date()}-en.pdf"] * 3


def test_without_the_file_the_link_goes_alone(
    mailoutbox: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bytes:
        raise NoChineseFaceError

    report = make_report()
    monkeypatch.setattr(mails, "brief_file", fail)
    send(brief_for(subscriber(report, attachment="pdf"), report))

    [message] = mailoutbox
    assert link_in(message) and not list(parsed(message).iter_attachments())
    assert "only its link is sent" in caplog.text


# What is taken away


def redact(entry: Entry) -> None:
    redact_entry(entry, by=make_user(role=Role.ADMINISTRATOR), reason="A private name stood in it.")


def tighten(entry: Entry) -> None:
    tighten_marking(entry, marking="participants", by=make_user(role=Role.EDITOR))


@pytest.mark.parametrize("act", [redact, tighten])
def test_what_is_taken_away_between_composing_and_sending_is_in_no_mail(
    mailoutbox: Any, act: Callable[[Entry], None]
) -> None:
    measure = make_measure()
    entry = log(measure, title=WORDS, occurred="2026-11-20")
    brief = brief_for(subscriber(measure.report, attachment="docx"), measure.report)
    DIGESTS.store_messages([brief.pk])
    first = Digest.objects.get(pk=brief.pk)
    assert first.message and first.counts == {"happened": 1}

    act(entry)
    send(brief)

    [message] = mailoutbox
    assert WORDS not in attached_to(message) + body_of(message) and "cbm-brief" in attached_to(message)
    assert message.message()["Message-ID"] == first.message_id and brief.counts == {"happened": 0}


def test_whoever_may_no_longer_read_the_report_or_has_stopped_is_sent_nothing(mailoutbox: Any) -> None:
    report, kept = make_report(), make_report()
    reader, stopped = subscriber(report), subscriber(kept)
    rows = [brief_for(reader, report), brief_for(stopped, kept)]
    mark_report(report, marking="internal", by=make_user(role=Role.ADMINISTRATOR))
    DIGESTS.store_messages([row.pk for row in rows])
    set_reminders(stopped, by=stopped, at=clock(), changes={}, briefs={})
    for row in rows:
        send(row)

    assert mailoutbox == [] and [row.nothing_to_say for row in rows] == [True, True]
    assert get("reminders/log/", client_of(reader))["results"] == []


def test_whoever_may_read_less_by_now_is_sent_less(mailoutbox: Any) -> None:
    measure = make_measure()
    user = subscriber(measure.report, user=make_user())
    hide(measure)
    brief = brief_for(user, measure.report)
    DIGESTS.store_messages([brief.pk])
    User.objects.filter(pk=user.pk).update(role=Role.READER)
    send(brief)

    [message] = mailoutbox
    assert "1 development " in body_of(message) and "audience=public" in link_in(message)


def test_a_brief_that_could_not_be_handed_over_is_sent_later_with_the_same_bytes(
    mailoutbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise SMTPServerDisconnected("the line is dead")

    report = make_report()
    brief = brief_for(subscriber(report, attachment="docx"), report)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        DIGESTS.send_waiting([brief.pk], at=clock())
    stored = bytes(Digest.objects.get(pk=brief.pk).message)
    DIGESTS.send_waiting([brief.pk], at=clock() + timedelta(hours=1))

    [message] = mailoutbox
    assert message.stored == stored
