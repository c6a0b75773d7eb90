"""What people do with a table: bring it, map it, settle its conflicts."""

from collections.abc import Mapping as Lookup
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures import access
from measures.errors import ImportReportGoneError, ImportUnderWayError, ImportWrittenError
from measures.models import Marking, Report, User
from measures.models.reports import USUAL_LEVELS
from measures.operations.clock import clock
from measures.operations.evidence import random_key
from measures.operations.files import examine_table, file_on_disk, keep_file, on_disk, store_bytes
from measures.operations.transactions import in_one_transaction
from measures.wings.imports.look import look_now_or_later
from measures.wings.imports.mapping import Mapping, refuse_faults
from measures.wings.imports.models import Decision, Import, ImportProfile, ImportState, Outcome
from measures.wings.imports.progress import Progress
from measures.wings.imports.sheets.read import options_for, refuse_unfit_options
from measures.wings.imports.survey import Survey

DISCLAIMER = {
    "disclaimer": "Imported from a table of others, in its words.",
    "disclaimer_zh_hans": "导入自他人的表格，沿用其措辞。",
}


def refuse_differing_report(report: Report, new: Lookup[str, str]) -> None:
    """Refuse details of a new report that differ from an existing one: either might be meant."""
    message = _("The report “%(report)s” already exists: leave this empty, or choose a new report.")
    if faults := [name for name, text in new.items() if text and text != getattr(report, name)]:
        raise ValidationError({name: message % {"report": report.words("title")} for name in faults})


def add_report_for(slug: str, *, title: str = "", author: str = "") -> Report:
    """A new report for the measures of a table: archived until one is written, and then for the same readers."""
    words = {"title": title or slug, "author": author, **DISCLAIMER}
    report = Report(slug=slug, marking=Marking.INTERNAL, archived_at=clock(), levels=USUAL_LEVELS, **words)
    report.full_clean()
    report.save()
    return report


def receive(
    stream: IO[bytes],
    name: str,
    *,
    report: Report | None,
    new: dict[str, str],
    profile: ImportProfile | None,
    marking: str,
    by: User | None,
    options: Lookup[str, Any] | None = None,
    progress: Progress | None = None,
    is_as_last: bool = True,
    **changes: Any,
) -> Import:
    """Store a table and look at it, changed as was chosen: by a saved mapping, as the last one, or by a guess.

    Raises SheetError. Where its progress is followed it is looked at now, however long it is.
    """
    report = report or Report.objects.filter(slug=new["slug"]).first()
    if by is not None:
        access.require(by, "import_table", report)
    if report is not None:
        refuse_differing_report(report, new)
    guessed = Mapping(is_partial=True, is_as_last=is_as_last, party_kind="")
    mapping = Mapping.from_json(profile.mapping) if profile else guessed
    with on_disk(stream) as path:
        mapping = replace(mapping, options=options_for(path, mapping.options, options or {})).with_changes(**changes)
        file = examine_table(stream)
        store_bytes(file, stream)
        named: dict[str, Any] = {"file": file, "file_name": name, "marking": marking, "by": by}
        return receive_stored(path, stream, mapping, report=report, new=new, progress=progress, **named)


@in_one_transaction
def receive_stored(
    path: Path,
    stream: IO[bytes],
    mapping: Mapping,
    *,
    report: Report | None,
    new: dict[str, str],
    progress: Progress | None,
    **named: object,
) -> Import:
    """Note the import of a table whose bytes are stored, with the report it is to fill, and look at it."""
    report = report or add_report_for(**new)
    job = Import.objects.create(key=random_key("import"), report=report, mapping=mapping.as_json(), **named)
    look_now_or_later(job, mapping, path, progress)
    keep_file(job.kept_file, stream)
    return job


def locked_import(job: Import, *, by: User) -> Import:
    """An import, locked while its mapping changes; refused while it is under way or once it is written."""
    access.require(by, "import_table", job.report)
    rows = Import.objects.select_for_update(of=("self",)).select_related("report", "file", "by")
    job = rows.get(pk=job.pk)
    if job.is_under_way:
        raise ImportUnderWayError
    if job.state == ImportState.APPLIED:
        raise ImportWrittenError
    if job.report is None:
        raise ImportReportGoneError
    return job


def change_mapping(job: Import, *, by: User, **changes: Any) -> Import:
    """Change how a table is read, and look again; its bytes are fetched before the import is locked."""
    with file_on_disk(job.kept_file) as path:
        return change_mapping_of(job, path, by=by, **changes)


@in_one_transaction
def change_mapping_of(
    job: Import,
    path: Path,
    *,
    by: User,
    profile_name: str = "",
    **changes: Any,
) -> Import:
    """Change how a table is read, or what its columns and words stand for, and look again.

    Under a name the mapping is kept for other tables.
    """
    job = locked_import(job, by=by)
    job = look_again(job, path, Mapping.from_json(job.mapping).with_changes(**changes))
    if profile_name:
        ImportProfile.objects.update_or_create(name=profile_name, defaults={"mapping": job.mapping, "by": by})
    return job


def settle_conflicts(
    job: Import, *, by: User, decisions: Lookup[str, str | dict[str, str]], rest: Decision | None = None
) -> Import:
    """Decide what happens to rows, and look again; the bytes of the table are fetched before the import is locked."""
    with file_on_disk(job.kept_file) as path:
        return settle_conflicts_of(job, path, by=by, decisions=decisions, rest=rest)


@in_one_transaction
def settle_conflicts_of(
    job: Import, path: Path, *, by: User, decisions: Lookup[str, str | dict[str, str]], rest: Decision | None
) -> Import:
    """Decide what happens to conflicting rows, and perhaps to all others in conflict now, and look again.

    What comes into conflict later is asked for again.
    """
    job = locked_import(job, by=by)
    note_decisions(job, decisions)
    if rest:
        rows = job.rows.filter(outcome=Outcome.CONFLICT)
        for row in rows.iterator(chunk_size=1000):
            decided = job.decisions.get(str(row.row_number), {})
            if isinstance(decided, dict):
                job.decisions[str(row.row_number)] = {**dict.fromkeys(row.in_conflict, rest.value), **decided}
    return look_again(job, path, Mapping.from_json(job.mapping))


def note_decisions(job: Import, decisions: Lookup[str, str | dict[str, str]]) -> None:
    for row_number, decision in decisions.items():
        before = job.decisions.get(row_number)
        is_by_field = isinstance(decision, dict) and isinstance(before, dict)
        job.decisions[row_number] = {**before, **decision} if is_by_field else decision  # type: ignore[dict-item]


def look_again(job: Import, path: Path, mapping: Mapping) -> Import:
    """Look at a table that is kept already by another mapping."""
    if not mapping.is_partial and job.found:
        refuse_faults(mapping, Survey.from_json(job.found).columns)
    refuse_unfit_options(path, mapping.options)
    job.mapping = mapping.as_json()
    job.save(update_fields=["mapping", "decisions"])
    return look_now_or_later(job, mapping, path)
