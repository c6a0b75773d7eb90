"""The journal as the page of a measure or an ambiguity shows it: what bears on it, by the day it counts from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from measures.models import Ambiguity, Audience, Bearing, Citation, Entry, Measure, MilestoneMark, View, Words
from measures.models.journal import EntryQuerySet
from measures.views.reading import Reading
from measures.views.rows import Target, entry_heading, is_corrected_by, target_of

MOST = 60


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


def timeline_of(here: Measure | Ambiguity, on: Q, reading: Reading, *, marked: Q | None = None) -> Timeline:
    """What `on` finds among bearings and views, `marked` among milestones' marks; corrected entries stay on it."""
    bearings = list(Bearing.objects.filter(on).select_related("measure", "ambiguity"))
    views = list(View.objects.filter(on).values_list("entry_id", flat=True))
    marks = list(MilestoneMark.objects.filter(marked).select_related("milestone", "party")) if marked else []
    touching = {row.entry_id for row in bearings} | {row.entry_id for row in marks} | set(views)
    entries = known_by(Entry.objects.visible_to(reading.audience).filter(pk__in=touching), reading)
    total = entries.count()
    shown = list(entries.select_related("correction", "redaction").latest_first()[:MOST])
    sources = source_counts(shown, reading.audience)
    years = [None, *(entry.occurred.year for entry in shown)]
    moments = [
        Moment(
            entry=entry,
            heading=entry_heading(entry),
            year=entry.occurred.year if entry.occurred.year != before else None,
            is_struck=is_corrected_by(entry, reading.known_at),
            lines=lines_of((row for row in bearings if row.entry_id == entry.pk), here, reading),
            marks=[row for row in marks if row.entry_id == entry.pk],
            views=views.count(entry.pk),
            sources=sources.get(entry.pk, 0),
        )
        for before, entry in zip(years, shown, strict=False)
    ]
    counting = entries.counting(as_of=reading.as_of, known_at=reading.known_at).count()
    return Timeline(moments, counting, total - len(shown))


def known_by(entries: EntryQuerySet, reading: Reading) -> EntryQuerySet:
    """Those that had happened by the day and were recorded by the moment that are read, corrected ones included."""
    if reading.as_of is not None:
        entries = entries.filter(counts_from__lte=reading.as_of)
    return entries if reading.known_at is None else entries.filter(recorded_at__lte=reading.known_at)


def lines_of(bearings: Iterable[Bearing], here: Measure | Ambiguity, reading: Reading) -> list[Line]:
    """What bears on the thing itself, then what bears on its parts or elements."""
    lines = [Line(row, None if row.on == here else target_of(row.on, reading)) for row in bearings]
    return sorted(lines, key=lambda line: line.below is not None)


def source_counts(entries: Iterable[Entry], audience: Audience) -> dict[int, int]:
    """How many sources that the audience may read each entry cites."""
    cited = Citation.objects.filter(entry__in=list(entries), evidence__marking__in=audience.markings)
    return dict(cited.order_by().values_list("entry").annotate(number=Count("*")))
