"""Undoing an import as one act: added measures go, changed ones are restored, its entries are corrected."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from itertools import batched
from operator import or_
from typing import Any

from django.db.models import Exists, ManyToOneRel, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from measures.analysis.seals import EntryRows
from measures.errors import ImportInUseError, ImportNotWrittenError
from measures.models import Addressee, Citation, Entry, Evidence, Marking, Measure, Owner, Party, Report
from measures.models.journal import on_wholes
from measures.operations.archiving import archive_unused_parties
from measures.operations.evidence import random_key
from measures.operations.journal import append
from measures.operations.locks import lock_chain, lock_markings_exclusive, lock_measures, lock_row
from measures.operations.mails import recall_mails
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_values
from measures.wings.imports.models import Import, ImportRow, ImportState, Outcome, flat, measure_fields
from measures.wings.imports.operations import (
    LONGEST_NAME,
    ChangedMeasure,
    delete_report,
    report_dropped_with,
    update_measures,
)
from measures.wings.imports.progress import Progress

BATCH = 500
# Later somebody may have cited what it brought.
WITHOUT_A_TRACE = timedelta(hours=1)
# A status is an entry of the journal, which stays; the others are restored in another way.
NOT_PUT_BACK = ("status", "owner", "withdrawn_at")
# Relations that show work on a measure since it was added; owners are handled separately.
TOUCHED_BY = (
    "assessments", "milestones", "parts", "indicators", "addressings", "links_out", "links_in", "watches", "snoozes",
)  # fmt: skip


@in_one_transaction
def undo_import(job: Import, *, at: datetime, progress: Progress) -> None:
    """Take an import back, all of it or nothing, while nobody else has logged on its rows.

    Its entries stay in the journal, each corrected by one that sets nothing, so that statuses are as before; if it was
    written in the last hour only the team reads them. A measure that it added is deleted unless there is an entry on it
    or somebody has worked on it since: then it is withdrawn. Fields that it changed are as before, unless somebody has
    changed them since. What others did is noted at its rows. Parties that it added, and its report, are deleted where
    nothing else needs them, or archived where only what is withdrawn does. The same file brings all of it back.
    """
    # Not locked: how far it is, is written there by another connection. Whoever calls sees to it that nobody else does.
    job = Import.objects.get(pk=job.pk)
    if job.state != ImportState.UNDOING:
        raise ImportNotWrittenError
    lock_for_undoing(job)
    if is_in_use(job):
        raise ImportInUseError
    is_fresh = job.written_at is not None and at - job.written_at <= WITHOUT_A_TRACE
    take_back_statuses(job, without_a_trace=is_fresh)
    rows = job.rows.exclude(measure=None).select_related("measure").order_by("row_number")
    changed, made = rows.filter(outcome=Outcome.CHANGED), rows.filter(outcome=Outcome.NEW)
    progress.expect(changed.count() + made.count())
    counts = Counter({"withdrawn": 0, "deleted": 0, "touched": 0})
    for batch in batched(changed.prefetch_related("measure__parties").iterator(BATCH), BATCH):
        counts.update(undo_changed(batch, at=at))
        progress.advance(len(batch))
    for batch in batched(made.iterator(BATCH), BATCH):
        counts.update(undo_new(batch, at=at))
        progress.advance(len(batch))
    brought = job.found.get("new_parties", {})
    counts["parties"] = delete_unused_parties(brought)
    counts["archived_parties"] = archive_unused_parties(brought, at=at)
    report = report_dropped_with(job)
    Import.objects.filter(pk=job.pk).update(
        state=ImportState.UNDONE,
        report=None if report else job.report_id,
        evidence=job.evidence,
        counts=job.counts | counts,
        ended_at=at,
        problem="",
    )
    if report:
        delete_report(report)
    else:
        archive_if_empty(job.filled_report, at=at)


def lock_for_undoing(job: Import) -> None:
    """Take all locks that undoing an import needs; no writer may rely on what may be deleted."""
    recall_mails()
    lock_markings_exclusive()
    Report.objects.select_for_update(no_key=True).get(pk=job.filled_report.pk)
    entries = entries_of(job)
    if job.evidence and entries.exists():
        lock_row(job.evidence)
        for marking in sorted({Marking.INTERNAL.value, *entries.values_list("marking", flat=True)}):
            lock_chain(job.filled_report, marking)
    lock_measures(list(job.rows.exclude(measure=None).values_list("measure", flat=True)))


def is_in_use(job: Import) -> bool:
    """Whether an entry recorded after the import was written is about its measures."""
    measures = Measure.objects.filter(pk__in=job.rows.exclude(measure=None).values("measure"))
    return Entry.objects.filter(on_wholes(measures), recorded_at__gt=job.written_at).exists()


def take_back_statuses(job: Import, *, without_a_trace: bool) -> None:
    """Correct the entries by which an import set statuses; where no trace is to be left only the team reads them."""
    entries = list(entries_of(job).select_related("report").order_by("sequence"))
    if without_a_trace and entries:
        tighten(job, entries)
    for entry in entries:
        marking = Marking.INTERNAL if without_a_trace else entry.marking
        append(entry.report, marking, [EntryRows(undone_entry(job, entry, marking))])


def entries_of(job: Import) -> QuerySet[Entry]:
    """The entries that an import logged: those since the one before it that cite its file."""
    before = Import.objects.filter(report=job.report, written_at__lt=job.written_at).aggregate(last=Max("written_at"))
    cite_it = Entry.objects.counting().filter(report=job.report, is_imported=True, citations__evidence=job.evidence)
    logged = cite_it.filter(recorded_at__lte=job.written_at)
    return logged.filter(recorded_at__gt=before["last"]) if before["last"] else logged


def undone_entry(job: Import, entry: Entry, marking: str) -> Entry:
    return Entry(
        key=random_key("entry"),
        report=entry.report,
        kind=entry.kind,
        occurred=entry.occurred,
        title=f"The import of {job.file_name} was undone",
        title_zh_hans=f"已撤销导入{job.file_name}",
        author_name=job.file_name[:LONGEST_NAME],
        corrects=entry,
        marking=marking,
        is_imported=True,
    )


def tighten(job: Import, entries: Collection[Entry]) -> None:
    """Let only the team read these entries of an import, and its file as a source unless others cite it too."""
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(marking=Marking.INTERNAL)
    others = Citation.objects.filter(evidence=job.evidence).exclude(entry__in=entries)
    theirs = Evidence.objects.filter(file=job.file, marking=Marking.INTERNAL)
    if not (others.exists() or theirs.exists()):
        Evidence.objects.filter(imports=job).update(marking=Marking.INTERNAL)
        # Written again, it is a source for those who may then read it.
        job.evidence = None


def archive_if_empty(report: Report, *, at: datetime) -> None:
    """Archive the report of an import in which nothing stands now, unless the front page shows it."""
    if not report.is_front_page and Report.objects.empty().filter(pk=report.pk).exists():
        save_values(report, archived_at=at, marking=Marking.INTERNAL)


def undo_changed(rows: Sequence[ImportRow], *, at: datetime) -> dict[str, int]:
    """Give changed measures their values back, and withdraw again those that the import brought back."""
    brought_back = [row for row in rows if "withdrawn_at" in row.before]
    return {"touched": restore_values(rows), "withdrawn": withdraw_measures(brought_back, at=at)}


def undo_new(rows: Sequence[ImportRow], *, at: datetime) -> dict[str, int]:
    """Delete new measures; those that an entry is about, or that others have worked on, are withdrawn."""
    touched = note_touched(rows)
    stays = touched | logged_on(rows)
    return {
        "touched": len(touched),
        "withdrawn": withdraw_measures([row for row in rows if row.measure_id in stays], at=at),
        "deleted": delete_measures([row for row in rows if row.measure_id not in stays]),
    }


def restore_values(rows: Sequence[ImportRow]) -> int:
    """Restore the previous values of changed measures, where they still have those of the import.

    Answers how many have others now, which stay.
    """
    changed, touched = [], []
    for row in rows:
        if row.measure is None:
            continue
        brought, now = flat(row.fields), flat(measure_fields(row.measure))
        own = [name for name in row.before if name not in NOT_PUT_BACK]
        unchanged = [name for name in own if now.get(name) == brought.get(name)]
        if unchanged:
            back = {name: row.before[name] for name in unchanged}
            changed.append(ChangedMeasure(row.row_number, row.measure, back))
        if theirs := [name for name in own if name not in unchanged]:
            note_problem(row, theirs, _("It has been changed since and stays as it is."))
            touched.append(row)
    update_measures(changed, by=None)
    ImportRow.objects.bulk_update(touched, ["problems"])
    release_owners_of_rows([row for row in rows if "owner" in row.before])
    return len(touched)


def release_owners_of_rows(rows: Iterable[ImportRow]) -> None:
    """End the ownerships that an import created, unless somebody has changed the role since."""
    for row in rows:
        if row.fields["owner"] not in (row.before.get("owner") or []):
            Owner.objects.filter(measure=row.measure, user__email=row.fields["owner"], version=1).delete()


def withdraw_measures(rows: Iterable[ImportRow], *, at: datetime) -> int:
    """Withdraw the measures of rows."""
    return measures_of_rows(rows).update(withdrawn_at=at)


def measures_of_rows(rows: Iterable[ImportRow]) -> QuerySet[Measure]:
    return Measure.objects.filter(pk__in=[row.measure_id for row in rows if row.measure_id is not None])


def logged_on(rows: Iterable[ImportRow]) -> set[int]:
    """The measures of rows that an entry bears on."""
    return set(measures_of_rows(rows).filter(pointed_at_by("bearings")).values_list("pk", flat=True))


def note_touched(rows: Sequence[ImportRow]) -> set[int]:
    """Mark the rows whose measures others have worked on since the import; returns those measures."""
    measures = measures_of_rows(rows)
    is_touched = reduce(or_, (Q(pointed_at_by(relation)) for relation in TOUCHED_BY), Q(version__gt=1))
    touched = set(measures.filter(is_touched).values_list("pk", flat=True))
    brought = {(row.measure_id, row.fields.get("owner")) for row in rows}
    for owner in Owner.objects.filter(measure__in=measures).select_related("user"):
        if owner.version > 1 or (owner.measure_id, owner.user.email) not in brought:
            touched.add(owner.measure_id)
    noted = [row for row in rows if row.measure_id in touched]
    for row in noted:
        note_problem(row, ["withdrawn_at"], _("Others have worked on it since: it is withdrawn, not deleted."))
    ImportRow.objects.bulk_update(noted, ["problems"])
    return touched


def note_problem(row: ImportRow, names: Iterable[str], message: str) -> None:
    row.problems = [*row.problems, *({"field": name, "message": message} for name in names)]


def pointed_at_by(relation: str) -> Exists:
    """Measures that a row of this relation points at."""
    found: Any = Measure._meta.get_field(relation)
    return Exists(found.related_model._default_manager.filter(**{found.field.name: OuterRef("pk")}))


def delete_measures(rows: Sequence[ImportRow]) -> int:
    """Delete the measures of rows that nobody has worked on, and the ownerships that the import made."""
    measures = measures_of_rows(rows)
    Owner.objects.filter(measure__in=measures).delete()
    Addressee.objects.filter(measure__in=measures).delete()
    measures.delete()
    return len(rows)


def delete_unused_parties(codes: Iterable[str]) -> int:
    """Delete those of some parties that nothing refers to, not even an unfinished act; returns how many."""
    free = Party.objects.filter(pk__in=list(codes)).select_for_update(skip_locked=True).values_list("pk", flat=True)
    parties = Party.objects.filter(pk__in=list(free))
    for relation in Party._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            parties = parties.exclude(Exists(rows))
    unused = list(parties.values_list("pk", flat=True))
    Party.objects.filter(pk__in=unused).delete()
    return len(unused)
