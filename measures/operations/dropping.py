"""Dropping a table that was looked at and never written, without a trace."""

from datetime import datetime, timedelta

from measures import access
from measures.errors import ImportKeptError, ImportUnderWayError
from measures.models import UNDER_WAY, Import, ImportState, Report, User
from measures.operations.files import forget_file
from measures.operations.transactions import in_one_transaction

# After so long nobody comes back to a preview.
PREVIEWS_KEPT = timedelta(days=30)
WRITTEN_ONCE = (ImportState.APPLIED, ImportState.UNDONE)


@in_one_transaction
def drop_import(job: Import, *, by: User | None) -> None:
    """Drop a table with its notes and its file, and its report if nothing else fills that."""
    if by is not None:
        access.require(by, "import_table", job.report)
    rows = Import.objects.select_for_update(of=("self",)).select_related("report", "file")
    found = rows.filter(pk=job.pk).first()
    if found is None:
        return
    if found.is_under_way:
        raise ImportUnderWayError
    if not is_droppable(found):
        raise ImportKeptError
    report = report_dropped_with(found)
    found.delete()
    if found.file:
        forget_file(found.file)
    if report:
        delete_report(report)


@in_one_transaction
def forget_previews(*, at: datetime) -> None:
    """Drop the tables that were to fill a new report and were forgotten, with that report."""
    made = Import.objects.filter(made_at__lt=at - PREVIEWS_KEPT, report__archived_at__isnull=False)
    for job in made.select_related("report"):
        if is_droppable(job):
            drop_import(job, by=None)


def delete_report(report: Report) -> None:
    """Delete a report that is without content; imports into it that were undone say that it is gone."""
    report.imports.update(report=None)
    report.delete()


def is_droppable(job: Import) -> bool:
    """Whether nothing of an import was ever written, and it is not under way."""
    return job.state not in (*UNDER_WAY, *WRITTEN_ONCE) and job.evidence_id is None


def report_dropped_with(job: Import) -> Report | None:
    """The report of an import, if it was made for a table and nothing else belongs to it."""
    if job.report_id is None:
        return None
    others = Import.objects.filter(report=job.report_id).exclude(pk=job.pk).exclude(state=ImportState.UNDONE)
    return None if others.exists() else Report.objects.without_content().filter(pk=job.report_id).first()
