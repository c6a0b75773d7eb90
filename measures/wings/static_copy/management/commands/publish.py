"""Writes a copy of a report that needs no server."""

from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from measures.errors import RuleError
from measures.models import Report
from measures.models.partial_dates import parse_moment
from measures.wings.static_copy.editions import Edition
from measures.wings.static_copy.publishing import publish


class Command(BaseCommand):
    help = "Write what anybody may read of a report into a folder, as files that need no server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder, or one with a copy, which is replaced")
        parser.add_argument("--report", required=True, help="the short name of the report")
        parser.add_argument("--at", type=parse_moment, help="the moment that it is made for; else now")

    def handle(self, *args: object, folder: Path, report: str, at: datetime | None, **options: object) -> None:
        now = timezone.now()
        if at and at > now:
            raise CommandError("That moment is in the future.")
        try:
            edition = Edition(Report.objects.get(slug=report), (at or now).replace(microsecond=0))
            count = publish(edition, folder.absolute())
        except Report.DoesNotExist as error:
            raise CommandError(f"There is no report with the short name “{report}”.") from error
        except (RuleError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} files, as known on {edition.known_at:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write("What is redacted later is gone from the next copy. A copy handed out cannot be called back.")
