"""What runs in the background."""

import time
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.db import OperationalError

from measures.tasks import WAKING_HOLDS
from measures.wings.intake.captures import SOURCES
from measures.wings.intake.feed_reading import FEEDS

# The request that is under way then may take a minute more.
FETCHING_ENDS = 30


# Those that people see sooner come first.
FETCHERS = (FEEDS, SOURCES)


@shared_task(name="measures.tasks.fetch_waiting", autoretry_for=(OperationalError,), default_retry_delay=0)
def fetch_waiting() -> None:
    """Fetch what waits, one request after another; mails and imports need the workers too."""
    until = time.monotonic() + FETCHING_ENDS
    for fetcher in FETCHERS:
        fetcher.fetch_waiting(until=until)


def wake_for_fetching(*, at: datetime) -> None:
    """Plan what is due to be fetched, and wake a worker for it."""
    if settings.CBM_FETCH:
        for fetcher in FETCHERS:
            fetcher.plan(at=at)
        fetch_waiting.apply_async(expires=WAKING_HOLDS)
