"""A digest all the way: a real beat, broker, worker and mail server."""

import time
from datetime import timedelta

import pytest
from django.db import transaction

from measures.models import OwnerRole, Role, User
from measures.operations.clock import clock
from measures.operations.responsibility import name_owner, watch_measure
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest, ReminderSettings
from tests.factories import log, make_measure, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_owner_reads_of_a_development_in_the_digest_that_arrives_once(smtp_sink, celery_worker_process):
    owner, editor = make_user(), make_user(role=Role.EDITOR)
    measure = make_measure(due_on="2026-06-30")
    name_owner(measure, user=owner, role=OwnerRole.COORDINATOR, by=editor)
    log(measure, by=editor, title="The harbour office published a timetable")

    let_it_be_due(owner)

    [message] = smtp_sink.wait(1)
    text = message.get_body(("plain",)).get_content()
    assert message["To"] == owner.email
    assert "The harbour office published a timetable" in text and "Overdue: 1" in text
    assert f"/measures/{measure.key}/" in text
    digest = wait_until_marked()
    assert message["Message-ID"] == digest.message_id
    ticks_go_on(seconds=3)
    assert len(smtp_sink.messages) == Digest.objects.count() == 1


def test_a_digest_that_another_worker_has_is_left_to_it(mailoutbox):
    measure = make_measure(due_on="2026-06-30")
    digest = Digest.objects.create(
        recipient=make_user(), due_on="2026-11-30", covers_since=measure.added_at, claimed_at=clock()
    )
    watch_measure(measure, by=digest.recipient)

    with transaction.atomic(using="owner"):
        Digest.objects.using("owner").select_for_update().get(pk=digest.pk)
        DIGESTS.send_waiting([digest.pk], at=clock())

    digest.refresh_from_db()
    assert mailoutbox == [] and digest.attempts == 0

    DIGESTS.send_waiting([digest.pk], at=clock())

    assert len(mailoutbox) == 1


def let_it_be_due(owner: User) -> None:
    """This very hour is the owner's, who answers for the measure since last month."""
    now = clock()
    ReminderSettings.objects.create(user=owner, weekday=now.weekday(), hour=now.hour)
    owner.ownerships.update(named_at=now - timedelta(days=30))


def wait_until_marked() -> Digest:
    deadline = time.monotonic() + 10
    while not Digest.objects.sent_or_empty().exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return Digest.objects.sent_or_empty().get()


def ticks_go_on(*, seconds: float) -> None:
    time.sleep(seconds)
