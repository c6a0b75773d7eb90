"""The plot: what an answer costs as measures become more, on two logarithmic scales."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 880, 420
LEFT, RIGHT, TOP, FOOT = 90, 540, 20, 370
PAPER, EDGE, TEXT = "#fcfcfa", "#d8d8d1", "#53575e"
INK_OF_LINES = ("#0a6c66", "#865807", "#6d4f8f", "#4c6237", "#27507f", "#8a3560", "#53575e", "#7f8287")
# Between two labels, so that none covers another.
LABEL = 16

# The milliseconds of each kind of work, by the number of measures.
type Series = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps numbers to places between `start` and `end`."""

    first: float
    last: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.last - self.first or 1
        return round(self.start + (self.end - self.start) * (value - self.first) / span, 2)


def plot(series: Series) -> str:
    """The picture, on its own."""
    sizes = sorted({size for costs in series.values() for size in costs})
    costs = [cost for each in series.values() for cost in each.values()]
    across = Scale(log10(sizes[0]), log10(sizes[-1]), LEFT, RIGHT)
    lowest, highest = int(log10(min(costs)) // 1), int(-(-log10(max(costs)) // 1))
    upwards = Scale(lowest, highest, FOOT, TOP)
    axes = [
        *(drawn_text(f"{size:,}", str(across.at(log10(size))), FOOT + 20, anchor="middle") for size in sizes),
        drawn_text("measures", str((LEFT + RIGHT) / 2), FOOT + 42, anchor="middle"),
        *(grid(power, upwards) for power in range(lowest, highest + 1)),
    ]
    lines = [curve(each, across, upwards, ink) for each, ink in zip(series.values(), INK_OF_LINES, strict=False)]
    content = joined_markup([*axes, *lines, *labels(series, upwards)])
    return str(
        format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="sans-serif" role="img" '
            'aria-label="CPU milliseconds per answer, by the number of measures">'
            '<rect width="100%" height="100%" fill="{}"/>{}</svg>\n',
            WIDTH,
            HEIGHT,
            PAPER,
            content,
        )
    )


def grid(power: int, upwards: Scale) -> SafeString:
    place = upwards.at(power)
    words = drawn_text(f"{10.0**power:,g} ms", str(LEFT - 8), place + 4, anchor="end")
    return joined_markup([drawn_line(str(LEFT), place, str(RIGHT), place), words])


def curve(costs: Mapping[int, float], across: Scale, upwards: Scale, ink: str) -> SafeString:
    points = [(across.at(log10(size)), upwards.at(log10(cost))) for size, cost in sorted(costs.items())]
    drawn = " ".join(f"{x},{y}" for x, y in points)
    dots = joined_markup([format_html('<circle cx="{}" cy="{}" r="3.5" fill="{}"/>', x, y, ink) for x, y in points])
    return format_html('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>{}', drawn, ink, dots)


def labels(series: Series, upwards: Scale) -> Sequence[SafeString]:
    """The name of each line at its end, moved down where another stands already."""
    ends = [
        (upwards.at(log10(costs[max(costs)])), name, ink)
        for (name, costs), ink in zip(series.items(), INK_OF_LINES, strict=False)
    ]
    found, lowest = [], 0.0
    for place, name, ink in sorted(ends):
        lowest = max(place + 4, lowest + LABEL)
        found.append(drawn_text(name, str(RIGHT + 10), lowest, ink=ink))
    return found


def joined_markup(pieces: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def drawn_text(words: object, x: str, y: float, *, anchor: str = "start", ink: str = TEXT) -> SafeString:
    return format_html(
        '<text fill="{}" x="{}" y="{}" text-anchor="{}" font-size="12">{}</text>', ink, x, y, anchor, words
    )


def drawn_line(x1: str, y1: float, x2: str, y2: float) -> SafeString:
    return format_html('<line stroke="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', EDGE, x1, y1, x2, y2)
