"""What runs in the background: ids in, the domain called. A row, not the queue's message, says what is to be done."""

import logging
import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from measures.operations.account_log import forget_events
from measures.operations.clock import clock
from measures.operations.files import check_files, remove_strays
from measures.operations.repeats import forget_requests
from measures.operations.traces import forget_traces
from measures.operations.transactions import CONNECTION_ERRORS
from measures.wing import Wing, wings

logger = logging.getLogger(__name__)

# Seconds. The next tick wakes again for what still waits, so that messages do not pile up when workers are behind.
WAKING_HOLDS = 120
# Well below the time limit of a task.
SWEEPING_ENDS = 200


@shared_task(name="measures.tasks.tick")
def tick() -> None:
    """Let each wing plan what is due, and wake workers for it."""
    at = clock()
    forget_requests()
    ask_each_wing(lambda wing: wing.wake(at=at))


def ask_each_wing(act: Callable[[Wing], None]) -> None:
    """Let each wing do something; what fails in one keeps no other from it."""
    for wing in wings():
        try:
            act(wing)
        except CONNECTION_ERRORS:
            raise
        except Exception:
            # Of this one alone: it is asked again at the next tick, or the next day.
            logger.exception("%s failed.", type(wing).__name__)


@shared_task(name="measures.tasks.forget_fetched")
def forget_fetched() -> None:
    """Delete what wings keep no longer."""
    ask_each_wing(lambda wing: wing.forget(at=clock()))


@shared_task(name="measures.tasks.sweep_files")
def sweep_files() -> None:
    """Check all stored files, a part at a time, and note those that changed."""
    ends = time.monotonic() + SWEEPING_ENDS
    for _ in check_files(at=clock()):
        if time.monotonic() > ends:
            sweep_files.apply_async()
            return


@shared_task(name="measures.tasks.remove_stray_files")
def remove_stray_files() -> None:
    """Remove what failed acts left behind in the storage."""
    remove_strays(at=clock())


@shared_task(name="measures.tasks.forget_sessions")
def forget_sessions() -> None:
    """Delete expired sessions, and from which device and address each was."""
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@shared_task(name="measures.tasks.forget_account_events")
def forget_account_events() -> None:
    """Delete old events of accounts, and earlier the network addresses in them."""
    forget_events(at=clock())


@shared_task(name="measures.tasks.encrypt_anew")
def encrypt_anew() -> None:
    """Encrypt what is encrypted under the secret key before, while there is one."""
    if settings.SECRET_KEY_FALLBACKS:
        ask_each_wing(lambda wing: wing.encrypt_anew())


@shared_task(name="measures.tasks.forget_old_traces")
def forget_old_traces() -> None:
    """Delete changes so old that nobody may ask for them any more."""
    forget_traces(at=clock())
