"""What runs in the background: ids in, the domain called. A row, not the queue's message, says what is to be done."""

import time
from functools import partial
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.db import OperationalError

from measures.digests import plan, send
from measures.models import Digest
from measures.operations.asking import ask
from measures.operations.clock import clock
from measures.operations.files import sweep
from measures.operations.links import check_link, links_due

# Seconds. The next tick wakes again for what still waits, so that messages do not pile up when workers are behind.
WAKING_HOLDS = 120
# Well below the time limit of a task.
SWEEPING_ENDS = 200


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


@shared_task(name="measures.tasks.sweep_files")
def sweep_files() -> None:
    """Read all stored files again, a part at a time, and note those that are not what was stored."""
    ends = time.monotonic() + SWEEPING_ENDS
    for _ in sweep(at=clock()):
        if time.monotonic() > ends:
            sweep_files.apply_async()
            return


@shared_task(name="measures.tasks.check_links")
def check_links() -> None:
    """Ask a few addresses of sources whether they still answer."""
    at = clock()
    for source in links_due(at=at):
        check_link(source, at=at, ask=partial(ask, private=settings.CBM_LINK_CHECK_PRIVATE))
