"""Imports a table as measures of a report: without --apply it says what it would do."""

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from measures.analysis.typed_dates import Order
from measures.models import Kind, Marking, PartyKind, User
from measures.wings.imports.jobs import receive
from measures.wings.imports.look import NO_ROWS
from measures.wings.imports.mapping import FIELDS, JointNames, Mapping, refuse_faults, refuse_missing
from measures.wings.imports.models import Import, ImportProfile, Outcome
from measures.wings.imports.operations import drop_import
from measures.wings.imports.progress import Progress
from measures.wings.imports.sheets.encodings import ENCODINGS
from measures.wings.imports.sheets.sheet import SheetError
from measures.wings.imports.survey import Survey
from measures.wings.imports.worker import writes
from measures.wings.imports.write import write_import

SHOWN = 20
DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
# The options that say what is called otherwise elsewhere.
OPTIONS = {"slug": "report", "columns": "map"}
COUNTS = ("read", Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.CONFLICT, Outcome.REJECTED, Outcome.SKIPPED)


class ShownProgress(Progress):
    """Tells how far an import is on a terminal."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out, self.done, self.total = out, 0, 0

    def expect(self, rows: int) -> None:
        self.done, self.total = 0, rows

    def advance(self, rows: int) -> None:
        self.done += rows
        self.out.write(f"\r{self.done} of {self.total or '?'} rows", ending="")


class Command(BaseCommand):
    help = (
        "Import a table (CSV, TSV, XLSX, JSON, JSON Lines) as measures. Without --apply nothing is written: a dry "
        "run. What a column says is guessed from its name; columns without a counterpart are kept under their names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--report", required=True, help="the short name of the report; a new one is made")
        parser.add_argument("--profile", help="a mapping that was kept under this name")
        parser.add_argument(
            "--afresh",
            action="store_true",
            help="guess what columns are, also where the report has a table with the same",
        )
        parser.add_argument(
            "--encoding",
            choices=ENCODINGS,
            default="",
            metavar="NAME",
            help="of a table of text, if it is not found out",
        )
        parser.add_argument("--delimiter", choices=DELIMITER_NAMES, default="", help="what stands between its columns")
        parser.add_argument("--sheet", default="", help="of a workbook: one that is not hidden")
        parser.add_argument("--header-row", type=int, default=0, help="the row with the names of the columns")
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=FIELD", help=f"FIELD is one of {', '.join(FIELDS)}"
        )
        parser.add_argument("--value", action="append", default=[], metavar="FIELD:THEIRS=OURS")
        parser.add_argument(
            "--identity", action="append", metavar="COLUMN", help="by which a row without a code is known"
        )
        parser.add_argument("--title", default="", help="of a new report")
        parser.add_argument("--author", default="", help="of a new report")
        parser.add_argument("--kind", choices=Kind.values, help="of measures whose rows do not say")
        parser.add_argument("--party", help="whom measures are addressed to whose rows do not say")
        parser.add_argument("--order", choices=list(Order), default="", help="which comes first in dates of figures")
        parser.add_argument(
            "--joint-names",
            choices=list(JointNames),
            default="",
            help="what all names are that may be one party or several",
        )
        parser.add_argument("--party-kind", choices=PartyKind.values, default="", help="of parties that are new")
        parser.add_argument(
            "--marking", default=Marking.PUBLIC, choices=Marking.values, help="who may read them, and a new report"
        )
        parser.add_argument("--by", default="", help="the email address of who imports it")
        parser.add_argument("--save-profile", default="", metavar="NAME", help="keep the mapping under a name")
        parser.add_argument("--apply", action="store_true", help="write it")
        parser.add_argument("--json", action="store_true", help="print the counts and the rows as one JSON document")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            with transaction.atomic():
                job = self.looked_at(file, options)
                if not options["apply"] or not writes(job):
                    self.report(job, options)
                    transaction.set_rollback(True)
                    return
            self.write(job, file)
            self.report(job, options)
        except SheetError as error:
            about = "" if error.field == "file" else f"--{error.field}: "
            raise CommandError(f"{file.name}: {about}{error}") from error
        except OSError as error:
            raise CommandError(f"{file.name}: {error}") from error
        except ValidationError as error:
            raise CommandError("\n".join(error_lines(error))) from error

    def looked_at(self, file: Path, options: dict[str, Any]) -> Import:
        by = User.objects.filter(email=options["by"].lower()).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"There is no account {options['by']}.")
        profile = ImportProfile.objects.filter(name=options["profile"]).first() if options["profile"] else None
        if options["profile"] and profile is None:
            raise CommandError(f"There is no profile {options['profile']}.")
        changes = chosen_changes(options)
        with file.open("rb") as stream:
            job = receive(
                stream,
                file.name,
                report=None,
                new={"slug": options["report"], "title": options["title"], "author": options["author"]},
                profile=profile,
                marking=options["marking"],
                by=by,
                options=read_options(options),
                progress=self.progress(),
                is_as_last=not options["afresh"],
                **changes,
            )
        if not job.total:
            raise SheetError(str(NO_ROWS))
        columns = Survey.from_json(job.found).columns
        try:
            refuse_missing(Mapping(columns=changes["columns"], identity=changes["identity"] or []), columns)
            refuse_faults(Mapping.from_json(job.mapping), columns)
        except ValidationError as error:
            raise CommandError("\n".join([*error_lines(error), f"Its columns are: {', '.join(columns)}."])) from error
        if options["save_profile"]:
            defaults = {"mapping": job.mapping, "by": by}
            ImportProfile.objects.update_or_create(name=options["save_profile"], defaults=defaults)
        return job

    def write(self, job: Import, file: Path) -> None:
        """Write what was looked at; where that fails nothing of it is left."""
        try:
            write_import(job, file, on=timezone.now().astimezone(UTC).date(), progress=self.progress())
        except BaseException:
            drop_import(job, by=None)
            raise
        job.refresh_from_db()

    def progress(self) -> Progress:
        """Shows whoever waits at a terminal how far it is."""
        return ShownProgress(self.stderr) if self.stderr.isatty() else Progress()

    def report(self, job: Import, options: dict[str, Any]) -> None:
        if options["json"]:
            self.print_json(job)
            return
        if not options["verbosity"]:
            return
        for line in [*describe_guesses(job), *job.notes]:
            self.stdout.write(line)
        for name in COUNTS:
            self.stdout.write(f"{name:>10}: {job.counts[name]:7}")
        faulty = job.rows.filter(outcome__in=(Outcome.REJECTED, Outcome.CONFLICT))
        for row in faulty[:SHOWN] if options["verbosity"] == 1 else faulty.iterator(chunk_size=1000):
            reasons = "; ".join(f"{each['field']}: {each['message']}" for each in row.problems)
            self.stdout.write(f"row {row.row_number} ({row.outcome}): {reasons}")
        if faulty.count() > SHOWN and options["verbosity"] == 1:
            self.stdout.write(f"… and {faulty.count() - SHOWN} more: --verbosity 2 tells all.")
        if not writes(job):
            self.stdout.write("There is nothing to write: no row is new or changed.")
        elif not options["apply"]:
            self.stdout.write("Nothing was written: this was a dry run. With --apply it is written.")

    def print_json(self, job: Import) -> None:
        """One JSON document, its rows one by one, however many they are."""
        found = {"notes": job.notes, "mapping": job.mapping, "found": job.found}
        beginning = json.dumps({**job.counts, **found}, ensure_ascii=False)
        self.stdout.write(f'{beginning.removesuffix("}")}, "rows": [', ending="")
        rows = job.rows.annotate(number=F("row_number")).values("number", "code", "outcome", "before", "problems")
        for place, row in enumerate(rows.iterator(chunk_size=1000)):
            self.stdout.write(f"{',' if place else ''}\n{json.dumps(row, ensure_ascii=False)}", ending="")
        self.stdout.write("]}")


def read_options(options: dict[str, Any]) -> dict[str, Any]:
    """How the file is to be read, as far as that was chosen."""
    chosen = {name: options[name] for name in ("encoding", "sheet", "header_row") if options[name]}
    return chosen | ({"delimiter": DELIMITER_NAMES[options["delimiter"]]} if options["delimiter"] else {})


def chosen_changes(options: dict[str, Any]) -> dict[str, Any]:
    """What of a mapping was chosen otherwise."""
    values: dict[str, dict[str, str]] = {}
    for name, theirs, ours in map(parsed_value, options["value"]):
        values.setdefault(name, {})[theirs] = ours
    return {
        "columns": dict(split_pair(each, "--map COLUMN=FIELD") for each in options["map"]),
        "values": values,
        "defaults": {name: options[name] for name in ("kind", "party") if options[name]},
        "identity": options["identity"],
        "order": options["order"] or None,
        "joint_names": options["joint_names"] or None,
        "party_kind": options["party_kind"],
    }


def describe_guesses(job: Import) -> Iterator[str]:
    """How the table was read: its form, and which column is which field."""
    survey, mapping = Survey.from_json(job.found), Mapping.from_json(job.mapping)
    form = survey.options.as_json()
    form["delimiter"] = next((name for name, sign in DELIMITER_NAMES.items() if sign == survey.options.delimiter), "")
    form["order"] = mapping.order
    if options := [f"--{name.replace('_', '-')} {value}" for name, value in form.items() if value]:
        yield f"Read with {' '.join(options)}"
    for column, name in mapping.columns.items():
        yield f"{column} = {name}"
    if kept := [column for column in survey.columns if not mapping.columns.get(column)]:
        yield f"Kept under their names: {', '.join(kept)}"
    if parties := list(job.found["new_parties"].values()):
        yield f"New parties ({len(parties)}): {', '.join(parties[:SHOWN])}{' …' if len(parties) > SHOWN else ''}"


def error_lines(error: ValidationError) -> list[str]:
    """What is wrong, each fault with the option that says it."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        f"--{OPTIONS.get(name, name)}: {message}" for name, found in error.message_dict.items() for message in found
    ]


def split_pair(text: str, shape: str) -> tuple[str, str]:
    """The two sides of the last equals sign: a column may have one in its name."""
    left, sign, right = text.rpartition("=")
    if not sign or not left:
        raise CommandError(f"“{text}” is not of the shape {shape}.")
    return left, right


def parsed_value(text: str) -> tuple[str, str, str]:
    shape = "--value FIELD:THEIRS=OURS"
    left, ours = split_pair(text, shape)
    name, sign, theirs = left.partition(":")
    if not sign:
        raise CommandError(f"“{text}” is not of the shape {shape}.")
    return name, theirs, ours
