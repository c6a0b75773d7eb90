"""How digests go out: by the chunk over one connection, slower when told so, and never to an address that is none."""

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from measures.models import Measure, Role, User
from measures.operations.clock import clock
from measures.operations.responsibility import watch_measure
from measures.wings.digests import outbox
from measures.wings.digests.compose import compose
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest
from measures.wings.digests.operations import retry_digest
from measures.wings.digests.outbox import MOST_ATTEMPTS
from measures.wings.digests.queue import failing_digests, refused_addresses
from tests.conftest import Sink
from tests.factories import make_measure, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


class MailServer(Sink):
    """Takes mail, counts connections, and gives the answers that a test has written down for an address."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, str] = {}
        self.connections = 0
        self.recipients: list[str] = []

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.recipients.append(address)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    @property
    def reached(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    server = MailServer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server.port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    server.connections = 0
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.port},
        }
    }
    yield server
    controller.stop()


@pytest.fixture
def measure() -> Measure:
    return make_measure(due_on="2026-06-30")


def waiting(measure: Measure, count: int) -> list[Digest]:
    return [digest_for(measure, make_user(role=Role.READER)) for _ in range(count)]


def digest_for(measure: Measure, user: User) -> Digest:
    watch_measure(measure, by=user)
    return Digest.objects.create(recipient=user, due_on=MONDAY, covers_since=LONG_AGO, claimed_at=clock())


def send_all(digests: list[Digest], at: datetime | None = None) -> None:
    DIGESTS.send_waiting([digest.pk for digest in digests], at=at or clock())
    for digest in digests:
        digest.refresh_from_db()


def test_a_chunk_goes_out_over_one_connection(mail_server, measure):
    digests = waiting(measure, 5)

    send_all(digests)

    assert mail_server.reached == [digest.recipient.email for digest in digests]
    assert mail_server.connections == 1


def test_chunks_are_bounded_and_what_was_tried_before_goes_alone(measure, monkeypatch):
    monkeypatch.setattr(outbox, "TOGETHER", 2)
    digests = waiting(measure, 5)
    Digest.objects.filter(pk=digests[0].pk).update(attempts=1)

    chunks = DIGESTS.chunks_to_send(at=clock())

    first, *others = (digest.pk for digest in digests)
    assert chunks == [others[:2], others[2:], [first]]


def test_an_address_that_does_not_exist_gets_nothing_more_and_administrators_see_it(mail_server, measure):
    digests = waiting(measure, 2)
    mail_server.answers[digests[0].recipient.email] = "550 5.1.1 No such user"

    send_all(digests)

    assert mail_server.reached == [digests[1].recipient.email]
    assert digests[0].parked_at and digests[0].problem == "550 5.1.1 No such user"
    [refused] = refused_addresses()
    assert (refused.user, refused.refusal) == (digests[0].recipient, "550 5.1.1 No such user")
    assert list(failing_digests()) == [digests[0]]


def test_a_refusal_by_policy_does_not_stop_the_address(mail_server, measure):
    [digest] = waiting(measure, 1)
    mail_server.answers[digest.recipient.email] = "550 5.7.1 Not from your network"

    send_all([digest])

    assert not refused_addresses() and not digest.parked_at and digest.next_attempt_at > clock()


def test_one_that_is_to_wait_waits_and_the_others_go_on(mail_server, measure):
    digests = waiting(measure, 3)
    mail_server.answers[digests[0].recipient.email] = "450 4.2.0 Greylisted"
    at = clock()

    send_all(digests, at)

    assert mail_server.reached == [digest.recipient.email for digest in digests[1:]]
    assert (digests[0].problem, digests[0].parked_at) == ("450 4.2.0 Greylisted", None)
    assert digests[0].next_attempt_at == at + timedelta(minutes=5)

    mail_server.answers.clear()
    send_all(digests, at + timedelta(minutes=6))

    assert digests[0].sent_at and digests[0].problem == ""


def test_a_mail_server_that_closes_slows_all_down_and_costs_those_behind_no_attempt(mail_server, measure):
    digests = waiting(measure, 3)
    mail_server.answers[digests[0].recipient.email] = "421 4.7.0 Too many messages"
    at = clock()

    send_all(digests, at)

    assert mail_server.recipients == [digests[0].recipient.email]
    assert [digest.attempts for digest in digests] == [1, 0, 0]
    assert {digest.next_attempt_at for digest in digests} == {at + timedelta(minutes=5)}


def test_so_many_who_are_to_wait_one_after_the_other_slow_all_down(mail_server, measure):
    digests = waiting(measure, 5)
    mail_server.answers |= {digest.recipient.email: "450 Later" for digest in digests}

    send_all(digests)

    assert len(mail_server.recipients) == 3
    assert [digest.attempts for digest in digests] == [1, 1, 1, 0, 0]


def test_where_no_mail_server_answers_all_wait_and_none_is_to_blame(mail_server, measure, settings):
    settings.MAILERS = {"default": settings.MAILERS["default"] | {"OPTIONS": {"host": "127.0.0.1", "port": 1}}}
    digests = waiting(measure, 2)

    send_all(digests)

    assert [(digest.attempts, digest.sent_at) for digest in digests] == [(0, None), (0, None)]
    assert all(digest.message and digest.next_attempt_at > clock() for digest in digests)


def test_one_that_fails_again_and_again_is_parked_until_an_administrator_retries_it(mail_server, measure):
    [digest] = waiting(measure, 1)
    mail_server.answers[digest.recipient.email] = "554 5.6.0 Malformed"
    at = clock()
    attempts = 0
    while DIGESTS.chunks_to_send(at=at):
        send_all([digest], at)
        attempts += 1
        at += timedelta(hours=13)

    assert attempts == MOST_ATTEMPTS and digest.parked_at
    assert list(failing_digests()) == [digest]

    mail_server.answers.clear()
    retry_digest(digest, by=make_user(role=Role.ADMINISTRATOR))
    send_all([digest], at)

    assert digest.sent_at and not failing_digests()


def test_one_that_ends_its_process_each_time_is_parked_too(mail_server, measure):
    [digest] = waiting(measure, 1)
    Digest.objects.filter(pk=digest.pk).update(attempts=MOST_ATTEMPTS)

    send_all([digest])

    assert digest.parked_at and digest.problem and mail_server.recipients == []
    assert list(failing_digests()) == [digest]


def test_a_digest_that_a_newer_one_replaced_troubles_nobody(measure):
    [digest] = waiting(measure, 1)
    Digest.objects.filter(pk=digest.pk).update(problem="450 Later", parked_at=clock())
    Digest.objects.create(recipient=digest.recipient, due_on="2026-12-07", covers_since=LONG_AGO, claimed_at=clock())

    assert not failing_digests()


def test_composed_again_a_digest_has_the_same_message_id_and_no_other_has_it(measure):
    first, second = waiting(measure, 2)

    def message_id(digest: Digest) -> str:
        [composed] = compose([digest])
        message: EmailMessage = composed.message.message()
        return message["Message-ID"]

    assert message_id(first) == message_id(first) != message_id(second)
