"""A digest all the way: a real tick, broker, worker and mail server."""

import pytest

from measures.models import Digest, OwnerRole, ReminderSettings, Role
from measures.operations.clock import clock
from measures.operations.responsibility import name_owner
from tests.factories import log, make_measure, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_owner_reads_of_a_development_in_the_digest_that_arrives(smtp_sink, request):
    owner, editor = make_user(), make_user(role=Role.EDITOR)
    measure = make_measure(due_on="2026-06-30")
    name_owner(measure, user=owner, role=OwnerRole.COORDINATOR, by=editor)
    log(measure, by=editor, title="The harbour office published a timetable")
    make_due_now(owner)

    request.getfixturevalue("celery_worker_process")

    [message] = smtp_sink.wait(1)
    text = message.get_body(("plain",)).get_content()
    assert message["To"] == owner.email
    assert "The harbour office published a timetable" in text and "Overdue: 1" in text
    assert f"/measures/{measure.key}/" in text
    digest = wait_until_marked()
    assert message["Message-ID"] == digest.message_id
    assert bytes(digest.message).startswith(b"Content-Type: multipart/alternative")
    assert len(smtp_sink.messages) == 1


def make_due_now(owner):
    """The week's due moment was an hour that has begun just now, and the owner has followed for longer."""
    ...


def wait_until_marked() -> Digest:
    ...
