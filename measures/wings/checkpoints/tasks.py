"""What runs in the background."""

from celery import shared_task

from measures.operations.clock import clock
from measures.wings.checkpoints.operations import sign_heads


@shared_task(name="measures.tasks.sign_chains")
def sign_chains() -> None:
    """Sign the heads of chains that have grown."""
    sign_heads(at=clock())
