"""What runs in the background."""

from datetime import datetime

from celery import shared_task
from django.conf import settings

from measures.operations.clock import clock
from measures.wings.static_copy.editions import BeingMadeError
from measures.wings.static_copy.nightly import LONGEST, missing, publish_missing, was_begun


def wake_for_copies(*, at: datetime) -> None:
    """Wake a worker for each copy of the day that is not made yet."""
    if settings.CBM_PUBLISH:
        for edition in missing(at=at):
            if not was_begun(edition):
                publish_report.apply_async((edition.report.slug,), expires=settings.TICK)


@shared_task(name="measures.tasks.publish_report", time_limit=LONGEST)
def publish_report(slug: str) -> None:
    """Make the copy of the day of a report."""
    try:
        publish_missing(slug, at=clock())
    except BeingMadeError:
        # By another worker: the tick asked for it twice.
        return
