"""What runs in the background."""

import time

from celery import shared_task
from django.db import OperationalError

from measures.operations.clock import clock
from measures.wings.intake.tasks import FETCHING_ENDS
from measures.wings.webhooks.calls import FIRST_PAUSE, WEBHOOKS


@shared_task(name="measures.tasks.call_webhooks", autoretry_for=(OperationalError,), default_retry_delay=0)
def call_webhooks() -> None:
    """Note what webhooks are to be called for, and call them, one after another; who failed just now, once more."""
    until = time.monotonic() + FETCHING_ENDS
    WEBHOOKS.plan(at=clock())
    WEBHOOKS.fetch_waiting(until=until)
    if WEBHOOKS.ready(at=clock() + FIRST_PAUSE).exclude(attempts=0).exists():
        time.sleep(FIRST_PAUSE.total_seconds())
        WEBHOOKS.fetch_waiting(until=until)
