"""Whether this process is alive, and whether it can do its work."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.connection import Connection
from kombu.exceptions import KombuError
from psycopg import Error
from psycopg_pool import ConnectionPool

from cbm_tracker.bodies import MEGABYTE
from measures.storages import file_storage

PATIENCE = 2.0


@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """Answers as long as the process does."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answers 503 and names what is down, so that a balancer sends people elsewhere."""
    down = sorted(parts_down())
    return JsonResponse({"ready": not down, "down": down}, status=503 if down else 200)


def parts_down() -> set[str]:
    """What this process needs and cannot reach."""
    down = set()
    if not database_answers():
        down.add("database")
    elif not migrations_are_applied():
        down.add("migrations")
    if not broker_answers():
        down.add("broker")
    if not files_have_room():
        down.add("files")
    return down


def database_answers() -> bool:
    # Past Django's own connection, which waits for one of the pool as long as a request does.
    pool: ConnectionPool[Any] = connection.pool  # type: ignore[attr-defined]  # of PostgreSQL's wrapper alone
    try:
        pool.open()
        with pool.connection(timeout=PATIENCE) as link:
            link.execute("SELECT 1")
    except Error:
        return False
    return True


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def files_have_room() -> bool:
    """Whether a file of the largest kind that sources may have would still fit."""
    return file_storage().has_room_for(settings.CBM_FILE_LIMIT_MB * MEGABYTE)


def broker_answers() -> bool:
    broker = Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE)
    try:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except (KombuError, OSError):
        return False
    finally:
        broker.release()
    return True
