"""What is missing, insecure or slow in a tracker that runs, in words that say what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, Literal

from django.conf import settings
from django.core import checks
from django.core.mail import mailers
from django.db import connection

from cbm_tracker.celery import app
from cbm_tracker.health import PATIENCE, parts_down
from measures.models import FileCheck, FileState, Role, User, Verification
from measures.operations.clock import clock

OLDEST_POSTGRESQL = 18
# In rows: below it, neither dead rows nor a want of statistics is felt.
LARGE_TABLE = 10_000
# Dead for each that lives; PostgreSQL itself cleans up at a fifth.
TOO_MANY_DEAD = 0.4
# How much of the database PostgreSQL should keep in memory, at least.
KEPT_IN_MEMORY = 1 / 8
OLDEST_VERIFICATION = timedelta(days=35)

PARTS = {
    "database": "The database does not answer: CBM_DATABASE_URL names it. What needs it was not looked at.",
    "migrations": "The database is not up to date: run “manage.py migrate”. What needs it was not looked at.",
    "broker": "The broker does not answer: CBM_BROKER_URL names it. No mail goes out meanwhile.",
    "files": "Stored files have no room for one more of the largest size, or their bucket does not answer.",
}
# Those checks that need no database, least of all its owner, whom web servers and workers do not know.
CHECKS = ("caches", "compatibility", "files", "security", "staticfiles", "templates", "urls")
# With any of these off, what PostgreSQL has confirmed can be lost when the power fails.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
LARGE_TABLES = """
    SELECT relname, n_dead_tup > %s * n_live_tup, last_analyze IS NULL AND last_autoanalyze IS NULL
    FROM pg_stat_user_tables WHERE n_live_tup > %s ORDER BY relname
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody has to do something about."""

    kind: Literal["missing", "insecure", "slow"]
    words: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"


def findings() -> Iterator[Finding]:
    """All that is found; where the database cannot be read, that and nothing else that would need it."""
    down = parts_down()
    yield from (Finding("missing", words) for part, words in PARTS.items() if part in down)
    yield from configuration()
    if "broker" not in down:
        yield from workers()
    yield from mail()
    if not down & {"database", "migrations"}:
        yield from (*postgresql(), *tables(), *accounts(), *journal(), *files())


def configuration() -> Iterator[Finding]:
    """What Django and its parts warn of; of security only in production, since nothing else has to be secure."""
    for message in checks.run_checks(tags=CHECKS, include_deployment_checks=settings.PRODUCTION):
        if message.level >= checks.WARNING and not message.is_silenced():
            words = f"{message.msg} {message.hint or ''}".strip()
            yield Finding("insecure", f"{words} ({message.id})")


def workers() -> Iterator[Finding]:
    if not app.control.ping(timeout=PATIENCE):
        yield Finding("missing", "No worker answers: start one, or nothing is sent, imported or fetched.")


def mail() -> Iterator[Finding]:
    try:
        with mailers["default"]:
            pass
    except (OSError, SMTPException) as error:
        yield Finding("missing", f"The mail server does not take mails: {error}. CBM_MAIL_URL names it.")


def postgresql() -> Iterator[Finding]:
    """Its version, what makes it durable, the rights of our role, and its memory."""
    (version,), *_ = rows("SELECT current_setting('server_version_num')::int / 10000")
    if version < OLDEST_POSTGRESQL:
        yield Finding(
            "missing", f"PostgreSQL is version {version}; the tracker is made for {OLDEST_POSTGRESQL} and newer."
        )
    for (name,) in rows("SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", list(DURABLE)):
        yield Finding(
            "insecure", f"PostgreSQL has {name} off: entries that people saw as saved can be lost with the power."
        )
    if rows("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"):
        yield Finding(
            "insecure", "CBM_DATABASE_URL names a superuser, who can alter the journal: name a role that owns no table."
        )
    (memory, size), *_ = rows(
        "SELECT pg_size_bytes(current_setting('shared_buffers')), pg_database_size(current_database())"
    )
    if memory < size * KEPT_IN_MEMORY:
        yield Finding(
            "slow",
            f"PostgreSQL keeps {megabytes(memory)} in memory of {megabytes(size)}: raise shared_buffers.",
        )


def tables() -> Iterator[Finding]:
    for name, is_bloated, is_unknown in rows(LARGE_TABLES, TOO_MANY_DEAD, LARGE_TABLE):
        if is_bloated:
            yield Finding("slow", f"{name} has many dead rows: see that autovacuum runs, or run “VACUUM {name}”.")
        if is_unknown:
            yield Finding("slow", f"PostgreSQL has no statistics of {name}: run “ANALYZE {name}”.")


def accounts() -> Iterator[Finding]:
    match User.objects.filter(is_active=True, role=Role.ADMINISTRATOR).count():
        case 0:
            yield Finding("missing", "Nobody is an administrator: run “manage.py createsuperuser”.")
        case 1 if settings.PRODUCTION:
            yield Finding("missing", "There is one administrator only: if they are away, nobody can let others in.")
    if settings.PRODUCTION and (lacking := User.objects.lacking_second_factor().filter(is_active=True).count()):
        yield Finding("insecure", f"Accounts whose role needs a second factor, and that have none: {lacking}.")


def journal() -> Iterator[Finding]:
    last = Verification.objects.order_by("-verified_at", "-pk").first()
    if not last:
        yield Finding("missing", "The journal was never verified: run “manage.py verify_journal”.")
    elif last.faults:
        yield Finding("insecure", f"The journal was found to be altered: {last.faults} faults. See docs/journal.md.")
    elif clock() - last.verified_at > OLDEST_VERIFICATION:
        yield Finding(
            "missing", f"The journal was verified last on {last.verified_at:%Y-%m-%d}: run “manage.py verify_journal”."
        )


def files() -> Iterator[Finding]:
    if unsound := FileCheck.objects.exclude(state=FileState.SOUND).count():
        yield Finding(
            "missing", f"Stored files that are missing or were changed: {unsound}. Restore them from a backup."
        )


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"
