"""What is redacted or tightened is in no mail that goes out afterwards, and in no copy of one that is kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from smtplib import SMTPServerDisconnected
from threading import Event, Thread
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from measures.errors import NotAllowedError
from measures.models import Entry, Measure, Role, User
from measures.operations import redactions
from measures.operations.clock import clock
from measures.operations.markings import mark_report, tighten_marking
from measures.operations.redactions import redact_entry
from measures.operations.responsibility import watch_measure
from measures.wings.digests import digest_outbox
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest
from measures.wings.digests.outbox import pause_after
from tests.factories import log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 30)
WORDS = "The captain of the night ferry"
PATIENCE = 20


def digest_for(user: User, *measures: Measure) -> Digest:
    for measure in measures:
        watch_measure(measure, by=user)
    return Digest.objects.create(recipient=user, due_on=MONDAY, covers_since=LONG_AGO, claimed_at=clock())


def reader() -> User:
    return make_user(role=Role.READER)


def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR)


def redact(entry: Entry, *_: Any) -> None:
    redact_entry(entry, by=administrator(), reason="A private name stood in it.")


def tighten_entry(entry: Entry, *_: Any) -> None:
    tighten_marking(entry, marking="internal", by=administrator())


def tighten_measure(_entry: Entry, measure: Measure) -> None:
    tighten_marking(measure, marking="internal", by=administrator())


def compose_and_store(digest: Digest) -> None:
    """As where the mail server is down: the digest rests on its row."""
    DIGESTS.store_messages([digest.pk])
    digest.refresh_from_db()


def text_of(message: Any) -> str:
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    parts = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    return "".join(part.get_content() for part in parts if part)


@pytest.mark.parametrize("act", [redact, tighten_entry, tighten_measure])
def test_a_digest_that_waits_is_composed_anew_and_keeps_its_message_id(mailoutbox, act):
    overdue, measure = make_measure(title="A timetable", due_on="2026-06-30"), make_measure()
    entry = log(measure, title=WORDS)
    digest = digest_for(reader(), overdue, measure)
    compose_and_store(digest)
    first = digest.message_id
    assert digest.message

    act(entry, measure)
    DIGESTS.send_waiting([digest.pk], at=clock())

    [message] = mailoutbox
    assert "A timetable" in text_of(message) and WORDS not in text_of(message)
    assert message.message()["Message-ID"] == first
    digest.refresh_from_db()
    assert digest.sent_at and digest.message_id == first


def test_a_tightened_source_is_not_told_to_those_who_might_review_it(mailoutbox):
    reviewer = make_user(role=Role.CONTRIBUTOR)
    source = make_evidence(title=WORDS, state="")
    digest = digest_for(reviewer, make_measure(due_on="2026-06-30"))
    compose_and_store(digest)

    tighten_marking(source, marking="internal", by=administrator())
    DIGESTS.send_waiting([digest.pk], at=clock())

    [message] = mailoutbox
    assert WORDS not in text_of(message)


def test_a_tightened_report_is_not_told_of(mailoutbox):
    measure = make_measure(title=WORDS, due_on="2026-06-30")
    digest = digest_for(reader(), measure)
    compose_and_store(digest)

    mark_report(measure.report, marking="internal", by=administrator())
    DIGESTS.send_waiting([digest.pk], at=clock())

    assert mailoutbox == []


def test_where_nothing_is_left_to_say_nothing_is_sent(mailoutbox):
    measure = make_measure()
    entry = log(measure, title=WORDS)
    digest = digest_for(reader(), measure)
    compose_and_store(digest)
    assert digest.message

    tighten_measure(entry, measure)
    DIGESTS.send_waiting([digest.pk], at=clock())

    digest.refresh_from_db()
    assert mailoutbox == [] and digest.nothing_to_say and not digest.message


def test_one_that_was_given_up_is_composed_anew_when_it_is_retried(mailoutbox):
    overdue, measure = make_measure(due_on="2026-06-30"), make_measure()
    entry = log(measure, title=WORDS)
    digest = digest_for(reader(), overdue, measure)
    compose_and_store(digest)
    Digest.objects.filter(pk=digest.pk).update(parked_at=clock(), attempts=8)

    redact(entry)
    Digest.objects.filter(pk=digest.pk).update(parked_at=None, attempts=0)
    DIGESTS.send_waiting([digest.pk], at=clock())

    [message] = mailoutbox
    assert WORDS not in text_of(message)


def test_the_bytes_of_what_went_out_are_forgotten_and_it_is_not_sent_again(mailoutbox):
    measure = make_measure()
    entry = log(measure, title=WORDS)
    digest = digest_for(reader(), measure)
    DIGESTS.send_waiting([digest.pk], at=clock())
    digest.refresh_from_db()
    sent_at = digest.sent_at
    assert digest.message

    redact(entry)
    DIGESTS.store_messages([digest.pk])
    DIGESTS.send_waiting([digest.pk], at=clock())

    digest.refresh_from_db()
    assert len(mailoutbox) == 1 and (digest.message, digest.sent_at) == (None, sent_at)


def test_an_act_that_is_refused_leaves_mails_as_they_were():
    measure = make_measure(due_on="2026-06-30")
    entry = log(measure, title=WORDS)
    digest = digest_for(reader(), measure)
    compose_and_store(digest)

    with pytest.raises(NotAllowedError):
        redact_entry(entry, by=make_user(role=Role.EDITOR), reason="I may not.")
    with pytest.raises(NotAllowedError):
        tighten_marking(entry, marking="internal", by=make_user(role=Role.CONTRIBUTOR))

    assert bytes(Digest.objects.get(pk=digest.pk).message) == bytes(digest.message)


@pytest.mark.parametrize(("role", "is_told"), [(Role.READER, False), (Role.EDITOR, True)])
def test_whoever_may_read_less_by_now_is_told_less(mailoutbox, role, is_told):
    person = make_user(role=Role.CONTRIBUTOR)
    overdue, measure = make_measure(due_on="2026-06-30"), make_measure(marking="participants")
    log(measure, title=WORDS, marking="participants")
    digest = digest_for(person, overdue, measure)
    compose_and_store(digest)

    User.objects.filter(pk=person.pk).update(role=role)
    for attempt in (clock(), clock() + pause_after(1)):
        DIGESTS.send_waiting([digest.pk], at=attempt)

    [message] = mailoutbox
    assert (WORDS in text_of(message)) == is_told


# At the same moment


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], tuple[Event, Event]]:
    """Let a function say that it was reached, and wait before it does what it does."""

    def stop(where: Any, name: str) -> tuple[Event, Event]:
        reached, go_on, act = Event(), Event(), getattr(where, name)

        def wait_and_act(*args: Any) -> Any:
            result = act(*args)
            reached.set()
            assert go_on.wait(PATIENCE)
            return result

        monkeypatch.setattr(where, name, wait_and_act)
        return reached, go_on

    return stop


def at_once(act: Callable[[], object]) -> Thread:
    def acting() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=acting)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("where", "name", "sent_before"), [(digest_outbox, "compose", 0), (EmailBackend, "send_messages", 1)]
)
def test_a_redaction_waits_for_the_mail_in_hand_and_no_later_one_tells_of_it(
    mailoutbox, stopped, where, name, sent_before
):
    overdue, measure = make_measure(due_on="2026-06-30"), make_measure()
    entry = log(measure, title=WORDS)
    digests = [digest_for(reader(), overdue, measure) for _ in range(2)]
    keys = [digest.pk for digest in digests]
    reached, go_on = stopped(where, name)

    worker = at_once(lambda: DIGESTS.send_waiting(keys, at=clock()))
    assert reached.wait(PATIENCE)
    redaction = at_once(lambda: redact(entry))
    redaction.join(0.5)
    assert redaction.is_alive() and not Digest.objects.filter(sent_at__isnull=False).exists()
    go_on.set()
    redaction.join(PATIENCE)
    worker.join(PATIENCE)
    DIGESTS.send_waiting(keys, at=clock() + pause_after(1))

    texts = [text_of(message) for message in mailoutbox]
    assert [WORDS in text for text in texts] == [True] * sent_before + [False] * (2 - sent_before)
    assert Digest.objects.sent_or_empty().count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_a_redaction_and_composes_from_what_it_has_left(mailoutbox, stopped, monkeypatch):
    overdue, measure = make_measure(due_on="2026-06-30"), make_measure()
    entry = log(measure, title=WORDS)
    digest = digest_for(reader(), overdue, measure)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        DIGESTS.send_waiting([digest.pk], at=clock())
    reached, go_on = stopped(redactions, "restate")

    redaction = at_once(lambda: redact(entry))
    assert reached.wait(PATIENCE)
    worker = at_once(lambda: DIGESTS.send_waiting([digest.pk], at=clock() + pause_after(1)))
    worker.join(0.5)
    assert mailoutbox == []
    go_on.set()
    redaction.join(PATIENCE)
    worker.join(PATIENCE)
    DIGESTS.send_waiting([digest.pk], at=clock() + pause_after(9))

    [message] = mailoutbox
    assert WORDS not in text_of(message)


def refuse(*_: object) -> None:
    raise SMTPServerDisconnected("the line is dead")
