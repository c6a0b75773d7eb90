"""Putting away what is empty or unused, and bringing it back; and choosing the report of the front page."""

from collections.abc import Collection
from datetime import datetime

from measures import access
from measures.errors import ArchivedReportError, FrontPageError, PartyInUseError, ReportInUseError
from measures.models import Marking, Party, Report, User
from measures.operations.locks import lock_markings_exclusive, lock_row
from measures.operations.mails import recall_mails
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_values


@in_one_transaction
def choose_front_page(report: Report, *, by: User | None) -> Report:
    """Let the front page show this report to whoever may read it and has chosen no other; by nobody, by a command."""
    if by is not None:
        access.require(by, "choose_front_page")
    # All of them, so that two who choose at once choose one after the other.
    rows = {row.pk: row for row in Report.objects.order_by("pk").select_for_update(no_key=True)}
    chosen = rows[report.pk]
    if chosen.archived_at:
        raise ArchivedReportError
    for before in rows.values():
        if before.is_front_page and before != chosen:
            save_values(before, is_front_page=False)
    return chosen if chosen.is_front_page else save_values(chosen, is_front_page=True)


@in_one_transaction
def archive_report(report: Report, *, at: datetime, by: User) -> Report:
    """Take an empty report out of all menus and forms; it becomes internal."""
    recall_mails()
    lock_markings_exclusive()
    access.require(by, "archive_report", report)
    report = lock_row(report)
    if report.is_front_page:
        raise FrontPageError
    if not Report.objects.empty().filter(pk=report.pk).exists():
        raise ReportInUseError
    return report if report.archived_at else save_values(report, archived_at=at, marking=Marking.INTERNAL)


@in_one_transaction
def bring_back_report(report: Report, *, by: User) -> Report:
    """Let menus and forms offer an archived report again; it stays internal until somebody opens it."""
    access.require(by, "archive_report", report)
    report = lock_row(report)
    return save_values(report, archived_at=None) if report.archived_at else report


@in_one_transaction
def archive_parties(codes: Collection[str], *, at: datetime, by: User) -> int:
    """Take parties that nothing uses out of all menus and forms, all of them or none; answers how many."""
    access.require(by, "edit_party")
    archived = archive_unused_parties(codes, at=at)
    if Party.objects.current().filter(pk__in=codes).exists():
        raise PartyInUseError
    return archived


@in_one_transaction
def bring_back_parties(codes: Collection[str], *, by: User) -> int:
    """Let menus and forms offer archived parties again; answers how many."""
    access.require(by, "edit_party")
    return take_out_of_archive(codes)


def archive_unused_parties(codes: Collection[str], *, at: datetime) -> int:
    """Archive those of some parties that nothing uses; answers how many. Part of an act."""
    # Locked as for deletion: nobody names one of them meanwhile. What somebody is naming just now is in use.
    rows = Party.objects.current().filter(pk__in=codes).select_for_update(skip_locked=True)
    free = list(rows.values_list("pk", flat=True))
    return Party.objects.filter(pk__in=free).unused().update(archived_at=at)


def take_out_of_archive(codes: Collection[str]) -> int:
    """Bring back those of some parties that are archived; answers how many. Part of an act that names them."""
    return Party.objects.filter(pk__in=codes, archived_at__isnull=False).update(archived_at=None)
