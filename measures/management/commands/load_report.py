"""Loads a report, its record, or both from a library file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from measures.errors import OlderLibraryError
from measures.library.load import load_library
from measures.library.read import LibraryError
from measures.models import Marking
from measures.operations.catalogue import CatalogueDifference, Tallies


class Command(BaseCommand):
    help = "Load a report or its record from a library file: nothing that people logged or revised is touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        parser.add_argument("--older", action="store_true", help="go back to this version though a later one is loaded")

        parser.add_argument(
            "--marking", default=Marking.PUBLIC, choices=Marking.values, help="who may read a new report"
        )

    def handle(self, *args: object, file: Path, dry_run: bool, older: bool, **options: Any) -> None:
        try:
            tallies = load_library(file, dry_run=dry_run, older=older, marking=options["marking"])
        except LibraryError as error:
            raise CommandError(str(error)) from error
        except OlderLibraryError as error:
            raise CommandError(f"{error} Loaded is {error.more['loaded']}; --older goes back.") from error
        if options["verbosity"]:
            self.write_result(tallies, with_differences=dry_run or options["verbosity"] > 1)
            if dry_run:
                self.stdout.write("Nothing was written: this was a dry run.")

    def write_result(self, tallies: Tallies, *, with_differences: bool) -> None:
        for kind, tally in tallies.items():
            if with_differences:
                for each in tally.differences:
                    self.stdout.write(sentence(each))
            self.stdout.write(
                f"{kind:>16}: {tally.added:5} added {tally.changed:5} changed {tally.withdrawn:5} withdrawn "
                f"{tally.unchanged:5} unchanged"
            )


def sentence(difference: CatalogueDifference) -> str:
    line = f"{difference.fate.label}: {difference.what} {difference.name}"
    if difference.field:
        line = f"{line}: {difference.field}"
    if difference.before or difference.after:
        line = f"{line}: “{difference.before}” → “{difference.after}”"
    return f"{line} ({difference.why})" if difference.why else line
