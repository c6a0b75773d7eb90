"""Locks, taken in one order by every operation so that operations never wait for each other in a circle.

The order: the bytes of a file (a storage may be slow, so nothing of the record is locked before), libraries, mails,
candidates by number, markings, addresses of new sources, reports, the entry acted on, sources by key, files, chains of
sources, chains of entries, measures by key.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from measures.errors import AlreadyCorrectedError, RedactedEntryError, VersionConflictError
from measures.models import Chain, ChainKind, Entry, Measure, Report
from measures.models.records import Versioned

# The keys of the advisory locks for all markings, all files, all mails and all libraries.
MARKINGS = 3_141_592
FILES = 3_141_593
MAILS = 3_141_594
LIBRARIES = 3_141_595


def lock_row[Row: Model](row: Row, *along: str) -> Row:
    """A row as it is now, with the rows that it names `along`, locked until the end of the transaction."""
    # Not by its type: whoever is signed in comes as a lazy object.
    rows: QuerySet[Any] = row._meta.model._default_manager.select_for_update(of=("self",), no_key=True)
    locked: Row = (rows.select_related(*along) if along else rows).get(pk=row.pk)
    return locked


def lock_measures(measures: Collection[int]) -> list[int]:
    """Lock these measures and the wholes of parts among them, in the order of their keys.

    Returns their primary keys: what is read by these includes all that earlier holders of the locks have written.
    """
    rows = Measure.objects.with_wholes_of(Measure.objects.filter(pk__in=measures))
    return list(rows.order_by("key").select_for_update(no_key=True).values_list("pk", flat=True))


def lock_reports_of(rows: QuerySet[Model]) -> None:
    """Lock the reports of rows: until the end of the transaction nobody else changes which of them is below which."""
    reports = Report.objects.filter(pk__in=rows.order_by().values("report"))
    list(reports.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def require_version(row: Versioned, version: int | None) -> None:
    """Refuse to change a locked row that somebody changed since the writer read it; a page may not say."""
    if version is not None and row.version != version:
        raise VersionConflictError(current=row.version)


def lock_entry_in_force(entry: Entry) -> Entry:
    """The entry as it is now, locked until the end of the transaction, if it was neither redacted nor corrected."""
    locked = lock_row(entry, "report", "chain")
    if locked.is_redacted:
        raise RedactedEntryError
    if locked.is_corrected:
        raise AlreadyCorrectedError
    return locked


def lock_chain(report: Report, marking: str) -> Chain:
    """The chain of a report's entries, locked until the end of the transaction; made with its first entry."""
    return locked_chain(kind=ChainKind.JOURNAL, report=report, marking=marking)


def lock_sources_chain(marking: str) -> Chain:
    """The chain of reviews and copies, locked until the end of the transaction; before any chain of entries."""
    return locked_chain(kind=ChainKind.SOURCES, report=None, marking=marking)


def locked_chain(**identity: object) -> Chain:
    chains = Chain.objects.filter(**identity).order_by("pk").select_for_update(no_key=True)
    chain = chains.first()
    if chain is not None:
        return chain
    Chain.objects.bulk_create([Chain(**identity)], ignore_conflicts=True)
    return chains.get()


def lock_mails_shared() -> None:
    """Until the end of the transaction nothing can be recalled from mails: one is being composed or sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [MAILS])


def lock_mails_exclusive() -> None:
    """Wait until no mail is being composed or sent, and keep it so until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MAILS])


def lock_markings_shared(addresses: Collection[str] = ()) -> None:
    """Until the end of the transaction nothing can be tightened: what a writer names stays as readable.

    Nor let anybody else record a source at one of these addresses: who brings the same waits, and finds it then.
    """
    addresses = sorted(set(addresses) - {""})
    of_addresses = ", pg_advisory_xact_lock(hashtextextended(%s, 0))" * len(addresses)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared(%s){of_addresses}", [MARKINGS, *addresses])


def lock_markings_exclusive() -> None:
    """Wait until nobody relies on a marking, and keep it so until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MARKINGS])


def lock_bytes(path: str) -> None:
    """Until the end of the transaction nobody else stores or removes the bytes at this path.

    Taken before anything of the record is locked, or alone: the storage may be slow, and only who wants the same bytes
    is to wait for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [path])


def lock_files() -> None:
    """Until the end of the transaction nobody else can name a file, so none is named or reported twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FILES])


def lock_libraries() -> None:
    """Until the end of the transaction no other library can be loaded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIBRARIES])
