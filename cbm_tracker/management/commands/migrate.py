"""Migrates as the role that owns the tables, then gives the application's role its rights on them.

Under traffic a migration waits for a lock behind whoever reads the table, and everybody else behind the migration: so
it waits but briefly, lets the others pass, and tries again.
"""

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import OperationalError, connections
from django.db.migrations.loader import MigrationLoader

from cbm_tracker.autodetector import WordlessAutodetector
from cbm_tracker.privileges import OWNER, grant_application_role
from cbm_tracker.upgrades import WAY_FROM_IN_BETWEEN, is_in_between, rows_that_go
from measures.upgrading.taking_away import CannotKeepError, KeptFile

ATTEMPTS = 6
# SQLSTATE: a lock was not to be had in time; a deadlock was found.
BLOCKED_BY_OTHERS = ("55P03", "40P01")


class Command(DjangoCommand):
    """Django's `migrate`, on the owner's connection."""

    autodetector = WordlessAutodetector

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Before the checks of the models, which ask the database.
        if OWNER not in settings.DATABASES:
            raise CommandError("Migrating needs CBM_OWNER_DATABASE_URL: the address for the role that owns the tables.")
        return super().execute(*args, **options)

    def handle(self, *args: object, **options: object) -> None:
        loader = MigrationLoader(connections[OWNER])
        if is_in_between(loader.applied_migrations, loader):
            raise CommandError(f"This database is not migrated, and nothing has changed. {WAY_FROM_IN_BETWEEN}")
        going = rows_that_go(loader)
        if going:
            self.stdout.write("This version does not keep all that this database holds. What goes:")
            self.stdout.write("".join(f"  {name}: {count}\n" for name, count in going.items()))
        kept = None if is_dry_run(options) or not going else require_choice()
        with connections[OWNER].cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{settings.CBM_LOCK_TIMEOUT * 1000:.0f}"])
        for attempts_left in reversed(range(ATTEMPTS)):
            try:
                self.migrate(*args, **options)
                break
            except OperationalError as error:
                if not is_blocked_by_others(error):
                    raise
                if not attempts_left:
                    raise CommandError(
                        "Others use the tables: a backup or an export that takes long, or somebody at a console. "
                        "Migrations that were applied stay, and the one that waited has changed nothing. Run "
                        "“manage.py migrate” again."
                    ) from error
            self.stderr.write(f"\nOthers use the tables; tried again in {settings.CBM_LOCK_TIMEOUT:g} s.")
            time.sleep(settings.CBM_LOCK_TIMEOUT)
        if kept:
            self.stdout.write(
                f"What went is in {kept.path}, encrypted, and in no backup. It holds what not even the team read: "
                "keep it apart, and no longer than it is needed."
            )

    def migrate(self, *args: object, **options: object) -> None:
        super().handle(*args, **options)
        if not is_dry_run(options):
            grant_application_role()


def is_dry_run(options: Mapping[str, object]) -> bool:
    """Whether it is only asked what would be done."""
    return bool(options["plan"] or options["check_unapplied"])


def require_choice() -> KeptFile | None:
    """The file for what goes, if it is to be kept; refuses to go on until somebody has chosen."""
    if settings.CBM_DROPPED == "ask":
        raise CommandError(
            "This database is not migrated, and nothing has changed. Choose what becomes of these rows: "
            "CBM_DROPPED=redact takes them away; CBM_DROPPED=keep writes them first into a new file, CBM_DROPPED_FILE, "
            "encrypted for the certificate in CBM_DROPPED_KEY (see “What goes at an upgrade” in docs/operations.md)."
        )
    try:
        kept = KeptFile.chosen()
        if kept:
            kept.require_new()
    except CannotKeepError as error:
        raise CommandError(f"This database is not migrated, and nothing has changed. {error}") from error
    return kept


def is_blocked_by_others(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in BLOCKED_BY_OTHERS
