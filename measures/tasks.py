"""What runs in the background: ids in, the domain called. A row, not the queue's message, says what is to be done."""

from smtplib import SMTPException

from celery import shared_task
from django.db import OperationalError

from measures.digests import plan, send
from measures.models import Digest
from measures.operations.clock import clock

# Seconds. The next tick wakes again for what still waits, so that messages do not pile up when workers are behind.
WAKING_HOLDS = 120


@shared_task(name="measures.tasks.tick")
def tick() -> None:
    """Plan the digests that are due, and wake a worker for each that waits."""
    at = clock()
    plan.plan_digests(at=at)
    send.forget_messages(at=at)
    for digest_id in Digest.objects.to_send(at=at).order_by("pk").values_list("pk", flat=True):
        send_digest.apply_async((digest_id,), expires=WAKING_HOLDS)


# A database that is busy is asked again at once. What the mail server refuses rests on its row until a later tick.
@shared_task(
    name="measures.tasks.send_digest",
    autoretry_for=(OperationalError,),
    default_retry_delay=0,
    throws=(SMTPException, OSError),
)
def send_digest(digest_id: int) -> None:
    """Send one digest, if it still waits."""
    send.send_digest(digest_id, at=clock())
