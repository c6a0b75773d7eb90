"""Writing a table as measures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched
from pathlib import Path

from django.db.models import Case, Value, When
from django.db.models.fields.json import KT

from measures.library.imports.looking import go_through
from measures.library.imports.mapping import Mapping, refuse_faults
from measures.library.imports.plan import BATCH, Plan, Planned
from measures.library.sheets.read import read_sheet
from measures.models import Evidence, Import, ImportState, Outcome
from measures.models.markings import narrower_than
from measures.operations.clock import clock
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
class Writer:
    """Writes the rows of a plan as it goes along; statuses are logged at the end, from what was noted of the rows."""

    job: Import
    plan: Plan
    progress: Progress

    def write(self, batch: list[Planned]) -> None:
        add_parties(self.plan.known.new_parties, self.plan.mapping.party_kind)
        new = [row for row in batch if row.outcome == Outcome.NEW]
        rows = [NewRow(row.said.number, row.said.code, row.said.fields) for row in new]
        made = import_measures(self.job.report, rows, marking=self.job.marking, by=self.job.by)
        for planned, measure in zip(new, made, strict=True):
            planned.measure = measure
        changed = [row for row in batch if row.outcome == Outcome.CHANGED]
        change_measures([self.change(row) for row in changed], by=self.job.by)

    @staticmethod
    def change(row: Planned) -> ChangedMeasure:
        if row.measure is None:
            raise ValueError(row.said.code)
        extra = {f"{EXTRA}{name}": text for name, text in row.said.fields["extra"].items()}
        said = {**row.said.fields, **extra, "withdrawn_at": None}
        return ChangedMeasure(row.said.number, row.measure, {name: said[name] for name in row.writes if name in said})

    def finish(self, evidence: Evidence | None, *, on: date) -> None:
        """Log the statuses, which restates their measures, restate the others, and name owners of what is open then."""
        if evidence is not None:
            log_statuses(self.job, evidence, self.statuses(), on=on)
        written = self.job.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).without_status()
        for measures in batched(list(written.order_by("code").values_list("measure", flat=True)), BATCH):
            restate(measures)
            self.progress.tell(0)
        named = self.job.rows.with_owner().select_related("measure").order_by("number")
        for rows in batched(named.iterator(BATCH), BATCH):
            name_owners_of_rows(rows, by=self.job.by)
            self.progress.tell(0)

    def statuses(self) -> Iterator[RowStatus]:
        """The status of each row that brings one, in order, with the marking of the entry in which it is logged."""
        is_narrower = When(measure__marking__in=narrower_than(self.job.marking), then="measure__marking")
        marking = Case(is_narrower, default=Value(self.job.marking))
        rows = self.job.rows.with_status().annotate(status=KT("fields__status"), marking=marking)
        columns = rows.order_by("status", "marking", "number").values_list("status", "marking", "measure", "number")
        for place, row in enumerate(columns.iterator(BATCH)):
            if place % BATCH == 0:
                self.progress.tell(0)
            yield RowStatus(*row)


@in_one_transaction
def write(job: Import, path: Path, *, on: date, progress: Progress) -> None:
    """Write a table as it was looked at, all or nothing."""
    # Read anew: what an attempt that was broken off made of the row is gone.
    job = Import.objects.select_related("report", "file", "by").get(pk=job.pk)
    evidence = lock_for_writing(job)
    writer = Writer(job, Plan(job.report, Mapping.read(job.mapping), job.decisions), progress)
    counts = write_rows(writer, path)
    writer.finish(evidence, on=on)
    now = clock()
    Import.objects.filter(pk=job.pk).update(
        state=ImportState.APPLIED,
        counts=counts,
        evidence=evidence or job.evidence,
        written_at=now,
        ended_at=now,
        problem="",
    )


def write_rows(writer: Writer, path: Path) -> dict[str, int]:
    """Write the rows of a table; answers how many of each there are."""
    job, mapping = writer.job, writer.plan.mapping
    sheet = read_sheet(path, **mapping.way)
    refuse_faults(mapping, sheet.columns)
    writer.progress.expect(job.found.get("rows", job.total))
    return go_through(job, writer.plan, sheet, write=writer.write, progress=writer.progress)
