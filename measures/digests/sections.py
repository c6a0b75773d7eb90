"""The sections of a digest: a heading that counts everything, and a few lines of it under each report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from measures.digests.mail_urls import measure_page_url
from measures.models import Measure, Report, Words

LINES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LineAction:
    """What settles a line, and where it is done."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a new entry does to one of the measures that its reader follows."""

    direction: str
    label: str
    measure: Measure
    status: str = ""

    @property
    def url(self) -> str:
        return measure_page_url(self.measure)


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing to show, with its page, why it is there and what settles it; its code or date comes first."""

    url: str
    before: str
    title: Words
    facts: Sequence[str] = ()
    marks: Sequence[Mark] = ()
    acts: Sequence[LineAction] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a section counts, with its line unless it rests.

    `key` and `fact` are what is remembered of it: it is told anew when the fact changes.
    """

    report: Report | None
    line: DigestLine | None
    key: str = ""
    fact: str = ""


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
    """What a section says of one report, or of none: a few lines, and where all of it is listed."""

    report: NamedReport | None
    count: int
    lines: Sequence[DigestLine]
    list_url: str

    @property
    def rest(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """One section, such as what is overdue: all of it counted, by report, and the items to remember as shown."""

    name: str
    heading: str
    meaning: str
    groups: Sequence[Group]
    remembered: Sequence[Item] = ()
    # Where all of it is, if its number is all that it says.
    act: LineAction | None = None

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def has_lines(self) -> bool:
        """Whether it has a line, and is not only counted."""
        return any(group.lines for group in self.groups)


def section_of(
    name: str, heading: str, meaning: str, items: Sequence[Item], list_url: Callable[[Report | None], str]
) -> Section:
    """The items, all counted and grouped by report; the first lines are shown."""
    shown = [item for item in items if item.line][:LINES_SHOWN]
    chosen = {id(item) for item in shown}
    groups = []
    for _, rows in groupby(sorted(items, key=report_key), key=report_key):
        members = list(rows)
        report = members[0].report
        lines = [item.line for item in members if item.line and id(item) in chosen]
        groups.append(Group(NamedReport.of(report) if report else None, len(members), lines, list_url(report)))
    return Section(name, heading, meaning, groups, shown)


def report_key(item: Item) -> tuple[bool, bool, str]:
    """The real reports before the fictional ones; what is of no report comes last."""
    report = item.report
    return report is None, report is not None and report.is_fictional, report.slug if report else ""
