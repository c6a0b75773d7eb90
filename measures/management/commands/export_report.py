"""Exports the public catalogue of a report as a library."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.library.write import catalogue_of, library_text
from measures.models import Report
from measures.models.markings import PUBLIC


class Command(BaseCommand):
    help = "Write what a report says, as far as it is public, as a library for `load_report`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", help="the short name of the report")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, report: str, file: Path, **options: Any) -> None:
        try:
            text = library_text(catalogue_of(Report.objects.get(slug=report), PUBLIC))
        except Report.DoesNotExist as error:
            raise CommandError(f"There is no report with the short name “{report}”.") from error
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(str(error)) from error
