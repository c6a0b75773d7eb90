"""The reminder digest: what it says, to whom it never says it, and that it goes out once."""

import email
import email.policy
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.models import Marking, Measure, Owner, OwnerRole, Role, User, Watch
from measures.operations.clock import clock
from measures.operations.evidence import review_evidence
from measures.operations.responsibility import name_owner, watch_measure
from measures.wings.digests import digest_outbox
from measures.wings.digests.compose import compose
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest
from tests.factories import accept, log, make_evidence, make_measure, make_participant, make_report, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 30)
PAST = "2026-06-30"


def follower(measure: Measure, **fields: object) -> User:
    """A reader who watches a measure since long ago."""
    user = make_user(role=Role.READER, **fields)
    watch_measure(measure, by=user)
    user.watches.update(since=LONG_AGO)
    return user


def message_for(digest: Digest) -> EmailMultiAlternatives | None:
    [composed] = compose([digest])
    return composed.message


def digest_for(user: User) -> Digest:
    """A digest that waits, of what was recorded until now."""
    return Digest.objects.create(recipient=user, due_on=MONDAY, covers_since=LONG_AGO, claimed_at=clock())


def texts_of(user: User) -> tuple[str, str]:
    """The text and the HTML of a person's digest, or two empty texts where there is nothing to say."""
    message = message_for(digest_for(user))
    return (message.body, message.alternatives[0].content) if message else ("", "")


def received(mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    return [email.message_from_bytes(sent.stored, policy=email.policy.default) for sent in mailoutbox]


# What it says


def test_a_heading_counts_everything_and_the_lines_stop_at_twenty(settings, client):
    report = make_report()
    user = make_user(role=Role.READER)
    for index in range(23):
        measure = make_measure(report, code=f"X-{index}", due_on=PAST)
        watch_measure(measure, by=user)

    text, html = texts_of(user)

    assert "Overdue: 23" in text
    assert text.count("Target date: 30 June 2026") == html.count("Target date: 30 June 2026") == 20
    rest = f"/measures/?report={report.slug}&overdue=true&followed=true"
    assert f"and 3 more: {settings.CBM_SITE_URL}{rest}" in text
    make_measure(report, due_on=PAST)
    client.force_login(user)
    assert len(client.get(rest).context["rows"]) == 23


def test_every_section_is_of_what_one_owns_or_watches(settings):
    settings.CBM_SITE_URL = "https://tracker.example.org"
    user, report = make_user(), make_report()
    late = make_measure(report, title="Late", due_on=PAST, status="in_progress")
    soon = make_measure(report, title="Soon", due_on="2026-12-07", status="agreed")
    stale = make_measure(report, title="Stale")
    Owner.objects.create(measure=late, user=user, named_by=user)
    for measure in (soon, stale):
        watch_measure(measure, by=user)
    make_measure(report, title="Of somebody else", due_on=PAST)

    text, html = texts_of(user)

    assert "Overdue: 1" in text and "Due soon: 1" in text and "Unchecked: 1" in text and "New: 2" in text
    assert "Late\n    Target date: 30 June 2026 · 153 days ago · In progress · You own it: Coordinator\n" in text
    assert "Soon\n    Target date: 7 December 2026 · in 7 days · Agreed · You watch it\n" in text
    assert "Stale\n    Never checked · No status recorded · You watch it\n" in text
    assert "Of somebody else" not in text + html
    assert f"https://tracker.example.org/measures/{late.key}/" in text
    assert report.disclaimer in text and report.disclaimer in html


def test_what_is_new_is_what_was_recorded_since_the_last_digest_and_counts():
    measure = make_measure()
    log(measure, title="Told already")
    user = follower(measure)
    first = digest_for(user)
    DIGESTS.send_waiting([first.pk], at=first.claimed_at)
    source = make_evidence()
    entry = log(measure, title="A ferry ran & came back", direction="away", status="stalled", sources=[source.key])
    digest = Digest(recipient=user, due_on=date(2026, 12, 7), covers_since=first.claimed_at, claimed_at=clock())
    log(measure, title="For the next one")

    message = message_for(digest)

    assert "New: 1" in message.body
    reported = f"Reported, not reviewed: {measure.code} · No further step found (our assessment)"
    assert f"A ferry ran & came back\n    {reported}\n" in message.body
    assert "A ferry ran &amp; came back" in message.alternatives[0].content
    assert "Told already" not in message.body and "For the next one" not in message.body
    accept(entry)
    assert f"    Away: {measure.code} · No further step found (our assessment)\n" in message_for(digest).body


def test_what_bears_on_a_part_is_new_on_its_whole():
    whole = make_measure()
    part = make_measure(whole.report, parent=whole)
    log(part, title="A ferry ran")

    text, _ = texts_of(follower(whole))

    assert "A ferry ran" in text


def test_a_digest_is_composed_for_the_participants_at_most():
    measure = make_measure(due_on=PAST, status="in_progress")
    hidden = make_measure(measure.report, title="An internal measure", due_on=PAST, marking=Marking.INTERNAL)
    log(measure, title="Internal news", status="stalled", marking=Marking.INTERNAL)
    log(measure, title="Participants' news", marking=Marking.PARTICIPANTS)
    readers = {"analyst": make_user(), "participant": make_participant(), "reader": make_user(role=Role.READER)}
    for user in readers.values():
        for each in (measure, hidden):
            Watch.objects.create(measure=each, user=user)

    texts = {who: "".join(texts_of(user)) for who, user in readers.items()}

    for text in texts.values():
        assert "An internal measure" not in text and "Internal news" not in text
        assert "In progress" in text and "No further step" not in text and "Overdue: 1" in text
    assert [who for who, text in texts.items() if "Participants&#x27; news" in text] == ["analyst", "participant"]
    assert "New: 2" in texts["analyst"] and "New: 1" in texts["reader"]


def test_a_digest_speaks_its_recipients_language_and_marks_what_falls_back():
    report = make_report()
    translated = make_measure(report, title="Publish timetables", title_zh_hans="公布时刻表", due_on=PAST)
    user = follower(translated, language="zh-hans")
    watch_measure(make_measure(report, title="Only in English", due_on="2026-06"), by=user)

    text, html = texts_of(user)

    assert "2026年11月30日" in text and "2026年6月30日" in text and "2026年6月 " in text
    assert "公布时刻表" in text and "Publish timetables" not in text
    assert '<html lang="zh-hans">' in html and 'lang="en"><a' in compact(html)


def test_the_subject_carries_no_substance_and_the_headers_say_what_it_is(settings):
    settings.CBM_SITE_URL = "https://tracker.example.org"

    message = message_for(digest_for(follower(make_measure(due_on=PAST))))

    assert message.subject == "CBM Tracker: your reminders of 30 November 2026"
    headers = message.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Id"] == "<reminders.tracker.example.org>"
    assert headers["Message-ID"].endswith("@tracker.example.org>")
    assert headers["Date"]


def test_a_chunk_is_composed_in_as_many_queries_as_a_single_digest(django_assert_num_queries):
    report, source = make_report(), make_evidence(state="pending")
    measures = [make_measure(report, due_on=PAST, status="in_progress") for _ in range(4)]
    people = [make_user(), make_user(role=Role.READER), *(make_user() for _ in range(10))]
    for user in people:
        for measure in measures:
            watch_measure(measure, by=user)
    name_owner(measures[0], user=people[0], role=OwnerRole.COORDINATOR, by=make_user(role=Role.EDITOR))
    review_evidence(source, by=make_user(), state="pending")
    digests = [digest_for(user) for user in people]
    rows = Digest.objects.select_related("recipient__reminders").order_by("pk")

    # The digests themselves. What the recipients own, watch, snooze, have been told and wait to hear of. For each of
    # two audiences: the measures, their parts, the entries with bearings, views and marks and what these are of. For
    # the team: the sources to review.
    with CaptureQueriesContext(connection) as few:
        compose(rows.filter(pk__in=[row.pk for row in digests[:2]]))
    with django_assert_num_queries(len(few)):
        compose(rows)

    assert len(few) < 30


# That it goes out once


def test_a_digest_is_stored_then_sent_once_as_stored(mailoutbox):
    digest = digest_for(follower(make_measure(due_on=PAST)))

    for _ in range(2):
        DIGESTS.send_waiting([digest.pk], at=clock())

    digest.refresh_from_db()
    [sent] = received(mailoutbox)
    assert sent["Message-ID"] == digest.message_id
    assert mailoutbox[0].message(policy=email.policy.SMTP).as_bytes() == bytes(digest.message)
    assert digest.sent_at and not digest.problem and digest.attempts == 1


def test_nothing_to_say_is_nothing_sent(mailoutbox):
    measure = make_measure()
    digest = Digest.objects.create(
        recipient=follower(measure),
        due_on="2024-01-01",
        covers_since=clock(),
        claimed_at=datetime(2024, 1, 1, 8, tzinfo=UTC),
    )
    Measure.objects.filter(pk=measure.pk).update(review_every_days=3650)
    measure.standings.update(last_checked="2024-01-01")

    DIGESTS.send_waiting([digest.pk], at=clock())

    digest.refresh_from_db()
    assert mailoutbox == [] and digest.nothing_to_say and digest.sent_at is None


def test_a_refused_digest_rests_longer_each_time_and_goes_out_as_it_was_first_written(mailoutbox, monkeypatch):
    digest = digest_for(follower(make_measure(due_on=PAST)))
    at = clock()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        for wait in (0, 5, 15):
            DIGESTS.send_waiting([digest.pk], at=at + timedelta(minutes=wait))
            digest.refresh_from_db()
    first_bytes = bytes(digest.message)
    assert (digest.attempts, digest.next_attempt_at) == (3, at + timedelta(minutes=35))
    assert "the line is dead" in digest.problem

    DIGESTS.send_waiting([digest.pk], at=at + timedelta(minutes=34))
    assert mailoutbox == []
    DIGESTS.send_waiting([digest.pk], at=at + timedelta(minutes=35))

    digest.refresh_from_db()
    [sent] = received(mailoutbox)
    assert sent["Message-ID"] == digest.message_id
    assert bytes(digest.message) == first_bytes and digest.problem == ""


def refuse(*_: object) -> None:
    raise SMTPServerDisconnected("the line is dead")


def test_a_digest_that_cannot_be_written_fails_alone(mailoutbox, monkeypatch):
    measure = make_measure(due_on=PAST)
    poison, other = digest_for(follower(measure)), digest_for(follower(measure))
    is_poison = {poison.pk}
    monkeypatch.setattr(
        digest_outbox, "compose", lambda digests: 1 / 0 if is_poison & {row.pk for row in digests} else compose(digests)
    )

    DIGESTS.send_waiting([poison.pk, other.pk], at=clock())

    poison.refresh_from_db()
    assert "ZeroDivisionError" in poison.problem and poison.attempts == 1
    assert [sent["To"] for sent in received(mailoutbox)] == [other.recipient.email]


def test_the_bytes_of_a_message_go_after_thirty_days():
    digest = digest_for(follower(make_measure(due_on=PAST)))
    DIGESTS.send_waiting([digest.pk], at=clock())
    digest.refresh_from_db()

    assert DIGESTS.forget_messages(at=digest.sent_at + timedelta(days=30)) == 0
    assert DIGESTS.forget_messages(at=digest.sent_at + timedelta(days=31)) == 1
