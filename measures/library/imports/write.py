"""Goes through a table by a plan: a dry run that notes what each row would change, and the writing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import batched
from pathlib import Path

from django.db.models import Case, Count, Value, When
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from measures.library.imports.mapping import USUAL_NAMES, Mapping, complete, mapping_faults, refuse_faults
from measures.library.imports.plan import BATCH, Plan, PlannedRow
from measures.library.imports.survey import UNCLEAR, Survey
from measures.library.sheets.dates import Order
from measures.library.sheets.read import read_sheet
from measures.library.sheets.sheet import Sheet
from measures.models import Evidence, Import, ImportRow, ImportState, Outcome, Report, Status
from measures.models.markings import narrower_than
from measures.operations.clock import clock
from measures.operations.copying import copy_rows
from measures.operations.imports import (
    EXTRA,
    ChangedMeasure,
    NewRow,
    RowStatus,
    add_parties,
    change_measures,
    import_measures,
    lock_for_writing,
    log_statuses,
    name_owners_of_rows,
)
from measures.operations.progress import Progress
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows, with its survey and how it would be read."""

    sheet: Sheet
    survey: Survey
    mapping: Mapping


def read_table(path: Path, mapping: Mapping, *, report: Report | None, progress: Progress) -> Table:
    """Read a whole table once; what a mapping leaves open is guessed. Raises SheetError."""
    if mapping.is_partial and not mapping.identity:
        mapping = replace(mapping, identity=last_identity(report))
    sheet = read_sheet(path, mapping.options, USUAL_NAMES)
    survey = Survey.of(sheet, progress)
    return Table(sheet, survey, complete(mapping, survey))


def last_identity(report: Report | None) -> list[str]:
    """The columns that identified rows without codes in the last table written into a report."""
    written = Import.objects.filter(report=report, state=ImportState.APPLIED).order_by("-ended_at", "-pk").first()
    return Mapping.from_json(written.mapping).identity if written else []


@in_one_transaction
def look(job: Import, path: Path, *, progress: Progress) -> Import:
    """The dry run: note what each row would change, and write nothing else.

    Of a table whose mapping cannot be used no row is noted: what its columns are is, so that they can be mapped.
    """
    # Read anew: what an attempt that was broken off made of them is gone.
    job.refresh_from_db(fields=["mapping", "decisions"])
    mapping = Mapping.from_json(job.mapping)
    return note_rows(job, read_table(path, mapping, report=job.filled_report, progress=progress), progress=progress)


def note_rows(job: Import, table: Table, *, progress: Progress) -> Import:
    """Note what each row of a table would change, and what was found out."""
    walk = Walk(job, Plan(job.filled_report, table.mapping, job.decisions), progress)
    progress.expect(table.survey.rows)
    job.rows.all().delete()
    job.notes, job.counts = list(table.sheet.notes), {}
    if not table.survey.rows:
        job.notes.append(_("There are no rows below the header."))
    elif faults := mapping_faults(table.mapping, table.sheet.columns):
        job.notes += faults
    else:
        job.counts = walk.go(table.sheet)
        job.notes += [*notes_on_reading(table), *notes_on_parties(walk), *notes_on_statuses(job)]
    matches = walk.plan.index.matches()
    job.mapping = table.mapping.as_json()
    job.found = {**table.survey.as_json(), "matches": matches, "new_parties": walk.new_parties}
    job.total, job.state, job.problem = table.survey.rows, ImportState.LOOKED_AT, ""
    job.save(update_fields=["mapping", "found", "notes", "total", "counts", "state", "problem"])
    return job


def notes_on_reading(table: Table) -> Iterator[str]:
    """What is unclear about a table: what identifies a row, and the order of days and months."""
    if not table.mapping.column_of("code") and not table.mapping.identity:
        yield _(
            "No column is the code: a row is known by all its cells, so one that changes is new. You can choose fewer "
            "columns by which rows are known."
        )
    column = table.survey.column_survey(table.mapping.column_of("due_on"))
    dates = column.dates
    if len(dates.keys() & set(Order)) > 1:
        message = _(
            "Dates contradict each other: in “%(day_first)s” the day comes first, in “%(month_first)s” the month."
        )
        yield message % {order.value: dates[order] for order in Order}
    elif column.order and column.order != table.mapping.order:
        message = _("Dates such as “%(text)s” do not fit the order of day and month that was chosen.")
        yield message % {"text": dates[column.order]}
    if UNCLEAR in dates and not table.mapping.order:
        message = _("Dates such as “%(text)s” are not clear: say whether the day or the month comes first.")
        yield message % {"text": dates[UNCLEAR]}


def notes_on_parties(walk: "Walk") -> Iterator[str]:
    """New parties whose names are close to existing ones."""
    for match in walk.plan.index.matches():
        if match["field"] == "party" and match["near"]:
            names = ", ".join(f"{name} ({code})" for code, name in match["near"].items())
            message = _("“%(name)s” is a new party. Is it one of these? %(names)s")
            yield message % {"name": match["theirs"], "names": names}


def notes_on_statuses(job: Import) -> Iterator[str]:
    """Which statuses would be logged, one entry for each, so that the journal says where they come from."""
    rows = job.rows.with_status().values(status=KT("fields__status")).annotate(count=Count("*")).order_by("status")
    if counts := ", ".join(f"{Status(row['status']).label} ({row['count']})" for row in rows):
        yield _("Statuses are logged, an entry for each that cites this file: %(counts)s.") % {"counts": counts}


class Walk:
    """Goes through the rows of a table once, by a plan, and notes what happens to each."""

    def __init__(self, job: Import, plan: Plan, progress: Progress) -> None:
        self.job, self.plan, self.progress = job, plan, progress
        # By code, in the order in which they come.
        self.new_parties: dict[str, str] = {}

    def go(self, sheet: Sheet) -> dict[str, int]:
        """Plan every row, write it if this is not a dry run, and note it; returns how many rows have each outcome."""
        counts: Counter[str] = Counter({outcome.value: 0 for outcome in Outcome})
        for batch in self.plan.batches(sheet):
            self.write(batch, self.parties_brought(batch))
            copy_rows([import_row(self.job, planned) for planned in batch])
            counts.update(planned.outcome.value for planned in batch)
            self.progress.tell(len(batch))
        return {"read": counts.total(), **counts}

    def parties_brought(self, batch: list[PlannedRow]) -> dict[str, str]:
        """The new parties in the written rows of a batch, marked as the table's."""
        new = self.plan.index.new_parties
        rows = (planned.row for planned in batch if planned.outcome in (Outcome.NEW, Outcome.CHANGED))
        codes = {code for row in rows for code in row.fields["parties"]} & new.keys() - self.new_parties.keys()
        brought = {code: new[code] for code in sorted(codes)}
        self.new_parties |= brought
        return brought

    def write(self, batch: list[PlannedRow], parties: dict[str, str]) -> None:
        """Write the rows of a batch: a dry run does not."""


class WritingWalk(Walk):
    """Writes the rows that it goes through; their statuses are logged at the end, from what was noted of them."""

    def write(self, batch: list[PlannedRow], parties: dict[str, str]) -> None:
        add_parties(parties, self.plan.mapping.party_kind)
        new = [planned for planned in batch if planned.outcome == Outcome.NEW]
        rows = [NewRow(planned.row.number, planned.row.code, planned.row.fields) for planned in new]
        added = import_measures(self.job.filled_report, rows, marking=self.job.marking, by=self.job.by)
        for planned, measure in zip(new, added, strict=True):
            planned.measure = measure
        changed = [changed_measure(planned) for planned in batch if planned.outcome == Outcome.CHANGED]
        change_measures(changed, by=self.job.by)


def import_row(job: Import, planned: PlannedRow) -> ImportRow:
    conflicts = [{"field": name, "message": message} for name, message in planned.conflicts.items()]
    return ImportRow(
        of=job,
        number=planned.row.number,
        code=planned.row.code,
        outcome=planned.outcome,
        fields=planned.row.fields,
        before=planned.before,
        problems=[*planned.row.problems, *conflicts],
        measure=planned.measure,
    )


@in_one_transaction
def write(job: Import, path: Path, *, on: date, progress: Progress) -> None:
    """Write a table as it was looked at, all or nothing."""
    # Read anew: what an attempt that was broken off made of the row is gone.
    job = Import.objects.select_related("report", "file", "by").get(pk=job.pk)
    evidence = lock_for_writing(job)
    mapping = Mapping.from_json(job.mapping)
    sheet = read_sheet(path, Survey.from_json(job.found).options if job.found else mapping.options, USUAL_NAMES)
    refuse_faults(mapping, sheet.columns)
    progress.expect(job.found.get("rows", job.total))
    walk = WritingWalk(job, Plan(job.filled_report, mapping, job.decisions), progress)
    job.rows.all().delete()
    counts = walk.go(sheet)
    finish(job, evidence, on=on, progress=progress)
    now = clock()
    Import.objects.filter(pk=job.pk).update(
        state=ImportState.APPLIED,
        counts=counts,
        found={**job.found, "new_parties": walk.new_parties},
        evidence=evidence or job.evidence,
        written_at=now,
        ended_at=now,
        problem="",
    )


def changed_measure(planned: PlannedRow) -> ChangedMeasure:
    if planned.measure is None:
        raise ValueError(planned.row.code)
    extra = {f"{EXTRA}{name}": text for name, text in planned.row.fields["extra"].items()}
    fields = {**planned.row.fields, **extra, "withdrawn_at": None}
    written = {name: fields[name] for name in planned.writes if name in fields}
    return ChangedMeasure(planned.row.number, planned.measure, written)


def finish(job: Import, evidence: Evidence | None, *, on: date, progress: Progress) -> None:
    """Log the statuses, restate the measures, and add the owners of what is then open."""
    if evidence is not None:
        log_statuses(job, evidence, row_statuses(job, progress), on=on)
    written = job.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).without_status()
    for measures in batched(list(written.order_by("code").values_list("measure", flat=True)), BATCH):
        restate(measures)
        progress.tell(0)
    with_owner = job.rows.with_owner().select_related("measure").order_by("number")
    for rows in batched(with_owner.iterator(BATCH), BATCH):
        name_owners_of_rows(rows, by=job.by)
        progress.tell(0)


def row_statuses(job: Import, progress: Progress) -> Iterator[RowStatus]:
    """The status of each row that brings one, in order, with the marking of the entry in which it is logged."""
    is_narrower = When(measure__marking__in=narrower_than(job.marking), then="measure__marking")
    marking = Case(is_narrower, default=Value(job.marking))
    rows = job.rows.with_status().annotate(status=KT("fields__status"), marking=marking)
    columns = rows.order_by("status", "marking", "number").values_list("status", "marking", "measure", "number")
    for place, row in enumerate(columns.iterator(BATCH)):
        if place % BATCH == 0:
            progress.tell(0)
        yield RowStatus(*row)
