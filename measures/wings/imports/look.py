"""The look at a table: a dry run that notes what each row would change, and writes nothing else."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from django.db.models import Count
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures.analysis.file_types import TEXT
from measures.analysis.typed_dates import Order
from measures.models import Report, Status
from measures.operations.transactions import in_one_transaction
from measures.wings.imports.mapping import Mapping, as_last_time, mapping_faults, missing_columns
from measures.wings.imports.models import Import, ImportState
from measures.wings.imports.plan import Plan
from measures.wings.imports.progress import Progress
from measures.wings.imports.sheets.encodings import encoding_of
from measures.wings.imports.sheets.read import fitting_options, read_sheet
from measures.wings.imports.sheets.sheet import Sheet, SheetError, TakesLongError
from measures.wings.imports.survey import UNCLEAR, Survey, complete
from measures.wings.imports.write import note_rows

NO_ROWS = gettext_lazy("There are no rows below the header.")
# How many bytes a request looks at itself, which takes about two seconds: a longer table waits for a worker.
MOST_AT_ONCE = 1_000_000
MOST_AT_ONCE_PACKED = 200_000
# Read once and noted once: rows may be short, and a workbook may hold one that stands for many.
MOST_ROWS_AT_ONCE = 20_000


class AwaitedProgress(Progress):
    """Breaks off what takes long while somebody waits for the answer."""

    def __init__(self) -> None:
        self.done = 0

    def advance(self, rows: int) -> None:
        self.done += rows
        if self.done > MOST_ROWS_AT_ONCE:
            raise TakesLongError


def look_now_or_later(job: Import, mapping: Mapping, path: Path, progress: Progress | None = None) -> Import:
    """Look at a table now if it is short, or if its progress is followed, and leave a long one to a worker."""
    most = MOST_AT_ONCE if job.kept_file.media_type == TEXT else MOST_AT_ONCE_PACKED
    if progress:
        return look(job, mapping, path, progress=progress)
    if job.kept_file.size <= most:
        with suppress(TakesLongError):
            return look(job, mapping, path, progress=AwaitedProgress(), is_awaited=True)
    waiting: dict[str, object] = {
        "state": ImportState.LOOKING,
        "problem": "",
        "is_to_stop": False,
        "done": 0,
        "total": 0,
    }
    Import.objects.filter(pk=job.pk).update(**waiting)
    job.refresh_from_db(fields=list(waiting))
    return job


@in_one_transaction
def look(job: Import, mapping: Mapping, path: Path, *, progress: Progress, is_awaited: bool = False) -> Import:
    """Note what each row would change by a mapping, of which this completes what it leaves open.

    Of a table whose mapping cannot be used no row is noted: what its columns are is, so that they can be mapped.
    """
    last = last_written(job.report) if mapping.is_partial else None
    found = read_as_last(path, mapping, last, is_awaited=is_awaited) if last and mapping.is_as_last else None
    if last and not found and not mapping.identity:
        mapping = replace(mapping, identity=last.mapping.get("identity", []))
    sheet, mapping = found or (read_sheet(path, mapping.options, is_awaited=is_awaited), mapping)
    survey = Survey.of(sheet, progress)
    mapping = complete(mapping, survey)
    plan = Plan(job, mapping)
    progress.expect(survey.rows)
    job.notes, job.counts = list(sheet.notes), {}
    if last and found:
        job.notes.append(
            _("Columns and words are read as in “%(name)s”, the last table of this report.") % {"name": last.file_name}
        )
    if not survey.rows:
        job.notes.append(str(NO_ROWS))
    elif faults := mapping_faults(mapping, sheet.columns):
        job.notes += faults
    else:
        job.counts = note_rows(plan, sheet, progress)
        job.notes += [*notes_on_reading(survey, mapping), *notes_on_parties(plan), *notes_on_statuses(job)]
    job.mapping = mapping.as_json()
    job.found = {
        **survey.as_json(),
        "matches": plan.index.matches,
        "joint_names": len(plan.index.unclear),
        "new_parties": plan.new_parties,
    }
    job.total, job.state, job.problem = survey.rows, ImportState.LOOKED_AT, ""
    job.save(update_fields=["mapping", "found", "notes", "total", "counts", "state", "problem"])
    return job


def last_written(report: Report | None) -> Import | None:
    """The last table that was written into a report."""
    written = Import.objects.filter(report=report, state=ImportState.APPLIED).order_by("-ended_at", "-pk")
    return written.only("mapping", "file_name").first()


def read_as_last(path: Path, mapping: Mapping, last: Import, *, is_awaited: bool) -> tuple[Sheet, Mapping] | None:
    """A table as the last one of its report was read and mapped, if it has the columns for it."""
    before = Mapping.from_json(last.mapping)
    options = fitting_options(path, before.options)
    if options.encoding and encoding_of(path):
        # The encoding of one file says nothing of another that proves its own.
        options = replace(options, encoding="")
    options = options.with_changes(mapping.options.as_json())
    try:
        sheet = read_sheet(path, options, is_awaited=is_awaited)
    except SheetError:
        return None
    found = replace(as_last_time(mapping, before), options=options)
    return None if missing_columns([*found.columns, *found.identity], sheet.columns) else (sheet, found)


def notes_on_reading(survey: Survey, mapping: Mapping) -> Iterator[str]:
    """What is unclear about a table: what identifies a row, and the order of days and months."""
    if not mapping.column_of("code") and not mapping.identity:
        yield _(
            "No column is the code, so all cells identify a row, and a changed row counts as new. You can choose "
            "fewer columns."
        )
    column = survey.column_survey(mapping.column_of("due_on"))
    dates = column.dates
    if len(dates.keys() & set(Order)) > 1:
        message = _("Dates disagree: in “%(day_first)s” the day is first, in “%(month_first)s” the month.")
        yield message % {order.value: dates[order] for order in Order}
    elif column.order and column.order != mapping.order:
        message = _("Dates such as “%(text)s” do not fit the chosen order of day and month.")
        yield message % {"text": dates[column.order]}
    if UNCLEAR in dates and not mapping.order:
        message = _("In dates such as “%(text)s”, choose whether the day or the month comes first.")
        yield message % {"text": dates[UNCLEAR]}


def notes_on_parties(plan: Plan) -> Iterator[str]:
    """How many names may be one party or several, and new parties whose names are close to existing ones."""
    if open_names := len(plan.index.unclear):
        yield ngettext(
            "%(count)d name may be one party or several: choose for each, or for all at once.",
            "%(count)d names may be one party or several: choose for each, or for all at once.",
            open_names,
        ) % {"count": open_names}
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
