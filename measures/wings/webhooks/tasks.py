"""What runs in the background."""

import time

from celery import shared_task
from django.db import OperationalError

from measures.operations.clock import clock
from measures.wings.intake.tasks import FETCHING_ENDS
from measures.wings.webhooks.calls import WEBHOOKS


@shared_task(name="measures.tasks.call_webhooks", autoretry_for=(OperationalError,), default_retry_delay=0)
def call_webhooks() -> None:
    """Note what webhooks are to be called for, and call them, one after another."""
    WEBHOOKS.plan(at=clock())
    WEBHOOKS.fetch_waiting(until=time.monotonic() + FETCHING_ENDS)
