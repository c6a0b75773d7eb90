"""Writing what the rows of a table say, and dropping a table that was never written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched, chain, groupby
from operator import itemgetter
from typing import Any

from django.db.models import Case, Q, Value, When
from django.db.models.fields.json import KT

from measures import access
from measures.analysis.seals import EntryRows
from measures.errors import ImportKeptError, ImportUnderWayError
from measures.models import (
    Addressee,
    Bearing,
    Chain,
    Citation,
    Direction,
    Entry,
    EntryKind,
    Evidence,
    Measure,
    PartialDate,
    Party,
    Report,
    Review,
    ReviewState,
    SourceKind,
    User,
)
from measures.models.keys import marked_key, measure_key
from measures.models.markings import narrower_than, narrowest_marking
from measures.models.measures import fault_of_parties
from measures.operations.additions import NewMeasure, address_measures, insert_measures
from measures.operations.archiving import take_out_of_archive
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.files import forget_file
from measures.operations.journal import append, append_reviews
from measures.operations.locks import lock_chain, lock_markings_shared, lock_measures, lock_row
from measures.operations.responsibility import OwnerDraft, name_owners
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import BATCH, edit_columns, save_values
from measures.wings.imports.models import COLUMNS, EXTRA, UNDER_WAY, Import, ImportRow, ImportState, Outcome, flat
from measures.wings.imports.progress import Progress

# For one entry: nobody reads more, and a worker should not hold more at once.
MOST_BEARINGS = 5_000
LONGEST_NAME = Review._meta.get_field("reviewer_name").max_length

type Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedMeasure:
    """Changes of some fields of a locked measure; further fields are called ``extra.NAME``."""

    row_number: int
    measure: Measure
    fields: Fields


def lock_for_writing(job: Import) -> Evidence | None:
    """Take all locks that writing an import needs, in the one order of locks, those of the measures of its rows last.

    What is read afterwards includes all that earlier holders of the locks have written, and nobody else adds measures
    meanwhile. Returns the imported file as a source if any row gives a status.
    """
    lock_markings_shared()
    open_report(lock_row(job.filled_report), job)
    of_rows = Q(code__in=job.rows.values("code")) | Q(pk__in=job.rows.exclude(measure=None).values("measure"))
    measures = Measure.objects.filter(of_rows, report=job.filled_report)
    markings = set(Chain.objects.filter(report=job.filled_report).values_list("marking", flat=True))
    evidence = import_source(job) if job.rows.giving_status().exists() else None
    if evidence is not None:
        found = {job.marking, *measures.order_by().values_list("marking", flat=True).distinct()}
        markings |= {narrowest_marking(job.marking, evidence.marking, marking) for marking in found}
    for marking in sorted(markings):
        lock_chain(job.filled_report, marking)
    lock_measures(list(measures.values_list("pk", flat=True)))
    return evidence


def open_report(report: Report, job: Import) -> None:
    """Let those read a report who are to read what a table brings, if it was archived until something is written."""
    if report.archived_at:
        save_values(report, archived_at=None, marking=job.marking)


def import_source(job: Import) -> Evidence:
    """The imported file as a source, locked; a new one counts as accepted by the importer."""
    recorded = Evidence.objects.select_for_update(of=("self",), no_key=True)
    if source := recorded.filter(imports=job).first():
        return source
    evidence, is_new = recorded.get_or_create(
        file=job.kept_file,
        marking=job.marking,
        defaults={
            "key": random_key("source"),
            "kind": SourceKind.FILE,
            "title": job.file_name,
            "publisher": job.filled_report.title[:300],
            "file_name": job.file_name,
            "recorded_by": job.by,
        },
    )
    if is_new:
        review = Review(
            evidence=evidence,
            state=ReviewState.ACCEPTED,
            reviewer=job.by,
            reviewer_name=author_name(job),
            is_self_review=True,
        )
        append_reviews([review])
    return evidence


def author_name(job: Import) -> str:
    """The name of who imports a table; if a command does so for nobody, the name of the table."""
    return str(job.by or job.file_name)[:LONGEST_NAME]


def add_parties(names: Mapping[str, str], kind: str) -> None:
    """Add parties by code and name; existing ones stay as they are."""
    rows = [Party(code=code, name=name, kind=kind) for code, name in sorted(names.items())]
    Party.objects.bulk_create(rows, ignore_conflicts=True)


def write_rows(job: Import, rows: Iterable[ImportRow]) -> None:
    """Add or change the measures of rows; their statuses are logged at the end, from what was noted of them."""
    new = [row for row in rows if row.outcome == Outcome.NEW]
    import_measures(job.filled_report, new, marking=job.marking, by=job.by)
    brought_back = (row for row in rows if row.outcome == Outcome.CHANGED and "withdrawn_at" in row.before)
    take_out_of_archive({code for row in brought_back for code in row.fields["parties"]})
    changed = []
    for row in rows:
        if row.measure and row.outcome == Outcome.CHANGED:
            fields = {**flat(row.fields), "withdrawn_at": None}
            changed.append(ChangedMeasure(row.row_number, row.measure, {name: fields[name] for name in row.before}))
    update_measures(changed, by=job.by)


def import_measures(report: Report, rows: Sequence[ImportRow], *, marking: str, by: User | None) -> list[Measure]:
    """Add the measures of rows after the last of a report, in their order."""
    keys = keys_for(report, [row.code for row in rows])
    new = [
        Measure(
            report=report,
            key=key,
            marking=marking,
            extra=row.fields.get("extra", {}),
            **measure_columns(row.fields, by),
        )
        for key, row in zip(keys, rows, strict=True)
    ]
    pairs = list(zip(rows, new, strict=True))
    insert_measures([NewMeasure(row.row_number, measure, row.fields["parties"]) for row, measure in pairs], Faults())
    for row, measure in pairs:
        row.measure = measure
    return new


def keys_for(report: Report, codes: Sequence[str]) -> list[str]:
    """A key for each of these codes, some of which may lead to the same key or to an existing one."""
    plain = [measure_key(report.slug, code) for code in codes]
    taken = set(Measure.objects.filter(key__in=plain).values_list("key", flat=True))
    found = []
    for key, code in zip(plain, codes, strict=True):
        found.append(marked_key(report.slug, code) if key in taken else key)
        taken.add(key)
    return found


def measure_columns(fields: Fields, by: User | None) -> dict[str, Any]:
    """The values of those fields that are columns."""
    found = {name: fields[name] for name in COLUMNS if name in fields}
    if "due_on" in found:
        found["due_on"] = PartialDate.parse(found["due_on"]) if found["due_on"] else None
        found["due_on_set_by"] = by
    return found


def update_measures(rows: Sequence[ChangedMeasure], *, by: User | None) -> None:
    """Change fields of locked measures; one whose own fields change gets its next version."""
    check_imported_addressees(rows)
    columns = {row.measure.pk: set_columns(row.measure, row.fields, by) for row in rows}
    parties = {row.measure.pk: row.fields["parties"] for row in rows if "parties" in row.fields}
    changed = [row.measure for row in rows if columns[row.measure.pk] or row.measure.pk in parties]
    edit_columns((measure, columns[measure.pk]) for measure in changed)
    Addressee.objects.filter(measure__in=parties).delete()
    address_measures(parties)


def check_imported_addressees(rows: Sequence[ChangedMeasure]) -> None:
    """Refuse rows that leave a measure addressed to fewer or more parties than its kind wants."""
    changed = [row for row in rows if {"kind", "parties"} & row.fields.keys()]
    codes = {row.row_number: row.fields.get("parties", row.measure.party_codes) for row in changed}
    kinds = dict(Party.objects.filter(code__in=chain.from_iterable(codes.values())).values_list("code", "kind"))
    with faults() as found:
        for row in changed:
            addressees = {code: kinds[code] for code in codes[row.row_number]}
            if fault := fault_of_parties(row.fields.get("kind", row.measure.kind), addressees):
                found.add(f"{row.row_number}.parties", fault)


def set_columns(measure: Measure, fields: Fields, by: User | None) -> list[str]:
    """Set the columns of a measure from these fields; returns which."""
    columns = measure_columns(fields, by)
    if "withdrawn_at" in fields:
        columns["withdrawn_at"] = fields["withdrawn_at"]
    further = {name.removeprefix(EXTRA): text for name, text in fields.items() if name.startswith(EXTRA)}
    if further:
        # Fields given as empty are removed; fields that are not given stay, even a 0.
        columns["extra"] = {
            name: text
            for name, text in (measure.extra | further).items()
            if name not in further or text not in (None, "")
        }
    for name, value in columns.items():
        setattr(measure, name, value)
    return list(columns)


def finish_import(job: Import, evidence: Evidence | None, *, on: date, progress: Progress) -> None:
    """Log the statuses, restate the measures, and add the owners of what is then open."""
    if evidence is not None:
        log_statuses(job, evidence, on=on, progress=progress)
    others = job.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).without_status()
    for measures in batched(list(others.order_by("code").values_list("measure", flat=True)), BATCH):
        restate(measures)
        progress.advance(0)
    with_owner = job.rows.with_owner().select_related("measure").order_by("row_number")
    for rows in batched(with_owner.iterator(BATCH), BATCH):
        name_owners_of_rows(rows, by=job.by)
        progress.advance(0)


def log_statuses(job: Import, evidence: Evidence, *, on: date, progress: Progress) -> None:
    """Log the statuses that rows bring, one entry for each of them, which cites the imported file.

    What an entry would hold beyond MOST_BEARINGS goes into another one, so that each can be read, and sealed, in one
    piece. None is more widely readable than the source that it cites, and than the measures that it is about.
    """
    is_narrower = When(measure__marking__in=narrower_than(job.marking), then="measure__marking")
    marking = Case(is_narrower, default=Value(job.marking))
    rows = job.rows.with_status().annotate(status=KT("fields__status"), marking=marking)
    columns = rows.order_by("status", "marking", "row_number").values_list("status", "marking", "measure", "row_number")
    for (status, row_marking), group in groupby(columns.iterator(BATCH), key=itemgetter(0, 1)):
        narrow = narrowest_marking(evidence.marking, row_marking)
        for batch in batched(group, MOST_BEARINGS):
            row_numbers = {measure: row_number for _status, _marking, measure, row_number in batch}
            entry = status_entry(job, status, row_numbers, evidence, marking=narrow, on=on)
            append(job.filled_report, narrow, [entry])
            progress.advance(0)


def status_entry(
    job: Import, status: str, row_numbers: Mapping[int, int], evidence: Evidence, *, marking: str, on: date
) -> EntryRows:
    entry = Entry(
        key=random_key("entry"),
        report=job.filled_report,
        kind=EntryKind.ASSESSMENT,
        occurred=PartialDate.of(on),
        title=f"Imported from {job.file_name}",
        title_zh_hans=f"导入自{job.file_name}",
        author=job.by,
        author_name=author_name(job),
        marking=marking,
        is_imported=True,
    )
    bearings = [
        Bearing(
            entry=entry,
            measure=measure,
            direction=Direction.BACKGROUND,
            status=status,
            note=f"Imported from {job.file_name}, row {row_number}",
            note_zh_hans=f"导入自{job.file_name}，第{row_number}行",
        )
        for measure in Measure.objects.filter(pk__in=row_numbers).only("key")
        for row_number in [row_numbers[measure.pk]]
    ]
    return EntryRows(entry, bearings=bearings, citations=[Citation(entry=entry, evidence=evidence)])


def name_owners_of_rows(rows: Iterable[ImportRow], *, by: User | None) -> None:
    """Make the people named in rows, by email address, owners of the measures."""
    wanted = [(row.measure, row.fields["owner"]) for row in rows if row.measure is not None]
    users = {user.email: user for user in User.objects.filter(email__in={email for _, email in wanted})}
    name_owners([OwnerDraft(measure, users[email]) for measure, email in wanted], by=by)


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
