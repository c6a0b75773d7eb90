"""Migrates as the role that owns the tables, then gives the application's role its rights on them."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand

from cbm_tracker.privileges import OWNER, grant_application_role


class Command(DjangoCommand):
    """Django's `migrate`, on the owner's connection."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Before the checks of the models, which ask the database.
        if OWNER not in settings.DATABASES:
            raise CommandError("Migrating needs CBM_OWNER_DATABASE_URL: the address for the role that owns the tables.")
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            grant_application_role()
