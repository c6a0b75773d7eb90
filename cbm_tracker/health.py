"""Whether this process lives, and whether it can do its work."""

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.connection import Connection
from kombu.exceptions import KombuError

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
    down = []
    if not database_answers():
        down.append("database")
    elif not migrations_are_applied():
        down.append("migrations")
    if not broker_answers():
        down.append("broker")
    return JsonResponse({"ready": not down, "down": down}, status=503 if down else 200)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def broker_answers() -> bool:
    broker = Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE)
    try:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except (KombuError, OSError):
        return False
    finally:
        broker.release()
    return True
