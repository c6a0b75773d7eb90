"""The timeline on the page of a measure: its acts by who acted, in lanes by which way we read them, and milestones met.

Marks stand in columns of as many days, one above the other, so that each is a link as large as a finger. There are two
plots, for wide and for narrow pages. Places across are in per cent, so that none needs a style of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.timeline import Act, acting_sides
from measures.models import Direction, MarkState, Measure, MilestoneMark
from measures.models.written_dates import SHORT_MONTH, written_date
from measures.views.reading import Reading, query
from measures.views.strips import OTHERS, SHAPES, Scale, Strip, act_in_words, empty_strip, scale_of

# The sides of a mark that can be pressed, in pixels.
TARGET = 24
# How far the marks of several sides that acted together are apart.
APART = 10
# How many marks of a column stand above each other; where there are more, the last says how many.
HIGHEST = 6
# So many columns have room on a wide and on a narrow page; the number of a year is as wide as two.
COLUMNS = {"wide": 44, "narrow": 14}
COLUMNS_OF_A_YEAR = 2
FLAG = "M-5 8V-7H6L2-3.5 6 0H-3.5V8z"


@dataclass(frozen=True, slots=True)
class Sign:
    """A shape in a mark: of a side by its place among them, of somebody else 0, or of no actor: a flag."""

    x: int
    side: int | str
    shape: str
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class PlotMark:
    """An act or a milestone, a link; or how `many` more there are in its column."""

    x: str
    y: int
    url: str
    label: str
    signs: Sequence[Sign] = ()
    many: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """The acts that we read one way, or the milestones met."""

    label: str
    height: int
    marks: Sequence[PlotMark]


@dataclass(frozen=True, slots=True)
class Plot:
    """The lanes of a page as wide as its `name` says, with the years below them."""

    name: str
    lanes: Sequence[Lane]
    years: Sequence[tuple[str, int]]
    # A row for each side: of which days a series of its texts was searched.
    searched: Strip


@dataclass(frozen=True, slots=True)
class Happening:
    """What is marked: on which day, where it leads, in which words and shapes."""

    day: date
    url: str
    label: str
    signs: Sequence[Sign]


def plots_of(measure: Measure, acts: Sequence[Act], marks: Iterable[MilestoneMark], reading: Reading) -> list[Plot]:
    """The timeline of a measure on a wide and on a narrow page; none without an act since its first year."""
    scale = scale_of(acts, reading)
    lanes = {
        _("Milestone met"): [met_milestone(mark, reading) for mark in marks if mark.state == MarkState.MET],
        _("Toward"): happenings(Direction.TOWARD, acts, reading),
        _("Open to both"): happenings(Direction.EITHER, acts, reading),
        _("Away"): happenings(Direction.AWAY, acts, reading),
    }
    shown = {label: [each for each in rows if each.day >= scale.start] for label, rows in lanes.items()}
    if not any(shown.values()):
        return []
    more = reverse("measure", args=[measure.key]) + query({**reading.day_kept, "show": "story"})
    return [plot_of(name, shown, scale, more, reading) for name in COLUMNS]


def happenings(direction: str, acts: Iterable[Act], reading: Reading) -> list[Happening]:
    return [
        Happening(act.counts_from, entry_url(act.entry, reading), act_in_words(act, reading), signs_of(act, reading))
        for act in acts
        if act.direction == direction
    ]


def met_milestone(mark: MilestoneMark, reading: Reading) -> Happening:
    label = _("%(day)s: %(what)s") % {
        "day": written_date(mark.entry.occurred, SHORT_MONTH), "what": mark.milestone.words("title"),
    }  # fmt: skip
    return Happening(mark.entry.counts_from, entry_url(mark.entry.key, reading), label, [Sign(0, "flag", FLAG)])


def entry_url(key: str, reading: Reading) -> str:
    return reverse("entry", args=[key]) + query(reading.day_kept)


def signs_of(act: Act, reading: Reading) -> list[Sign]:
    """The shapes of those who acted, beside each other."""
    acted = [reading.side_places[code] for code in acting_sides([act.about], list(reading.side_places))] or [0]
    first = -APART * (len(acted) - 1) // 2
    return [
        Sign(first + APART * place, side, SHAPES.get(side, OTHERS), act.is_by_one_text)
        for place, side in enumerate(acted)
    ]


def plot_of(name: str, rows: Mapping[str, Sequence[Happening]], scale: Scale, more: str, reading: Reading) -> Plot:
    count, days = COLUMNS[name], (scale.end - scale.start).days + 1

    def lane(label: str, happened: Sequence[Happening]) -> Lane:
        columns: dict[int, list[Happening]] = defaultdict(list)
        for each in happened:
            columns[(each.day - scale.start).days * count // days].append(each)
        height = TARGET * max(min(len(column), HIGHEST) for column in columns.values())
        places = {column: f"{100 * (column + 0.5) / count:.2f}%" for column in columns}
        stacks = (stacked(stack, places[column], height, more) for column, stack in columns.items())
        return Lane(label, height, list(chain.from_iterable(stacks)))

    return Plot(
        name=name,
        lanes=[lane(label, happened) for label, happened in rows.items() if happened],
        years=[(scale.place(date(year, 1, 1)), year) for year in years_of(scale, count)],
        searched=empty_strip(scale, reading),
    )


def stacked(stack: Sequence[Happening], x: str, height: int, more: str) -> list[PlotMark]:
    """The marks of a column from the bottom up."""
    shown = stack if len(stack) <= HIGHEST else stack[: HIGHEST - 1]
    marks = [
        PlotMark(x, height - TARGET * place - TARGET // 2, each.url, each.label, each.signs)
        for place, each in enumerate(shown)
    ]
    if many := len(stack) - len(shown):
        marks.append(PlotMark(x, TARGET // 2, more, _("+%(many)d more") % {"many": many}, many=many))
    return marks


def years_of(scale: Scale, columns: int) -> range:
    """The years that are written below so many columns: each if they fit, else every second, third …"""
    every = -(-(scale.end.year - scale.start.year + 1) // (columns // COLUMNS_OF_A_YEAR))
    return range(scale.start.year, scale.end.year + 1, every)
