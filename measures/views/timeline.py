"""The journal on the page of a measure or an ambiguity: the entries about it, by the day they count from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from measures.analysis.dissents import with_dissents
from measures.analysis.history import in_time_order
from measures.models import Ambiguity, Assessment, Audience, Bearing, Citation, Entry, Measure, MilestoneMark, Words
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.journal import is_unreviewed
from measures.models.placeholders import AS_OF, KNOWN_AT, THESE, values_of_days
from measures.models.records import among, count_of
from measures.views.reading import Reading
from measures.views.rows import ShortLink, entry_heading, short_link

MOST = 10
ALONG = ("entry__author", "entry__correction", "entry__redaction")


@dataclass(frozen=True, slots=True)
class TimelineRows:
    """What was recorded on something that its reader may see, corrected entries included; the latest comes last.

    Each row comes with its entry, and that with its correction and redaction; `cited` is how many sources it cites.
    """

    bearings: Sequence[Any]
    assessments: Sequence[Any]
    marks: Sequence[Any]

    @property
    def own_assessments(self) -> list[Any]:
        return [row for row in self.assessments if row.whose_id is None]

    @property
    def entries(self) -> list[Entry]:
        """Each entry once, the latest first."""
        entries = {row.entry_id: row.entry for row in (*self.bearings, *self.assessments, *self.marks)}
        return sorted(entries.values(), key=lambda entry: entry.latest_key, reverse=True)

    def only(self, wanted: Callable[[Any], bool]) -> "TimelineRows":
        """The rows for which a condition holds."""
        kinds = (self.bearings, self.assessments, self.marks)
        return TimelineRows(*([row for row in rows if wanted(row)] for rows in kinds))

    def of(self, entry: Entry) -> "TimelineRows":
        """The rows of one entry."""
        return self.only(lambda row: row.entry_id == entry.pk)

    def counting(self, known_at: datetime | None) -> "TimelineRows":
        """The rows of entries that count."""
        return self.only(lambda row: row.entry.counts_by(known_at))


def timeline_rows_of_measures(measures: Sequence[Measure], reading: Reading) -> TimelineRows:
    """What was recorded on measures that the reader may see."""
    of_milestones = marks_of_measures(reading.audience, is_past=reading.is_past)
    return recorded_on("measure", measures, reading, marks=of_milestones.filled(values_for(measures, reading)))


def timeline_rows_of_ambiguities(ambiguities: Sequence[Ambiguity], reading: Reading) -> TimelineRows:
    """What was recorded on ambiguities that the reader may see."""
    return recorded_on("ambiguity", ambiguities, reading, marks=[])


def recorded_on(
    column: str, these: Sequence[Measure | Ambiguity], reading: Reading, *, marks: Sequence[MilestoneMark]
) -> TimelineRows:
    values = values_for(these, reading)
    bearings = bearings_in(column, reading.audience, is_past=reading.is_past).filled(values)
    assessments = assessments_in(column, reading.audience, is_past=reading.is_past).filled(values)
    by_pk = {each.pk: each for each in these}
    for bearing in bearings:
        setattr(bearing, column, by_pk[getattr(bearing, f"{column}_id")])
    return TimelineRows(in_time_order(bearings), in_time_order(assessments), in_time_order(marks))


def values_for(these: Sequence[Measure | Ambiguity], reading: Reading) -> dict[str, object]:
    """What the statements below are asked with."""
    return {"these": [each.pk for each in these], **values_of_days(**reading.days)}


@lru_cache(KEPT_AUDIENCES)
def bearings_in(column: str, audience: Audience, *, is_past: bool) -> Compiled[Bearing]:
    days = day_placeholders(is_past=is_past)
    reviewed = is_unreviewed(audience, path="entry__", known_at=days.get("known_at"))
    bearings = Bearing.objects.filter(among(column, THESE), entry__in=recorded(audience, days))
    return Compiled(bearings.select_related(*ALONG).annotate(cited=cited_by(audience), is_unreviewed=reviewed))


@lru_cache(KEPT_AUDIENCES)
def assessments_in(column: str, audience: Audience, *, is_past: bool) -> Compiled[Assessment]:
    days = day_placeholders(is_past=is_past)
    assessments = Assessment.objects.filter(among(column, THESE), entry__in=recorded(audience, days))
    return Compiled(with_dissents(assessments.select_related(*ALONG).with_grounds(audience), audience, **days))


@lru_cache(KEPT_AUDIENCES)
def marks_of_measures(audience: Audience, *, is_past: bool) -> Compiled[MilestoneMark]:
    entries = recorded(audience, day_placeholders(is_past=is_past))
    marks = MilestoneMark.objects.filter(among("milestone__measure", THESE), entry__in=entries)
    return Compiled(marks.select_related("milestone", *ALONG).annotate(cited=cited_by(audience)))


def day_placeholders(*, is_past: bool) -> dict[str, Any]:
    return {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}


def recorded(audience: Audience, days: dict[str, Any]) -> QuerySet[Entry]:
    return Entry.objects.visible_to(audience).recorded(**days).order_by()


def cited_by(audience: Audience) -> Combinable:
    """How many sources the entry of a row cites, of those that the audience may read."""
    readable = audience.reads("entry__report", "evidence__marking")
    return count_of(Citation.objects.filter(Q(entry=OuterRef("entry")), readable))


@dataclass(frozen=True, slots=True)
class BearingLine:
    """An effect on the row itself, or on the part or element `below` it."""

    bearing: Bearing
    below: ShortLink | None


@dataclass(frozen=True, slots=True)
class TimelineMoment:
    """One entry on a timeline, with what it says of the row that the page is about and of its parts."""

    # Where it differs from that of the entry shown before.
    year: int | None
    entry: Entry
    heading: Words
    is_struck: bool
    lines: Sequence[BearingLine]
    marks: Sequence[MilestoneMark]
    assessments: int
    sources: int
    # It is shown without a direction: nobody but its author has accepted a source of it.
    is_unreviewed: bool

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing here beside that it was made, as an assessment whose assessments stand elsewhere."""
        return not (self.lines or self.marks or self.entry.narrative)

    @property
    def direction(self) -> str:
        return self.lines[0].bearing.direction if self.lines else ""

    @property
    def about(self) -> str:
        return self.lines[0].bearing.about_code if self.lines else ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The latest entries about a row, how many count in all, and how many older ones are left out."""

    moments: Sequence[TimelineMoment]
    counting: int
    left_out: int


def timeline_of(here: Measure | Ambiguity, recorded: TimelineRows, reading: Reading) -> Timeline:
    """The latest entries about the row itself and about its parts or elements."""
    entries = recorded.entries
    shown = entries[:MOST]
    years = [None, *(entry.occurred.year for entry in shown)]
    moments = [
        timeline_moment(entry, recorded.of(entry), here, reading, year_before=before)
        for before, entry in zip(years, shown, strict=False)
    ]
    counting = sum(entry.counts_by(reading.known_at) for entry in entries)
    return Timeline(moments, counting, len(entries) - len(shown))


def timeline_moment(
    entry: Entry, rows: TimelineRows, here: Measure | Ambiguity, reading: Reading, *, year_before: int | None
) -> TimelineMoment:
    year = entry.occurred.year
    return TimelineMoment(
        year=year if year != year_before else None,
        entry=entry,
        heading=entry_heading(entry),
        is_struck=entry.is_corrected_by(reading.known_at),
        lines=bearing_lines(rows.bearings, here, reading),
        marks=rows.marks,
        assessments=len(rows.assessments),
        sources=next(row.cited for row in (*rows.bearings, *rows.assessments, *rows.marks)),
        is_unreviewed=any(row.is_unreviewed for row in rows.bearings),
    )


def bearing_lines(bearings: Iterable[Bearing], here: Measure | Ambiguity, reading: Reading) -> list[BearingLine]:
    """The effects on the row itself, then those on its parts or elements."""
    lines = [BearingLine(row, None if row.on == here else short_link(row.on, reading)) for row in bearings]
    return sorted(lines, key=lambda line: (line.below is not None, line.bearing.on.position))
