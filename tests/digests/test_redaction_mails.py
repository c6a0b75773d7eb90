"""Every redaction is told to all administrators by mail, once, and without what was redacted."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from measures.models import Entry, Measure, RedactionMail, Role, User
from measures.operations.clock import clock
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.tasks import tick
from measures.wings.digests.outbox import MOST_ATTEMPTS
from measures.wings.digests.redaction_outbox import REDACTION_MAILS
from tests.conftest import Sink
from tests.factories import log, make_measure, make_user

pytestmark = pytest.mark.django_db

REASON = "A private name stood in it."


@pytest.fixture
def measure() -> Measure:
    return make_measure()


@pytest.fixture
def keeper() -> User:
    return make_user(role=Role.ADMINISTRATOR, name="A. Keeper")


def redacted(measure: Measure, administrator: User, **fields: Any) -> Entry:
    entry = log(measure, title="The harbour master's cousin spoke", narrative="By name.", **fields)
    redact_entry(entry, by=administrator, reason=REASON)
    return entry


def send_redaction_mails(*, at: datetime) -> None:
    for mail_ids in REDACTION_MAILS.chunks_to_send(at=at):
        REDACTION_MAILS.send_waiting(mail_ids, at=at)


def body_of(mail: Any) -> str:
    return str(mail.get_content())


def test_every_active_administrator_gets_one_mail_and_nobody_else(
    measure: Measure, keeper: User, smtp_sink: Sink
) -> None:
    other = make_user(role=Role.ADMINISTRATOR)
    make_user(role=Role.ADMINISTRATOR, is_active=False)
    make_user(role=Role.EDITOR)
    entry = redacted(measure, keeper)

    send_redaction_mails(at=clock())
    send_redaction_mails(at=clock() + timedelta(days=1))

    assert [mail["To"] for mail in smtp_sink.messages] == [keeper.email, other.email]
    for mail in smtp_sink.messages:
        assert f"A. Keeper redacted the entry {entry.key}" in body_of(mail)
        assert REASON in body_of(mail)
        assert mail["Subject"] == "CBM Tracker: an entry was redacted"
        assert "cousin" not in mail.as_string()
        assert "By name" not in mail.as_string()
    assert len({mail["Message-ID"] for mail in smtp_sink.messages}) == 2


def test_a_redaction_by_the_applications_password_is_told_as_well(
    measure: Measure, keeper: User, smtp_sink: Sink
) -> None:
    entry = log(measure)
    with connection.cursor() as cursor:
        cursor.execute("SELECT redact_entry(%s, %s, 'made up')", [entry.pk, keeper.pk])

    send_redaction_mails(at=clock())

    [mail] = smtp_sink.messages
    assert entry.key in body_of(mail)


def test_a_mail_that_waits_is_composed_anew_once_fewer_may_read_of_the_entry(
    measure: Measure, keeper: User, smtp_sink: Sink
) -> None:
    entry = redacted(measure, keeper)
    [waiting] = RedactionMail.objects.all()
    REDACTION_MAILS.store_messages([waiting.pk])

    tighten_marking(entry, marking="internal", by=keeper)
    send_redaction_mails(at=clock())

    [mail] = smtp_sink.messages
    assert entry.key in body_of(mail) and REASON not in body_of(mail)


def test_of_what_participants_may_not_read_the_mail_tells_the_key_only(
    measure: Measure, keeper: User, smtp_sink: Sink
) -> None:
    entry = redacted(measure, keeper, marking="internal")

    send_redaction_mails(at=clock())

    [mail] = smtp_sink.messages
    assert entry.key in body_of(mail)
    assert REASON not in body_of(mail)
    assert "/journal/" not in body_of(mail)


def test_the_mail_is_in_the_language_and_time_zone_of_its_reader(measure: Measure, smtp_sink: Sink) -> None:
    keeper = make_user(role=Role.ADMINISTRATOR, language="zh-hans", time_zone="Asia/Shanghai", name="守门人")
    redacted(measure, keeper)

    send_redaction_mails(at=clock())

    [mail] = smtp_sink.messages
    assert "守门人" in body_of(mail)
    assert "CST" in body_of(mail)
    assert "redacted" not in body_of(mail)


def test_the_next_tick_wakes_a_worker_while_a_mail_waits(measure: Measure, keeper: User, monkeypatch: Any) -> None:
    woken: list[tuple[str, list[int]]] = []
    monkeypatch.setattr("measures.wings.digests.tasks.send_mails.apply_async", lambda args, **how: woken.append(args))

    tick()
    assert woken == []
    redacted(measure, keeper)
    tick()

    assert len(woken) == 1


def test_what_the_mail_server_refuses_is_tried_again_with_the_same_bytes(
    measure: Measure, keeper: User, smtp_sink: Sink, settings: Any
) -> None:
    good = settings.MAILERS
    settings.MAILERS = {"default": {**good["default"], "OPTIONS": {"host": "127.0.0.1", "port": 1}}}
    redacted(measure, keeper)
    at = clock()
    send_redaction_mails(at=at)
    waiting = RedactionMail.objects.get()
    assert waiting.sent_at is None
    assert waiting.attempts == 0
    assert waiting.message

    settings.MAILERS = good
    send_redaction_mails(at=at + timedelta(days=1))

    sent = RedactionMail.objects.get()
    assert len(smtp_sink.messages) == 1
    assert sent.sent_at is not None
    assert bytes(sent.message or b"") == bytes(waiting.message)


def test_a_mail_that_is_in_vain_is_given_up_and_holds_up_no_other(
    measure: Measure, keeper: User, smtp_sink: Sink, caplog: Any
) -> None:
    make_user(role=Role.ADMINISTRATOR)
    redacted(measure, keeper)
    first = RedactionMail.objects.earliest("pk")
    RedactionMail.objects.filter(pk=first.pk).update(attempts=MOST_ATTEMPTS, problem="451 Later")

    send_redaction_mails(at=clock())

    first.refresh_from_db()
    assert first.parked_at is not None
    assert "is given up: 451 Later" in caplog.text
    assert len(smtp_sink.messages) == 1


def test_a_redaction_that_is_undone_with_its_transaction_is_told_to_nobody(measure: Measure, keeper: User) -> None:
    with pytest.raises(Exception, match="reason"):
        redact_entry(log(measure), by=keeper, reason=" ")

    assert not RedactionMail.objects.exists()


def test_the_bytes_of_a_mail_that_went_out_go_after_a_while(measure: Measure, keeper: User, smtp_sink: Sink) -> None:
    redacted(measure, keeper)
    send_redaction_mails(at=clock())

    REDACTION_MAILS.forget_messages(at=clock() + timedelta(days=29))
    assert RedactionMail.objects.get().message is not None
    REDACTION_MAILS.forget_messages(at=clock() + timedelta(days=31))

    assert RedactionMail.objects.get().message is None
    send_redaction_mails(at=clock() + timedelta(days=31))
    assert len(smtp_sink.messages) == 1
