"""The sections of a digest: a heading that counts everything, and the first lines of it under each report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, QuerySet

from measures.digests.links import measure_url
from measures.models import Entry, Measure, Report, Words

LINES = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """What a new entry does to one of the measures that its reader follows."""

    direction: str
    label: str
    measure: Measure
    status: str = ""

    @property
    def url(self) -> str:
        return measure_url(self.measure)


@dataclass(frozen=True, slots=True)
class Line:
    """One measure or one entry, with its page and what is to be said of it; its code or its date stands before it."""

    url: str
    before: str
    title: Words
    facts: Sequence[str] = ()
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A report as a digest names it, with its disclaimer."""

    slug: str
    title: Words
    disclaimer: Words
    is_fictional: bool

    @classmethod
    def of(cls, report: Report) -> Self:
        return cls(report.slug, report.words("title"), report.words("disclaimer"), report.is_fictional)


@dataclass(frozen=True, slots=True)
class Group:
    """What a section says of one report: its first lines, and where the rest of them is listed."""

    report: NamedReport
    count: int
    lines: Sequence[Line]
    list_url: str

    @property
    def rest(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """What is overdue, say: all of it counted, by report."""

    name: str
    heading: str
    meaning: str
    groups: Sequence[Group]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def groups_of[Row: Measure | Entry](
    rows: QuerySet[Row], line: Callable[[Row], Line], list_url: Callable[[Report], str]
) -> list[Group]:
    """The rows by report, in the reports' order: all counted, the first of them as lines."""
    counts = dict(rows.order_by("report").values_list("report").annotate(Count("pk", distinct=True)))
    return [
        Group(
            NamedReport.of(report),
            counts[report.pk],
            [line(row) for row in rows.filter(report=report)[:LINES]],
            list_url(report),
        )
        for report in Report.objects.filter(pk__in=counts)
    ]
