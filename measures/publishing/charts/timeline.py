"""The journal over time: how many developments point in each direction, a lane for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.publishing.charts.parts import (
    Bands,
    Chart,
    ChartRow,
    ChartTable,
    LinkedCount,
    Scale,
    box,
    drawn_line,
    drawn_text,
    joined_markup,
    picture,
    said_unwatched,
    unwatched_zone,
    with_tooltip,
    written_period,
)

LANE, GAP, FOOT = 44, 22, 22
NARROWEST_LABEL = 9.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A direction, with its count in each period."""

    label: str
    ink: str
    counts: Sequence[LinkedCount]


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Since when nobody has searched, to which day, and where that begins: 1.5 is the middle of the second stretch."""

    since: date
    until: date
    place: float


def timeline_chart(
    stretches: Sequence[str], years: Sequence[str], lanes: Sequence[Lane], unwatched: Unwatched | None = None
) -> Chart:
    """Bars for each period, all lanes on one scale; `years` names the periods that begin a year."""
    caption = _(
        "Number of developments by direction, placed at the time from which they count. Each counts once: "
        "one that moves one measure toward and another away counts as “toward and away”. All rows share "
        "one scale."
    )
    empty = _("No recorded development moves anything by this day.")
    most = max((linked.count for lane in lanes for linked in lane.counts), default=0)
    if not most:
        return Chart("timeline", caption, empty)
    pieces: list[str] = []
    bands = Bands(len(stretches))
    for place, lane in enumerate(lanes):
        pieces += lane_of(lane, stretches, bands, most, (LANE + GAP) * place)
    bottom = (LANE + GAP) * len(lanes)
    rows = [
        ChartRow(stretch, [lane.counts[place] for lane in lanes])
        for place, stretch in enumerate(stretches)
        if any(lane.counts[place].count for lane in lanes)
    ]
    if unwatched:
        caption = f"{caption} {said_unwatched(unwatched.since)}"
        rows.append(ChartRow(written_period(unwatched.since, unwatched.until), words=[_("not searched")] * len(lanes)))
        pieces = [*unwatched_zone(bands.step * unwatched.place, 0, bottom, unwatched.since), *pieces]
    pieces += lane_year_axis(years, bands, bottom)
    table = ChartTable(
        [_("Time"), *(lane.label for lane in lanes)],
        rows,
    )
    return Chart("timeline", caption, empty, picture(bottom + FOOT, caption, joined_markup(pieces)), (), table)


def lane_of(lane: Lane, stretches: Sequence[str], bands: Bands, most: int, top: float) -> list[SafeString]:
    scale = Scale(0, most, 0, LANE)
    base = top + GAP + LANE
    total = sum(linked.count for linked in lane.counts)
    found = [
        drawn_text(lane.label, "0%", top + 14, ink="ink", css="strong"),
        drawn_text(total, "100%", top + 14, anchor="end"),
        drawn_line("0%", base, "100%", base, ink="edge"),
    ]
    for place, linked in enumerate(lane.counts):
        if linked.count:
            height = scale.at(linked.count)
            bar = box(f"{bands.left(place):g}%", base - height, f"{bands.step * 0.82:.2f}%", height, ink=lane.ink)
            words = _("%(time)s, %(direction)s: %(count)d")
            label = words % {"time": stretches[place], "direction": lane.label, "count": linked.count}
            found.append(with_tooltip(bar, label, linked.url, linked.name))
    return found


def lane_year_axis(years: Sequence[str], bands: Bands, top: float) -> list[SafeString]:
    """The years below the lanes, as many as there is room for."""
    found: list[SafeString] = []
    free = 0.0
    for place, year in enumerate(years):
        if not year:
            continue
        left = bands.left(place)
        found.append(drawn_line(f"{left:g}%", top, f"{left:g}%", top + 5, ink="edge"))
        if left >= free:
            found.append(drawn_text(year, f"{left:g}%", top + 17))
            free = left + NARROWEST_LABEL
    return found
