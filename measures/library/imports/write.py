"""Goes through a table by a plan: a dry run that notes what each row would change, and the writing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import batched
from pathlib import Path

from django.db.models import Count
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from measures.library.imports.mapping import Mapping, mapping_faults, refuse_faults
from measures.library.imports.plan import Plan
from measures.library.imports.rows import parse_row
from measures.library.imports.survey import UNCLEAR, Survey, complete
from measures.library.sheets.dates import Order
from measures.library.sheets.read import read_sheet
from measures.library.sheets.sheet import Sheet
from measures.models import Import, ImportState, Outcome, Report, Status
from measures.operations.clock import clock
from measures.operations.copying import copy_rows
from measures.operations.imports import add_parties, finish_import, lock_for_writing, write_rows
from measures.operations.progress import Progress
from measures.operations.transactions import in_one_transaction

BATCH = 500


def last_identity(report: Report | None) -> list[str]:
    """The columns that identified rows without codes in the last table written into a report."""
    last = Import.objects.filter(report=report, state=ImportState.APPLIED).order_by("-ended_at", "-pk").first()
    return Mapping.from_json(last.mapping).identity if last else []


@in_one_transaction
def look(job: Import, path: Path, *, progress: Progress) -> Import:
    """The dry run: note what each row would change, and write nothing else.

    Of a table whose mapping cannot be used no row is noted: what its columns are is, so that they can be mapped.
    """
    # Read anew: what an attempt that was broken off made of them is gone.
    job.refresh_from_db(fields=["mapping", "decisions"])
    mapping = Mapping.from_json(job.mapping)
    if mapping.is_partial and not mapping.identity:
        mapping = replace(mapping, identity=last_identity(job.report))
    sheet = read_sheet(path, mapping.options)
    survey = Survey.of(sheet, progress)
    plan = Plan(job, complete(mapping, survey))
    progress.expect(survey.rows)
    job.notes, job.counts = list(sheet.notes), {}
    if not survey.rows:
        job.notes.append(_("There are no rows below the header."))
    elif faults := mapping_faults(plan.mapping, sheet.columns):
        job.notes += faults
    else:
        job.counts = note_rows(plan, sheet, progress)
        job.notes += [*notes_on_reading(survey, plan.mapping), *notes_on_parties(plan), *notes_on_statuses(job)]
    job.mapping = plan.mapping.as_json()
    job.found = {**survey.as_json(), "matches": plan.index.matches, "new_parties": plan.new_parties}
    job.total, job.state, job.problem = survey.rows, ImportState.LOOKED_AT, ""
    job.save(update_fields=["mapping", "found", "notes", "total", "counts", "state", "problem"])
    return job


def notes_on_reading(survey: Survey, mapping: Mapping) -> Iterator[str]:
    """What is unclear about a table: what identifies a row, and the order of days and months."""
    if not mapping.column_of("code") and not mapping.identity:
        yield _(
            "No column is the code, so a row is identified by all its cells, and a row that changes counts as "
            "new. You can choose fewer columns to identify rows."
        )
    column = survey.column_survey(mapping.column_of("due_on"))
    dates = column.dates
    if len(dates.keys() & set(Order)) > 1:
        message = _(
            "Dates contradict each other: in “%(day_first)s” the day comes first, in “%(month_first)s” the month."
        )
        yield message % {order.value: dates[order] for order in Order}
    elif column.order and column.order != mapping.order:
        message = _("Dates such as “%(text)s” do not fit the order of day and month that was chosen.")
        yield message % {"text": dates[column.order]}
    if UNCLEAR in dates and not mapping.order:
        message = _("Dates such as “%(text)s” are not clear: choose whether the day or the month comes first.")
        yield message % {"text": dates[UNCLEAR]}


def notes_on_parties(plan: Plan) -> Iterator[str]:
    """New parties whose names are close to existing ones."""
    for match in plan.index.matches:
        if match["field"] == "party" and match["near"]:
            names = ", ".join(f"{name} ({code})" for code, name in match["near"].items())
            message = _("“%(name)s” is a new party. Is it one of these? %(names)s")
            yield message % {"name": match["theirs"], "names": names}


def notes_on_statuses(job: Import) -> Iterator[str]:
    """Which statuses would be logged, one entry for each, so that the journal says where they come from."""
    rows = job.rows.with_status().values(status=KT("fields__status")).annotate(count=Count("*")).order_by("status")
    if counts := ", ".join(f"{Status(row['status']).label} ({row['count']})" for row in rows):
        yield _("Statuses are logged, one entry for each, citing this file: %(counts)s.") % {"counts": counts}


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
        progress.tell(len(rows))
    return {"read": counts.total(), **counts}


@in_one_transaction
def write_import(job: Import, path: Path, *, on: date, progress: Progress) -> None:
    """Write a table as it was looked at, all or nothing."""
    # Read anew: what an attempt that was broken off made of the row is gone.
    job = Import.objects.select_related("report", "file", "by").get(pk=job.pk)
    evidence = lock_for_writing(job)
    mapping = Mapping.from_json(job.mapping)
    sheet = read_sheet(path, Survey.from_json(job.found).options if job.found else mapping.options)
    refuse_faults(mapping, sheet.columns)
    progress.expect(job.found.get("rows", job.total))
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
