"""The journal as the page of a measure or an ambiguity shows it: what bears on it, by the day it counts from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measures.models import Ambiguity, Bearing, Entry, Measure, MilestoneMark, View, Words
from measures.views.reading import Reading
from measures.views.rows import Target, entry_heading, target_of

MOST = 60


@dataclass(frozen=True, slots=True)
class Told:
    """What was recorded on something that its reader may see, corrected entries included; how many sources each cites.

    Each row comes with its entry, and that with its correction and redaction.
    """

    bearings: Sequence[Bearing]
    views: Sequence[View]
    marks: Sequence[MilestoneMark]
    sources: Mapping[int, int]

    @property
    def entries(self) -> list[Entry]:
        """Each entry once, the latest first."""
        rows: list[Bearing | View | MilestoneMark] = [*self.bearings, *self.views, *self.marks]
        entries = {row.entry_id: row.entry for row in rows}
        return sorted(entries.values(), key=lambda entry: entry.latest_key, reverse=True)


@dataclass(frozen=True, slots=True)
class Line:
    """What an entry says of the thing the page is about, or of a part or element `below` it."""

    bearing: Bearing
    below: Target | None


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry on a timeline, with what it says of the thing the page is about and of its parts."""

    entry: Entry
    heading: Words
    year: int | None
    is_struck: bool
    lines: Sequence[Line]
    marks: Sequence[MilestoneMark]
    views: int
    sources: int

    @property
    def direction(self) -> str:
        return self.lines[0].bearing.direction if self.lines else ""

    @property
    def about(self) -> str:
        return self.lines[0].bearing.about_code if self.lines else ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The latest entries that bear on something, how many count in all, and how many older ones are left out."""

    moments: Sequence[Moment]
    counting: int
    left_out: int


def timeline_of(here: Measure | Ambiguity, told: Told, reading: Reading) -> Timeline:
    """The latest entries of what is told of the thing itself and of its parts or elements."""
    entries = told.entries
    shown = entries[:MOST]
    years = [None, *(entry.occurred.year for entry in shown)]
    moments = [
        Moment(
            entry=entry,
            heading=entry_heading(entry),
            year=entry.occurred.year if entry.occurred.year != before else None,
            is_struck=entry.is_corrected_by(reading.known_at),
            lines=lines_of((row for row in told.bearings if row.entry_id == entry.pk), here, reading),
            marks=[row for row in told.marks if row.entry_id == entry.pk],
            views=sum(row.entry_id == entry.pk for row in told.views),
            sources=told.sources.get(entry.pk, 0),
        )
        for before, entry in zip(years, shown, strict=False)
    ]
    counting = sum(entry.counts_by(reading.known_at) for entry in entries)
    return Timeline(moments, counting, len(entries) - len(shown))


def lines_of(bearings: Iterable[Bearing], here: Measure | Ambiguity, reading: Reading) -> list[Line]:
    """What bears on the thing itself, then what bears on its parts or elements."""
    lines = [Line(row, None if row.on == here else target_of(row.on, reading)) for row in bearings]
    return sorted(lines, key=lambda line: line.below is not None)
