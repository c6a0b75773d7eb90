"""Exports a report: its whole record as an archive that can be put back, or its public catalogue as a library."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.library.archive import ArchiveError
from measures.library.export import export_record, report_named
from measures.library.write import catalogue_of, library_text
from measures.models.markings import PUBLIC


class Command(BaseCommand):
    help = (
        "Write the whole record of a report into an archive, for `restore_journal`: every marking, the salts, the "
        "files. For operators only: whoever reads it reads everything. With --catalogue, write what the report says, "
        "as far as it is public, as a library."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", help="the short name of the report")
        parser.add_argument("file", type=Path)
        parser.add_argument("--catalogue", action="store_true", help="only the public catalogue, for `load_report`")

    def handle(self, *args: Any, report: str, file: Path, catalogue: bool, **options: Any) -> None:
        try:
            if catalogue:
                file.write_text(library_text(catalogue_of(report_named(report), PUBLIC)), encoding="utf-8")
            else:
                self.tell(export_record(report, file), options["verbosity"])
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error

    def tell(self, counts: dict[str, int], verbosity: int) -> None:
        if verbosity:
            for name, count in counts.items():
                self.stdout.write(f"{name:>12}: {count:7}")
