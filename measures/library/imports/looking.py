"""Looking at a table: reading it by a mapping, and noting what each row would change."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db.models import Count
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from measures.library.imports.mapping import Mapping, completed, faults_of
from measures.library.imports.plan import Plan, Planned
from measures.library.imports.rows import Match
from measures.library.imports.survey import Survey
from measures.library.sheets.read import read_sheet
from measures.library.sheets.sheet import Sheet
from measures.models import Import, ImportRow, ImportState, Outcome, Report, Status
from measures.operations.copying import copy_rows
from measures.operations.progress import Progress
from measures.operations.transactions import in_one_transaction


@dataclass(frozen=True, slots=True)
class Looked:
    """A table with what it holds and how it would be read."""

    sheet: Sheet
    survey: Survey
    mapping: Mapping


def look_at(path: Path, mapping: Mapping, *, report: Report | None, progress: Progress) -> Looked:
    """Read a table from its first row to its last; what a mapping leaves open is guessed. Raises SheetError."""
    if mapping.is_partial and not mapping.identity:
        mapping = replace(mapping, identity=last_identity(report))
    sheet = read_sheet(path, **mapping.way)
    survey = Survey.of(sheet, progress)
    return Looked(sheet, survey, completed(mapping, sheet, survey))


def last_identity(report: Report | None) -> list[str]:
    """The columns by which rows without a code were known in the last table that was written into a report."""
    written = Import.objects.filter(report=report, state=ImportState.APPLIED).order_by("-ended_at", "-pk").first()
    return Mapping.read(written.mapping).identity if written else []


@in_one_transaction
def look(job: Import, path: Path, *, progress: Progress) -> Import:
    """The dry run: note what each row would change, and write nothing else.

    Of a table whose mapping cannot be used no row is noted: what its columns are is, so that they can be mapped.
    """
    # Read anew: what an attempt that was broken off made of them is gone.
    job.refresh_from_db(fields=["mapping", "decisions"])
    looked = look_at(path, Mapping.read(job.mapping), report=job.report, progress=progress)
    plan = Plan(job.report, looked.mapping, job.decisions)
    progress.expect(looked.survey.rows)
    job.notes, job.counts, matches = list(looked.sheet.notes), {}, []
    if faults := faults_of(looked.mapping, looked.sheet.columns):
        job.rows.all().delete()
        job.notes += faults
    else:
        job.counts = go_through(job, plan, looked.sheet, progress=progress)
        job.notes += note_on_identity(looked.mapping)
        matches = plan.known.matches()
        job.notes += [*(told_of(each) for each in matches if each["field"] == "party"), *statuses_told(job)]
    job.mapping, job.found = looked.mapping.kept(), {**looked.survey.kept(), "matches": matches}
    job.total, job.state, job.problem = looked.survey.rows, ImportState.LOOKED_AT, ""
    job.save(update_fields=["mapping", "found", "notes", "total", "counts", "state", "problem"])
    return job


def note_on_identity(mapping: Mapping) -> list[str]:
    """What makes a row known, where nothing was chosen that does."""
    if mapping.column_of("code") or mapping.identity:
        return []
    return [
        _(
            "No column is the code: a row is known by all its cells, so one that changes is new. You can choose fewer "
            "columns by which rows are known."
        )
    ]


def told_of(match: Match) -> str:
    """A new party whose name is nearly that of another."""
    names = ", ".join(f"{name} ({code})" for code, name in match["near"].items())
    return _("“%(name)s” is a new party. Is it one of these? %(names)s") % {"name": match["theirs"], "names": names}


def statuses_told(job: Import) -> list[str]:
    """What would be logged of statuses: an entry for each, so that the journal says where they come from."""
    rows = job.rows.with_status().values(status=KT("fields__status")).annotate(count=Count("*")).order_by("status")
    if not (found := list(rows)):
        return []
    counts = ", ".join(f"{Status(row['status']).label} ({row['count']})" for row in found)
    told = _("Statuses are logged, an entry for each that cites this file: %(counts)s.")
    return [told % {"counts": counts}]


def go_through(
    job: Import,
    plan: Plan,
    sheet: Sheet,
    *,
    progress: Progress,
    write: Callable[[list[Planned]], None] = lambda batch: None,
) -> dict[str, int]:
    """Plan every row, write it where it is to be, and note what becomes of it; answers how many of each."""
    job.rows.all().delete()
    counts: Counter[str] = Counter({outcome.value: 0 for outcome in Outcome})
    for batch in plan.batches(sheet):
        write(batch)
        copy_rows([noted(job, row) for row in batch])
        counts.update(row.outcome.value for row in batch)
        progress.tell(len(batch))
    return {"read": counts.total(), **counts}


def noted(job: Import, row: Planned) -> ImportRow:
    conflicts = [{"field": name, "message": "conflict"} for name in row.conflicts]
    return ImportRow(
        of=job,
        number=row.said.number,
        code=row.said.code,
        outcome=row.outcome,
        fields=row.said.fields,
        before=row.before,
        problems=[*row.said.problems, *conflicts],
        measure=row.measure,
    )
