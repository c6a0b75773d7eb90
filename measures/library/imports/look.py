"""The look at a table: a dry run that notes what each row would change, and writes nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from measures.analysis.file_types import TEXT
from measures.library.imports.mapping import Mapping, mapping_faults
from measures.library.imports.plan import Plan
from measures.library.imports.survey import UNCLEAR, Survey, complete
from measures.library.imports.write import note_rows
from measures.library.sheets.dates import Order
from measures.library.sheets.read import read_sheet
from measures.models import Import, ImportState, Report, Status
from measures.operations.progress import Progress
from measures.operations.transactions import in_one_transaction

# How many bytes a request looks at itself, which takes about two seconds: a longer table waits for a worker.
MOST_AT_ONCE = 1_000_000
MOST_AT_ONCE_PACKED = 200_000


def look_soon(job: Import, mapping: Mapping, path: Path, progress: Progress | None = None) -> Import:
    """Look at a table now if it is short, or if its progress is followed, and leave a long one to a worker."""
    most = MOST_AT_ONCE if job.kept_file.media_type == TEXT else MOST_AT_ONCE_PACKED
    if progress or job.kept_file.size <= most:
        return look(job, mapping, path, progress=progress or Progress())
    waiting: dict[str, Any] = {"state": ImportState.LOOKING, "problem": "", "is_to_stop": False, "done": 0, "total": 0}
    Import.objects.filter(pk=job.pk).update(**waiting)
    job.refresh_from_db(fields=list(waiting))
    return job


@in_one_transaction
def look(job: Import, mapping: Mapping, path: Path, *, progress: Progress) -> Import:
    """Note what each row would change by a mapping, of which this completes what it leaves open.

    Of a table whose mapping cannot be used no row is noted: what its columns are is, so that they can be mapped.
    """
    if mapping.is_partial and not mapping.identity:
        mapping = replace(mapping, identity=last_identity(job.report))
    sheet = read_sheet(path, mapping.options)
    survey = Survey.of(sheet, progress)
    mapping = complete(mapping, survey)
    plan = Plan(job, mapping)
    progress.expect(survey.rows)
    job.notes, job.counts = list(sheet.notes), {}
    if not survey.rows:
        job.notes.append(_("There are no rows below the header."))
    elif faults := mapping_faults(mapping, sheet.columns):
        job.notes += faults
    else:
        job.counts = note_rows(plan, sheet, progress)
        job.notes += [*notes_on_reading(survey, mapping), *notes_on_parties(plan), *notes_on_statuses(job)]
    job.mapping = mapping.as_json()
    job.found = {**survey.as_json(), "matches": plan.index.matches, "new_parties": plan.new_parties}
    job.total, job.state, job.problem = survey.rows, ImportState.LOOKED_AT, ""
    job.save(update_fields=["mapping", "found", "notes", "total", "counts", "state", "problem"])
    return job


def last_identity(report: Report | None) -> list[str]:
    """The columns that identified rows without codes in the last table written into a report."""
    written = Import.objects.filter(report=report, state=ImportState.APPLIED).order_by("-ended_at", "-pk")
    return written.values_list("mapping__identity", flat=True).first() or []


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
