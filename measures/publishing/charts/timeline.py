"""The journal over time: how many developments bear in each direction, a lane for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.publishing.charts.parts import (
    Bands,
    Chart,
    Number,
    Row,
    Scale,
    Table,
    box,
    joined,
    line,
    picture,
    text,
    told,
)

LANE, GAP, FOOT = 44, 22, 22
NARROWEST_LABEL = 9.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A direction, with its count in each period."""

    label: str
    ink: str
    numbers: Sequence[Number]


def timeline_chart(stretches: Sequence[str], years: Sequence[str], lanes: Sequence[Lane]) -> Chart:
    """Bars for each period, all lanes on one scale; `years` names the periods that begin a year."""
    caption = _(
        "How many developments bear which way, by the time from which they count. All three lanes have one scale. "
        "A development that moves one measure toward and another away stands in both lanes."
    )
    empty = _("No development on record moves anything by this day.")
    most = max((number.count for lane in lanes for number in lane.numbers), default=0)
    if not most:
        return Chart("timeline", caption, empty)
    pieces: list[str] = []
    bands = Bands(len(stretches))
    for place, lane in enumerate(lanes):
        pieces += lane_of(lane, stretches, bands, most, (LANE + GAP) * place)
    bottom = (LANE + GAP) * len(lanes)
    pieces += year_axis(years, bands, bottom)
    table = Table(
        [_("Time"), *(lane.label for lane in lanes)],
        [
            Row(stretch, [lane.numbers[place] for lane in lanes])
            for place, stretch in enumerate(stretches)
            if any(lane.numbers[place].count for lane in lanes)
        ],
    )
    return Chart("timeline", caption, empty, picture(bottom + FOOT, caption, joined(pieces)), (), table)


def lane_of(lane: Lane, stretches: Sequence[str], bands: Bands, most: int, top: float) -> list[SafeString]:
    scale = Scale(0, most, 0, LANE)
    base = top + GAP + LANE
    total = sum(number.count for number in lane.numbers)
    found = [
        text(lane.label, "0%", top + 14, ink="ink", css="strong"),
        text(total, "100%", top + 14, anchor="end"),
        line("0%", base, "100%", base, ink="edge"),
    ]
    for place, number in enumerate(lane.numbers):
        if number.count:
            height = scale.at(number.count)
            bar = box(f"{bands.left(place):g}%", base - height, f"{bands.step * 0.82:.2f}%", height, ink=lane.ink)
            words = _("%(time)s, %(direction)s: %(count)d")
            said = words % {"time": stretches[place], "direction": lane.label, "count": number.count}
            found.append(told(bar, said, number.url, number.name))
    return found


def year_axis(years: Sequence[str], bands: Bands, top: float) -> list[SafeString]:
    """The years below the lanes, as many as there is room for."""
    found: list[SafeString] = []
    free = 0.0
    for place, year in enumerate(years):
        if not year:
            continue
        left = bands.left(place)
        found.append(line(f"{left:g}%", top, f"{left:g}%", top + 5, ink="edge"))
        if left >= free:
            found.append(text(year, f"{left:g}%", top + 17))
            free = left + NARROWEST_LABEL
    return found
