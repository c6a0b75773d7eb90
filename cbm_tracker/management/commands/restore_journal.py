"""Puts the archive of a report back, as the role that owns the tables."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cbm_tracker.privileges import OWNER, as_owner
from measures.library.archive import ArchiveError
from measures.library.restore import restore_journal


class Command(BaseCommand):
    help = "Put the whole record of a report back, as `export_report` wrote it: all or nothing, once its seals verify."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if OWNER not in settings.DATABASES:
            raise CommandError("Restoring needs CBM_OWNER_DATABASE_URL: the address for the role that owns the tables.")
        try:
            with as_owner():
                counts = restore_journal(file)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            for name, count in counts.items():
                self.stdout.write(f"{name:>12}: {count:7}")
