"""What is this tracker's own about a report: who reads it, and after how many days its record is old."""

from collections.abc import Mapping
from typing import Any

from measures import access
from measures.models import Report, User
from measures.operations.faults import faults
from measures.operations.locks import require_version
from measures.operations.markings import mark_report
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def revise_report(report: Report, *, changes: Mapping[str, Any], version: int | None = None, by: User) -> Report:
    """Change what is given of them, if nobody else has since the writer read the report as `version`."""
    if "marking" in changes:
        report, version = mark_report(report, marking=changes["marking"], version=version, by=by), None
    if "search_every_days" in changes:
        report = set_search_interval(report, days=changes["search_every_days"], version=version, by=by)
    return report


@in_one_transaction
def set_search_interval(report: Report, *, days: int, version: int | None = None, by: User) -> Report:
    """Say after how many days without a search every page says that the record is old."""
    access.require(by, "set_search_interval", report)
    report = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    require_version(report, version)
    if days != report.search_every_days:
        report.search_every_days = days
        with faults() as found:
            found.check(report, ["search_every_days"])
        report.version += 1
        report.save(update_fields=["search_every_days", "version"])
    return report
