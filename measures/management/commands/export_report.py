"""Saves a report as a library."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.library.write import catalogue_of, library_text
from measures.models import Report
from measures.models.markings import PUBLIC, TEAM


class Command(BaseCommand):
    help = "Save what a report says as a library for `load_report`: what is public of it, or what the team reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", help="the short name of the report")
        parser.add_argument("file", type=Path)
        parser.add_argument("--team", action="store_true", help="also what only the team reads")

    def handle(self, *args: object, report: str, file: Path, team: bool, **options: object) -> None:
        try:
            text = library_text(catalogue_of(Report.objects.get(slug=report), TEAM if team else PUBLIC))
        except Report.DoesNotExist as error:
            raise CommandError(f"There is no report with the short name “{report}”.") from error
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(str(error)) from error
