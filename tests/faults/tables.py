"""Tables that workers look at and write: of each there are all rows in the end, once, with the status that they say."""

import io
from collections import Counter

from django.db.models import Count

from measures.models import Evidence, Measure, Report, User
from measures.wings.imports.jobs import receive
from measures.wings.imports.look import MOST_AT_ONCE
from measures.wings.imports.models import UNDER_WAY, Import, ImportState
from measures.wings.imports.worker import request_writing
from tests.factories import make_report

ROWS = 100
# So much that no request looks at a table itself.
DESCRIPTION = "The harbour office said so. " * (MOST_AT_ONCE // ROWS // 25)


class Tables:
    """A report that is filled by tables alone, one after the other."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        # How many processes were killed while a worker was to look at one, or wrote it.
        self.hit = 0
        self.report: Report

    def prepare(self) -> None:
        self.report = make_report("tables")

    def go_on(self, author: User, *, is_last: bool) -> None:
        """Ask that what was looked at be written, and bring another table once all are, unless it is the last."""
        for job in Import.objects.select_related("report").filter(state=ImportState.LOOKED_AT):
            request_writing(job, by=author)
        if not is_last and not self.waiting():
            self.bring(f"{len(self.names)}.csv", author)

    def bring(self, name: str, author: User) -> None:
        # It may have come before the database was killed.
        if not Import.objects.filter(file_name=name).exists():
            stream, slug = io.BytesIO(table(name).encode()), self.report.slug
            receive(stream, name, report=self.report, new={"slug": slug}, profile=None, marking="public", by=author)
        self.names.add(name)

    def waiting(self) -> int:
        """How many are still to be written."""
        return Import.objects.exclude(state__in=(ImportState.APPLIED, ImportState.FAILED)).count()

    def under_way(self) -> int:
        return Import.objects.filter(state__in=UNDER_WAY).count()

    def faults(self) -> list[str]:
        """What is not as it has to be."""
        unwritten = Import.objects.exclude(state=ImportState.APPLIED)
        found = [f"{job.file_name} is {job.state}: {job.problem}" for job in unwritten]
        measures = Measure.objects.filter(report=self.report).annotate(statuses=Count("bearings"))
        written = dict(measures.values_list("code", "statuses"))
        expected = {code(name, row) for name in self.names for row in range(ROWS)}
        if lost := expected - set(written):
            found.append(f"{len(lost)} rows of tables are lost: {sorted(lost)[:3]}")
        if besides := set(written) - expected:
            found.append(f"{len(besides)} rows are in no table: {sorted(besides)[:3]}")
        found += [f"{each} has its status {count} times" for each, count in written.items() if count != 1]
        sources = Counter(Evidence.objects.filter(imports__report=self.report).values_list("file_name", flat=True))
        if sources != Counter(self.names):
            found.append(f"{sources.total()} sources are made of {len(self.names)} tables")
        return found

    def summary(self) -> str:
        return f"{len(self.names)} tables of {ROWS} rows were looked at and written, {self.hit} kills came meanwhile."


def code(name: str, row: int) -> str:
    return f"T{name.removesuffix('.csv')}.{row}"


def table(name: str) -> str:
    rows = [f"{code(name, row)},Ferry {row} of {name},NORTHSHORE,in_progress,{DESCRIPTION}" for row in range(ROWS)]
    return "\r\n".join(["Code,Title,Party,Status,Description", *rows, ""])
