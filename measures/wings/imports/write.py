"""Writes a table as it was looked at, all of it or nothing."""

from collections import Counter
from datetime import date
from itertools import batched
from pathlib import Path

from measures.operations.clock import clock
from measures.operations.copying import copy_rows
from measures.operations.transactions import in_one_transaction
from measures.wings.imports.mapping import Mapping, refuse_faults
from measures.wings.imports.models import Import, ImportState, Outcome
from measures.wings.imports.operations import add_parties, finish_import, lock_for_writing, write_rows
from measures.wings.imports.plan import Plan
from measures.wings.imports.progress import Progress
from measures.wings.imports.rows import parse_row
from measures.wings.imports.sheets.read import read_sheet
from measures.wings.imports.sheets.sheet import Sheet
from measures.wings.imports.survey import Survey

BATCH = 500


@in_one_transaction
def write_import(job: Import, path: Path, *, on: date, progress: Progress) -> None:
    """Write a table as it was looked at, all or nothing."""
    # Read anew: what an attempt that was broken off made of the row is gone.
    job = Import.objects.select_related("report", "file", "by").get(pk=job.pk)
    evidence = lock_for_writing(job)
    survey, mapping = Survey.from_json(job.found), Mapping.from_json(job.mapping)
    sheet = read_sheet(path, survey.options)
    refuse_faults(mapping, sheet.columns)
    progress.expect(survey.rows)
    plan = Plan(job, mapping)
    counts = note_rows(plan, sheet, progress, is_written=True)
    finish_import(job, evidence, on=on, progress=progress)
    now = clock()
    Import.objects.filter(pk=job.pk).update(
        state=ImportState.APPLIED,
        counts=counts,
        found={**job.found, "new_parties": plan.new_parties},
        evidence=evidence or job.evidence,
        written_at=now,
        ended_at=now,
        problem="",
    )


def note_rows(plan: Plan, sheet: Sheet, progress: Progress, *, is_written: bool = False) -> dict[str, int]:
    """Note what becomes of every row, once it is written where it is to be; answers how many have each outcome."""
    counts: Counter[str] = Counter(dict.fromkeys(Outcome.values, 0))
    plan.job.rows.all().delete()
    for batch in batched(sheet.rows(), BATCH):
        rows = [parse_row(row, plan.mapping, plan.index) for row in batch]
        plan.judge_all(rows, batch, sheet.columns)
        parties = plan.parties_brought(rows)
        if is_written:
            add_parties(parties, plan.mapping.party_kind)
            write_rows(plan.job, rows)
        copy_rows(rows)
        counts.update(row.outcome for row in rows)
        progress.advance(len(rows))
    return {"read": counts.total(), **counts}
