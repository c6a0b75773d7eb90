"""What runs in the background."""

from datetime import datetime

from celery import shared_task
from django.db import transaction

from measures.tasks import WAKING_HOLDS
from measures.wings.imports.models import UNDER_WAY, Import
from measures.wings.imports.operations import forget_previews
from measures.wings.imports.worker import under_way, work_on

# A table of 100,000 rows takes long; it shows its progress, and can be cancelled.
IMPORTING_ENDS = 4 * 3600


@shared_task(name="measures.tasks.work_on_import", time_limit=IMPORTING_ENDS, soft_time_limit=None)
def work_on_import(import_id: int) -> None:
    """Look at, write or undo an import that is waiting for it."""
    work_on(import_id)


def wake_for(job: Import) -> None:
    """Wake a worker for a waiting import after the commit; if that fails, the next tick does it."""
    if job.state in UNDER_WAY:
        transaction.on_commit(lambda: work_on_import.delay(job.pk), robust=True)


def wake_for_imports(*, at: datetime) -> None:
    """Wake a worker for each import that waits, and forget previews that nobody came back to."""
    for import_id in under_way():
        work_on_import.apply_async((import_id,), expires=WAKING_HOLDS)
    forget_previews(at=at)
