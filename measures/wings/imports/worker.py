"""Looks at, writes and undoes the waiting imports: people request it, a worker or a command does it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from measures import access
from measures.errors import (
    ImportInUseError,
    ImportNotWrittenError,
    ImportReportGoneError,
    NothingToWriteError,
    RuleError,
)
from measures.models import User
from measures.operations.clock import clock
from measures.operations.files import file_on_disk
from measures.operations.transactions import busy_error_for
from measures.wings.imports.look import look
from measures.wings.imports.mapping import Mapping
from measures.wings.imports.models import UNDER_WAY, Import, ImportState, Outcome
from measures.wings.imports.progress import StoppedError, StoredProgress
from measures.wings.imports.sheets.sheet import SheetError
from measures.wings.imports.undoing import is_in_use, undo_import
from measures.wings.imports.write import write_import

# The class of the advisory locks that are held while an import is worked on.
WORKING = 3_141_594


def request_writing(job: Import, *, by: User) -> bool:
    """Let an import wait to be written; returns whether it was not waiting already."""
    access.require(by, "import_table", job.report)
    if job.report is None:
        raise ImportReportGoneError
    # What is in conflict now may not be when it is written.
    if job.counts and not writes(job) and not job.counts.get(Outcome.CONFLICT):
        raise NothingToWriteError
    ready = (ImportState.LOOKED_AT, ImportState.CANCELLED, ImportState.FAILED, ImportState.UNDONE)
    return queue_import(job, ImportState.WAITING, after=ready)


def writes(job: Import) -> int:
    """How many rows of an import would change something."""
    return sum(job.counts.get(each, 0) for each in (Outcome.NEW, Outcome.CHANGED)) if job.report else 0


def request_undoing(job: Import, *, by: User | None) -> bool:
    """Let an import wait to be undone, if nobody has logged on its rows; returns whether it was not already."""
    if by is not None:
        access.require(by, "import_table", job.report)
    job.refresh_from_db(fields=["state", "written_at"])
    if job.state == ImportState.UNDOING:
        return False
    if job.state != ImportState.APPLIED:
        raise ImportNotWrittenError
    if is_in_use(job):
        raise ImportInUseError
    return queue_import(job, ImportState.UNDOING, after=(ImportState.APPLIED,))


def queue_import(job: Import, state: ImportState, *, after: tuple[ImportState, ...]) -> bool:
    jobs = Import.objects.filter(pk=job.pk, state__in=after)
    return bool(jobs.update(state=state, is_to_stop=False, done=0, problem=""))


def cancel_import(job: Import, *, by: User) -> bool:
    """Ask the worker of an import to stop, or take it off the queue; returns whether there was anything to stop."""
    access.require(by, "import_table", job.report)
    if Import.objects.filter(pk=job.pk, state=ImportState.WAITING).update(state=ImportState.CANCELLED):
        return True
    return bool(Import.objects.filter(pk=job.pk, state__in=UNDER_WAY).update(is_to_stop=True))


def under_way() -> list[int]:
    """Imports that wait or are worked on: each is looked at again, in case its worker was killed."""
    return list(Import.objects.filter(state__in=UNDER_WAY).order_by("pk").values_list("pk", flat=True))


def work_on(job_id: int) -> None:
    """Do what an import waits for, or resume it after its worker was killed; other workers leave it alone."""
    with only_one(job_id) as is_mine:
        jobs = Import.objects.select_related("report", "file", "by").filter(pk=job_id, state__in=UNDER_WAY)
        job = jobs.first() if is_mine else None
        if job is not None:
            language = job.by.language if job.by else settings.LANGUAGE_CODE
            with override(language), StoredProgress(job) as progress, recording_end(job):
                WORK[job.state](job, progress)


def look_waiting(job: Import, progress: StoredProgress) -> None:
    with file_on_disk(job.kept_file) as path:
        look(job, Mapping.from_json(job.mapping), path, progress=progress)


def write_waiting(job: Import, progress: StoredProgress) -> None:
    with file_on_disk(job.kept_file) as path:
        if not job.rows.exists():
            # The preview was stopped or broke off: without its rows nobody knows what writing has to lock.
            look(job, Mapping.from_json(job.mapping), path, progress=progress)
        Import.objects.filter(pk=job.pk).update(state=ImportState.RUNNING)
        write_import(job, path, on=clock().astimezone(UTC).date(), progress=progress)


def undo_waiting(job: Import, progress: StoredProgress) -> None:
    undo_import(job, at=clock(), progress=progress)


WORK: dict[str, Callable[[Import, StoredProgress], None]] = {
    ImportState.LOOKING: look_waiting,
    ImportState.WAITING: write_waiting,
    ImportState.RUNNING: write_waiting,
    ImportState.UNDOING: undo_waiting,
}


@contextmanager
def recording_end(job: Import) -> Iterator[None]:
    """Note the state of an import when work on it is stopped, refused or fails, and why.

    One that is being undone stays written. Where the database went away, or the process is told to end, the next tick
    takes it up again.
    """
    is_written = job.state == ImportState.UNDOING
    stopped, failed = (ImportState.APPLIED,) * 2 if is_written else (ImportState.CANCELLED, ImportState.FAILED)
    try:
        yield
    except StoppedError:
        end_import(job, stopped)
    except (SheetError, RuleError) as error:
        end_import(job, failed, problem=str(error))
    except ValidationError as error:
        end_import(job, failed, problem=" ".join(messages_of(error)))
    except SystemExit:
        # So a worker ends that has lost its broker, or is stopped.
        raise
    except BaseException as error:
        if busy_error_for(error) is None:
            end_import(job, failed, problem=_("It stopped: a fault in the tracker. Nothing was kept."))
        raise


def messages_of(error: ValidationError) -> Iterator[str]:
    """What is wrong, in sentences: of a row with its number."""
    for path, messages in error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]:
        row = path.partition(".")[0]
        for message in messages:
            yield _("Row %(row)s: %(message)s") % {"row": row, "message": message} if row.isdigit() else message


def end_import(job: Import, state: ImportState, *, problem: str = "") -> None:
    Import.objects.filter(pk=job.pk).update(state=state, ended_at=clock(), problem=problem)


@contextmanager
def only_one(job_id: int) -> Iterator[bool]:
    """Whether nobody else works on this import; the lock ends with its connection, also if a worker is killed."""
    link = connection.copy()
    try:
        with link.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [WORKING, job_id])
            [is_mine] = cursor.fetchone() or [False]
            try:
                yield is_mine
            finally:
                if is_mine:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [WORKING, job_id])
    finally:
        link.close()
