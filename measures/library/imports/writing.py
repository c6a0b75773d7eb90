"""Writing a table as measures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched
from pathlib import Path

from django.db.models.fields.json import KT

from measures.library.imports.looking import go_through
from measures.library.imports.mapping import Mapping, refuse_faults
from measures.library.imports.plan import BATCH, Plan, Planned
from measures.library.sheets.read import read_sheet
from measures.models import Import, ImportState, Outcome, Report
from measures.operations.clock import clock
from measures.operations.imports import (
    ChangedMeasure,
    NewMeasure,
    add_measures,
    add_parties,
    change_measures,
    log_statuses,
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
        rows = [NewMeasure(row.said.number, row.said.code, row.said.fields) for row in new]
        made = add_measures(self.job.report, rows, marking=self.job.marking, by=self.job.by)
        for planned, measure in zip(new, made, strict=True):
            planned.measure = measure
        changed = [row for row in batch if row.outcome == Outcome.CHANGED]
        change_measures([self.change(row) for row in changed], by=self.job.by)

    @staticmethod
    def change(row: Planned) -> ChangedMeasure:
        if row.measure is None:
            raise ValueError(row.said.code)
        extra = {f"extra.{name}": text for name, text in row.said.fields["extra"].items()}
        said = {**row.said.fields, **extra}
        return ChangedMeasure(row.said.number, row.measure, {name: said[name] for name in row.writes if name in said})

    def finish(self, *, on: date) -> None:
        """Log the statuses, which restates their measures, and restate the others."""
        log_statuses(self.job, self.statuses(), on=on, at=clock())
        written = self.job.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).without_status()
        for measures in batched(list(written.order_by("code").values_list("measure", flat=True)), BATCH):
            restate(measures)
            self.progress.tell(0)

    def statuses(self) -> Iterator[tuple[str, int, int]]:
        """The status, the measure and the number of each row that has said one, in this order."""
        rows = self.job.rows.with_status().annotate(status=KT("fields__status")).order_by("status", "number")
        for place, row in enumerate(rows.values_list("status", "measure", "number").iterator(BATCH)):
            if place % BATCH == 0:
                self.progress.tell(0)
            yield row


@in_one_transaction
def write(job: Import, path: Path, *, on: date, progress: Progress) -> None:
    """Write a table as it was looked at, all or nothing."""
    report = Report.objects.select_for_update(no_key=True).get(pk=job.report_id)
    writer = Writer(job, Plan(report, Mapping.read(job.mapping), job.decisions), progress)
    counts = write_rows(writer, path)
    writer.finish(on=on)
    Import.objects.filter(pk=job.pk).update(
        state=ImportState.APPLIED, counts=counts, evidence=job.evidence, ended_at=clock(), problem=""
    )


def write_rows(writer: Writer, path: Path) -> dict[str, int]:
    """Write the rows of a table; answers how many of each there are."""
    job, mapping = writer.job, writer.plan.mapping
    sheet = read_sheet(path, **mapping.way)
    refuse_faults(mapping, sheet.columns)
    writer.progress.expect(job.found.get("rows", job.total))
    return go_through(job, writer.plan, sheet, write=writer.write, progress=writer.progress)
