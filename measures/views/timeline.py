"""The journal as the page of a measure or an ambiguity shows it: what bears on it, by the day it counts from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from measures.models import Audience, Bearing, Citation, Entry, MilestoneMark, View
from measures.models.journal import EntryQuerySet

MOST = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry on a timeline, with what it says of the thing the page is about and of its parts."""

    entry: Entry
    year: int | None
    bearings: Sequence[Bearing]
    marks: Sequence[MilestoneMark]
    views: int
    sources: int

    @property
    def direction(self) -> str:
        return self.bearings[0].direction if self.bearings else ""

    @property
    def about(self) -> str:
        return self.bearings[0].about_code if self.bearings else ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The latest entries that bear on something, and how many there are in all that count."""

    moments: Sequence[Moment]
    counting: int
    left_out: int


def timeline_of(
    on: Q, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> Timeline:
    """The timeline of what `on` finds among bearings, views and marks; corrected entries stay on it, struck through."""
    bearings = list(Bearing.objects.filter(on).select_related("measure", "ambiguity"))
    views = list(View.objects.filter(on).values_list("entry_id", flat=True))
    marks = list(marks_of(on))
    touching = {row.entry_id for row in (*bearings, *marks)} | set(views)
    entries = known_by(Entry.objects.visible_to(audience).filter(pk__in=touching), as_of, known_at)
    counting = entries.counting(as_of=as_of, known_at=known_at).count()
    total = entries.count()
    shown = list(entries.select_related("correction", "redaction", "corrects").latest_first()[:MOST])
    sources = source_counts(shown, audience)
    moments = []
    year = None
    for entry in shown:
        moments.append(
            Moment(
                entry=entry,
                year=entry.occurred.year if entry.occurred.year != year else None,
                # What bears on the thing itself comes before what bears on its parts.
                bearings=sorted((row for row in bearings if row.entry_id == entry.pk), key=is_of_part),
                marks=[row for row in marks if row.entry_id == entry.pk],
                views=views.count(entry.pk),
                sources=sources.get(entry.pk, 0),
            )
        )
        year = entry.occurred.year
    return Timeline(moments, counting, total - len(shown))


def marks_of(on: Q) -> Iterable[MilestoneMark]:
    measures = [value for name, value in on.children if name == "measure__in"]  # type: ignore[misc]
    if not measures:
        return ()
    return MilestoneMark.objects.filter(milestone__measure__in=measures[0]).select_related("milestone", "party")


def known_by(entries: EntryQuerySet, as_of: date | None, known_at: datetime | None) -> EntryQuerySet:
    """Those that had happened by a day and were recorded by a moment, corrected ones included."""
    if as_of is not None:
        entries = entries.filter(counts_from__lte=as_of)
    return entries if known_at is None else entries.filter(recorded_at__lte=known_at)


def is_of_part(bearing: Bearing) -> bool:
    return bearing.measure is not None and bearing.measure.is_part


def source_counts(entries: Iterable[Entry], audience: Audience) -> dict[int, int]:
    """How many sources that the audience may read each entry cites."""
    cited = Citation.objects.filter(entry__in=list(entries), evidence__marking__in=audience.markings)
    return dict(cited.order_by().values_list("entry").annotate(number=Count("*")))
