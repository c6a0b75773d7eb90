"""A section of a digest: a heading that counts everything, and a few lines of it under each report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, ClassVar, Self

from django.utils.functional import Promise

from measures.models import Evidence, Measure, Report, Words
from measures.models.written_dates import SHORT_MONTH, written_date
from measures.publishing.site_urls import list_url, measure_page_url, page_url
from measures.wings.digests.models import ReminderMemory
from measures.wings.digests.recipients import Recipient

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
    # Of a measure, what we say of it in short.
    in_short: Words | None = None
    marks: Sequence[Mark] = ()
    acts: Sequence[LineAction] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a section counts.

    `key` and `fact` are what is remembered of it: it is told anew when the fact changes.
    """

    row: Any
    report: Report | None = None
    key: str = ""
    fact: str = ""
    is_snoozed: bool = False
    # How many it stands for.
    count: int = 1


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A report as a mail names it, with its disclaimer."""

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


class Section:
    """What a digest says of one matter to its recipient: all of it counted, and a few lines of it."""

    # As counts, memories and the setting that switches it off call it.
    name: ClassVar[str]
    heading: ClassVar[Promise]
    meaning: ClassVar[Promise]
    # The act without which nobody gets it.
    needs: ClassVar[str] = ""
    # The page that has all of it and, if that lists one report, how it is filtered.
    page: ClassVar[str]
    filters: ClassVar[Mapping[str, str] | None] = None
    # What the page is called, if a section has no lines.
    page_label: ClassVar[Promise | None] = None

    def __init__(self, recipient: Recipient) -> None:
        self.recipient = recipient

    def items(self) -> Iterable[Item]:
        """All that it counts, in the order of its lines."""
        raise NotImplementedError

    def line(self, row: Any) -> DigestLine | None:
        """What it says of one row; one that only counts says nothing, and sends no mail by itself."""
        return None

    @cached_property
    def counted(self) -> Sequence[Item]:
        return [item for item in self.items() if item.count]

    @cached_property
    def shown(self) -> Sequence[tuple[Item, DigestLine]]:
        """The first that do not rest, with their lines."""
        awake = (item for item in self.counted if not self.is_resting(item))
        lines = ((item, self.line(item.row)) for item in islice(awake, LINES_SHOWN))
        return [(item, line) for item, line in lines if line]

    def is_resting(self, item: Item) -> bool:
        """Whether it was shown lately: at first it rests a day, then two, four and so on."""
        memory = self.memory_of(item)
        return item.is_snoozed or (memory is not None and self.recipient.day < memory.again_on)

    def memory_of(self, item: Item) -> ReminderMemory | None:
        """How it was shown before, unless its fact has changed since."""
        memory = self.recipient.memories.get((self.name, item.key))
        return memory if memory and memory.fact == item.fact else None

    @property
    def memories(self) -> list[tuple[str, str, str, int]]:
        """What to remember as shown: section, item, fact and how often."""
        shown = ((item, self.memory_of(item)) for item, _line in self.shown if item.key)
        return [(self.name, item.key, item.fact, memory.times + 1 if memory else 1) for item, memory in shown]

    @property
    def count(self) -> int:
        return sum(item.count for item in self.counted)

    @cached_property
    def groups(self) -> Sequence[Group]:
        """What it counts and shows, by report: the real ones before the fictional ones, what is of none last."""
        in_order = sorted(self.counted, key=report_key)
        return [self.group(report, members) for report, members in groupby(in_order, key=attrgetter("report"))]

    def group(self, report: Report | None, members: Iterable[Item]) -> Group:
        count = sum(item.count for item in members)
        lines = [line for item, line in self.shown if item.report == report]
        url = page_url(self.page) if self.filters is None else list_url(self.page, report, **self.filters)
        return Group(NamedReport.of(report) if report else None, count, lines, url)


def report_key(item: Item) -> tuple[bool, bool, str]:
    report = item.report
    return report is None, report is not None and report.is_fictional, report.slug if report else ""


def short_date(moment: datetime | None) -> str:
    """The day of a moment, short, as it stands before a line."""
    return written_date(moment.date() if moment else None, SHORT_MONTH)


def reviews_url(source: Evidence) -> str:
    return f"{page_url('source', source.key)}#reviews"
