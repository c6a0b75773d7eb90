"""What runs in the background."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db import OperationalError

from measures.operations.clock import clock
from measures.tasks import WAKING_HOLDS
from measures.wings.digests import plan
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.outbox import Outbox
from measures.wings.digests.redaction_outbox import REDACTION_MAILS
from measures.wings.digests.token_outbox import TOKEN_MAILS

OUTBOXES: Mapping[str, Outbox[Any]] = {"digests": DIGESTS, "redactions": REDACTION_MAILS, "tokens": TOKEN_MAILS}


def wake_for_mails(*, at: datetime) -> None:
    """Plan what mails are due, and wake a worker for each chunk of those that wait."""
    plan.plan_digests(at=at)
    TOKEN_MAILS.plan(at=at)
    for name, outbox in OUTBOXES.items():
        outbox.forget_messages(at=at)
        for mail_ids in outbox.chunks_to_send(at=at):
            send_mails.apply_async((name, mail_ids), expires=WAKING_HOLDS)


# A busy database is retried at once. What the mail server refuses waits on its row for a later tick.
@shared_task(name="measures.tasks.send_mails", autoretry_for=(OperationalError,), default_retry_delay=0)
def send_mails(outbox: str, mail_ids: list[int]) -> None:
    """Send these mails of an outbox, if they are still waiting."""
    OUTBOXES[outbox].send_waiting(mail_ids, at=clock())
