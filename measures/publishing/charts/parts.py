"""The parts of every chart: linked numbers, scales, shapes, texts, a legend, a table.

Places along a line are in per cent of the drawing, so that one drawing fits a phone and a wide screen and its texts
keep their size. Colours are classes for the page; `fill` and `stroke` say them again for paper and for other programs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from measures.models.written_dates import written_date

# The light theme: what is printed, and what a program without our style sheet shows.
INKS = {
    "side-1": "#0a6c66",
    "side-2": "#865807",
    "side-3": "#6d4f8f",
    "side-4": "#4c6237",
    "ours": "#53575e",
    "toward": "#27507f",
    "away": "#8a3560",
    "both_ways": "#53575e",
    "either": "#7f8287",
    "ink": "#181a1e",
    "muted": "#53575e",
    "edge": "#7f8287",
    "line": "#d8d8d1",
    "wash": "#f2f2ed",
    "paper": "#fcfcfa",
}
# One shape for each side, around a middle at 0, 0; the analyst's is hollow.
SHAPES = {
    "side-1": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "side-2": "M0-6L6 0L0 6L-6 0z",
    "side-3": "M0-6L5.5 4.5L-5.5 4.5z",
    "side-4": "M-5-2L0-6L5-2L3 5L-3 5z",
    "ours": "M-4-4H4V4H-4z",
    "toward": "M-5-3.5H0V-6L6 0L0 6V3.5H-5z",
    "away": "M5-3.5H0V-6L-6 0L0 6V3.5H5z",
    "either": "M-6 0L-2-4V-1.5H2V-4L6 0L2 4V1.5H-2V4z",
}
# A zone that is too narrow to be seen is drawn so wide, in per cent; how far apart its lines are; the widest drawing.
NARROWEST_ZONE, HATCHED_EVERY, WIDEST = 1.5, 8, 1400
HOLLOW = ("ours", "away", "either")
# The sizes of texts in pixels, and the class of the larger ones.
SMALL, LARGE, QUOTED = 12, 16, "quoted"


@dataclass(frozen=True, slots=True)
class LinkedCount:
    """A count, the list that it counts, and its name in the API."""

    count: int
    url: str = ""
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A sign and its meaning."""

    sign: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the table beside a chart: numbers, or words."""

    head: str
    counts: Sequence[LinkedCount] = ()
    words: Sequence[str] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The numbers of a chart."""

    columns: Sequence[str]
    rows: Sequence[ChartRow]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title, drawing, legend and numbers; without a drawing, why there is none."""

    name: str
    caption: str
    empty: str
    drawing: SafeString = field(default_factory=SafeString)
    keys: Sequence[Key] = ()
    table: ChartTable | None = None
    # What stands below one another in a file, if that is not the drawing as it is.
    parts: Sequence[SafeString] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps numbers to places between `start` and `end`, in per cent of the drawing's width or in pixels."""

    first: float
    last: float
    start: float = 0
    end: float = 100

    def at(self, value: float) -> float:
        span = self.last - self.first or 1
        return round(self.start + (self.end - self.start) * (value - self.first) / span, 2)

    def __call__(self, value: float) -> str:
        return f"{self.at(value):g}%"


@dataclass(frozen=True, slots=True)
class Bands:
    """Divides the width between `start` and `end` into equal bands."""

    count: int
    start: float = 0
    end: float = 100

    @property
    def step(self) -> float:
        return (self.end - self.start) / max(self.count, 1)

    def left(self, place: int) -> float:
        return round(self.start + self.step * place, 2)

    def middle(self, place: int) -> float:
        return round(self.start + self.step * (place + 0.5), 2)


def picture(height: float, label: str, content: str, css: str = "") -> SafeString:
    """The drawing itself; its parts can be focused and read one by one."""
    return format_html(
        '<svg class="chart {}" width="100%" height="{}" role="group" aria-label="{}">{}</svg>',
        css, height, label, content,
    )  # fmt: skip


def placed(drawing: str, x: str, y: float, width: str) -> SafeString:
    """A drawing as a part of another."""
    at = format_html('x="{}" y="{}" width="{}" overflow="visible"', x, f"{y:g}", width)
    return mark_safe(drawing.replace('width="100%"', at, 1))  # noqa: S308


def joined_markup(pieces: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def drawn_text(
    words: object, x: str, y: float, *, anchor: str = "start", ink: str = "muted", css: str = ""
) -> SafeString:
    """A text at a place; hidden from screen readers, which read the drawing's labels."""
    return format_html(
        '<text class="ink-{} {}" fill="{}" x="{}" y="{}" text-anchor="{}" font-size="{}" aria-hidden="true">{}</text>',
        ink, css, INKS[ink], x, y, anchor, LARGE if css == QUOTED else SMALL, words,
    )  # fmt: skip


def drawn_line(x1: str, y1: float, x2: str, y2: float, *, ink: str = "line", css: str = "") -> SafeString:
    return format_html(
        '<line class="stroke-{} {}" stroke="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', ink, css, INKS[ink], x1, y1, x2, y2
    )


def box(x: str, y: float, width: str, height: float, *, ink: str, css: str = "") -> SafeString:
    return format_html(
        '<rect class="{} {}" {} x="{}" y="{}" width="{}" height="{}"/>',
        painted(ink), css, paint(ink), x, y, width, height,
    )  # fmt: skip


def said_unwatched(since: date) -> str:
    """What the title of a chart says of the hatched zone at its end."""
    return _("Hatched: not searched after %(day)s.") % {"day": written_date(since)}


def written_period(since: date, until: date) -> str:
    return _("after %(since)s, up to %(until)s") % {"since": written_date(since), "until": written_date(until)}


def unwatched_zone(x: float, top: float, bottom: float, since: date) -> list[SafeString]:
    """The end of a time axis, from a place on, up to which nobody has looked: hatched, neutral, and said in words."""
    label = _("Not searched after %(day)s: what happened after that is not recorded.") % {"day": written_date(since)}
    width, height = max(100 - x, NARROWEST_ZONE), round(bottom - top)
    starts = range(-height, round(WIDEST * width / 100), HATCHED_EVERY)
    lines = "".join(f"M{start} {height}l{height}-{height}" for start in starts)
    zone = format_html(
        '<svg x="{}%" y="{}" width="{}%" height="{}"><rect class="hollow" fill="{}" width="100%" height="100%"/>'
        '<path class="stroke-line" stroke="{}" d="{}"/></svg>',
        round(100 - width, 2), top, round(width, 2), height, INKS["paper"], INKS["line"], lines,
    )  # fmt: skip
    return [with_tooltip(zone, label)]


def painted(ink: str) -> str:
    """The class of a filled shape, or of an outlined one: colour is never the only difference."""
    return f"stroke-{ink} hollow" if ink in HOLLOW else f"ink-{ink}"


def paint(ink: str) -> SafeString:
    if ink in HOLLOW:
        return format_html('fill="{}" stroke="{}" stroke-width="1.5"', INKS["paper"], INKS[ink])
    return format_html('fill="{}"', INKS[ink])


def shape(ink: str, x: str, y: float) -> SafeString:
    """The sign of a side, of the analyst or of a direction at a place."""
    return format_html(
        '<svg x="{}" y="{}" width="1" height="1" overflow="visible"><path class="{}" {} d="{}"/></svg>',
        x, y, painted(ink), paint(ink), SHAPES[ink],
    )  # fmt: skip


def sign(ink: str) -> SafeString:
    """The same sign on its own, for a legend or within a line."""
    return format_html(
        '<svg class="sign" width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true"><path class="{}" {} '
        'd="{}"/></svg>',
        painted(ink), paint(ink), SHAPES[ink],
    )  # fmt: skip


def with_tooltip(content: str, words: str, url: str = "", name: str = "") -> SafeString:
    """A part of a drawing that shows its exact number on hover and focus, and links to what it counts."""
    if not url:
        return format_html('<g tabindex="0" role="img" aria-label="{}"><title>{}</title>{}</g>', words, words, content)
    figure_attribute = format_html(' data-figure="{}"', name) if name else ""
    return format_html(
        '<a href="{}" aria-label="{}"{}><title>{}</title>{}</a>', url, words, figure_attribute, words, content
    )
