"""A strip beside a measure: a mark for each dated act on it, by who acted; days without a searched series are hatched.

Places are in per cent of the width, so that it is drawn without a style of its own at every width.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from measures.analysis.timeline import Act, days_without_series
from measures.models import BOTH, NONE, Measure
from measures.models.written_dates import SHORT_MONTH, written_date
from measures.views.reading import Reading

# The height of a lane, in pixels.
LANE = 12
# The outline of each side's mark, by its place among the sides, around the middle of the mark; then that of others.
SHAPES = {
    1: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    2: "M0-5L5 0 0 5-5 0z",
    3: "M0-5L5 4-5 4z",
    4: "M0-5L5-1 3 5-3 5-5-1z",
}
OTHERS = "M-3.5-3.5h7v7h-7z"


@dataclass(frozen=True, slots=True)
class Mark:
    """One act of one side; `side` is its place among the sides, or 0 for somebody else."""

    x: str
    y: int
    side: int
    shape: str
    is_hollow: bool = False
    # By how many pixels it stands beside its place.
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of a lane, or of all."""

    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The acts on one measure."""

    height: int
    before: Span | None
    unsearched: Sequence[Span]
    marks: Sequence[Mark] = ()
    # Where both acted: the places of the lines that join their marks.
    joins: Sequence[str] = ()
    # For those who do not see it.
    acts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """The days that a strip shows."""

    start: date
    end: date

    def place(self, day: date) -> str:
        """Where a day is, in per cent of the width."""
        return f"{100 * (day - self.start).days / max(1, (self.end - self.start).days):.2f}%"

    def width(self, first: date, last: date) -> str:
        return f"{100 * ((last - first).days + 1) / max(1, (self.end - self.start).days):.2f}%"

    @property
    def years(self) -> list[int]:
        """The first year, one in the middle and the last."""
        first, last = self.start.year, self.end.year
        return sorted({first, (first + last) // 2, last})


def scale_of(acts: Sequence[Act], reading: Reading) -> Scale:
    """From the year of the report, or of the first act, to the day that is shown."""
    published = reading.report.published if reading.report else None
    first = published.year if published else min((act.counts_from.year for act in acts), default=reading.on.year)
    return Scale(date(min(first, reading.on.year), 1, 1), reading.on)


def strips_of(measures: Sequence[Measure], acts: Sequence[Act], scale: Scale, reading: Reading) -> dict[int, Strip]:
    """The strips of measures by primary key; one without an act in these days has none."""
    by_measure: Mapping[int, list[Act]] = defaultdict(list)
    for act in acts:
        if act.counts_from >= scale.start:
            by_measure[act.measure].append(act)
    empty = empty_strip(scale, reading)
    return {
        measure.pk: replace(
            empty,
            marks=[mark for act in by_measure[measure.pk] for mark in marks_of(act, empty.height, scale, reading)],
            joins=[scale.place(act.counts_from) for act in by_measure[measure.pk] if act.about == BOTH],
            acts=[act_in_words(act, reading) for act in by_measure[measure.pk]],
        )
        for measure in measures
        if measure.pk in by_measure
    }


def empty_strip(scale: Scale, reading: Reading) -> Strip:
    """What is the same behind the marks of all: the days before the report, and those without a searched series."""
    published = reading.report.published if reading.report else None
    since = published.first if published and published.first > scale.start else scale.start
    height = LANE * max(1, len(reading.sides))
    before = Span("0%", scale.place(since), 0, height) if since > scale.start else None
    return Strip(height, before, unsearched_spans(since, scale, reading))


def marks_of(act: Act, height: int, scale: Scale, reading: Reading) -> list[Mark]:
    """A mark in the lane of each side that acted; somebody else's stands between the lanes."""
    x = scale.place(act.counts_from)
    acted = reading.side_places.values() if act.about == BOTH else [reading.side_places.get(act.about, 0)]
    return [
        Mark(x, lane_middle(side) if side else height // 2, side, SHAPES.get(side, OTHERS), act.is_by_one_text)
        for side in acted
    ]


def lane_middle(side: int) -> int:
    return LANE * side - LANE // 2


def unsearched_spans(start: date, scale: Scale, reading: Reading) -> list[Span]:
    """In each side's lane, the days of which no series of its texts was searched; none where nothing is on record."""
    return [
        Span(scale.place(first), scale.width(first, last), LANE * (place - 1), LANE)
        for searched in reading.searched
        if (place := reading.side_places.get(searched.party.code))
        for first, last in days_without_series(searched.spans, start, scale.end)
    ]


def act_in_words(act: Act, reading: Reading) -> str:
    """When, who acted and what: for those who do not see the mark."""
    names = {BOTH: _("both, by one side’s text") if act.is_by_one_text else _("both"), NONE: _("others")}
    who = names.get(act.about) or str(reading.parties.get(act.about, act.about))
    return _("%(day)s, %(who)s: %(what)s") % {
        "day": written_date(act.occurred, SHORT_MONTH), "who": who, "what": act.title,
    }  # fmt: skip
