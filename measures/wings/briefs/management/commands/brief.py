"""Writes the brief of a report into a file."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from measures.errors import RuleError, TooManyMeasuresError
from measures.models import Audience, Report
from measures.models.markings import AUDIENCES
from measures.models.partial_dates import end_of
from measures.operations.clock import clock
from measures.wings.briefs.options import Annex, BriefFormat, BriefLanguage, BriefOptions, brief_choice
from measures.wings.briefs.render import brief_file


class Command(BaseCommand):
    help = "Write the brief of a report: one page and its sources, as HTML, DOCX or PDF by the ending of the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", help="the short name of the report")
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="the first day of what happened")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="the day that it is as of; else today")
        parser.add_argument(
            "--known-at", type=parse_day_or_moment, help="what was recorded by this day or moment; else by now"
        )
        parser.add_argument("--language", choices=BriefLanguage.values, default=BriefLanguage.ENGLISH.value)
        parser.add_argument("--audience", default="public", help="public, participants or team")
        parser.add_argument("--measure", action="append", default=[], help="only about this measure; may be repeated")
        parser.add_argument("--ambiguity", action="append", default=[])
        parser.add_argument("--subject", action="append", default=[])
        parser.add_argument("--annex", action="append", default=[], choices=Annex.values)
        parser.add_argument("--cover", default="", help="a line above it")
        parser.add_argument("--note", default="", help="what the office adds, apart from the record")

    def handle(self, *args: object, report: str, file: Path, **options: object) -> None:
        form = file.suffix.removeprefix(".")
        if form not in BriefFormat:
            raise CommandError(f"The file ends with .{', .'.join(BriefFormat)}.")
        try:
            file.write_bytes(brief_file(brief_options(report, **options), BriefFormat(form)))
        except Report.DoesNotExist as error:
            raise CommandError(f"There is no report with the short name “{report}” for these readers.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (RuleError, TooManyMeasuresError, OSError) as error:
            raise CommandError(str(error)) from error


def brief_options(slug: str, **options: Any) -> BriefOptions:
    """The brief that is asked for, of a report that its readers may read."""
    audience = audience_named(options["audience"])
    report = Report.objects.visible_to(audience).get(slug=slug)
    choice = brief_choice(
        report,
        audience,
        today=timezone.now().astimezone(UTC).date(),
        now=clock(),
        first=options["first"],
        last=options["last"],
        known_at=options["known_at"],
        measures=options["measure"],
        ambiguities=options["ambiguity"],
        subjects=options["subject"],
    )
    annexes = [each for each in Annex if each in options["annex"]]
    language = BriefLanguage(options["language"])
    return BriefOptions(report, audience, choice, language, annexes, options["cover"], options["note"])


def audience_named(name: str) -> Audience:
    """The audience of a name."""
    found = {each.name: each for each in AUDIENCES}.get(name)
    if found is None:
        raise CommandError(f"There is no audience “{name}”.")
    return found


def parse_day_or_moment(text: str) -> datetime:
    """A day, which is its last moment in UTC, or a moment."""
    try:
        return end_of(date.fromisoformat(text))
    except ValueError:
        found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
