"""Levels over time: a step line for each whose view, separately by whom it is about; never averaged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.models import LEVELS
from measures.publishing.charts.parts import (
    QUOTED,
    Chart,
    ChartRow,
    ChartTable,
    Key,
    Scale,
    box,
    drawn_line,
    drawn_text,
    joined_markup,
    picture,
    said_unwatched,
    shape,
    sign,
    unwatched_zone,
    with_tooltip,
    written_period,
)

TOP, STEP, FOOT, APART = 32, 24, 26, 5
HEIGHT = TOP + STEP * (len(LEVELS) - 1)
# Below the lowest level and apart from it: no level is not a 0.
NO_LEVEL = HEIGHT + STEP + 4
LEFT, RIGHT = 10, 97
UP = Scale(LEVELS[0], LEVELS[-1], HEIGHT, TOP)
NARROWEST_YEAR, NARROWEST_TICK = 9, 0.5


@dataclass(frozen=True, slots=True)
class LevelStep:
    """From a day on a view stands like this: a level, or none."""

    day: date
    when: str
    level: int | None
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ViewSeries:
    """The steps of one view, in the ink of its side; our reading of a party is dashed."""

    label: str
    ink: str
    steps: Sequence[LevelStep]
    is_reading: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """All views about one subject."""

    about: str
    series: Sequence[ViewSeries]


def levels_chart(panels: Iterable[Panel], until: date, unwatched_from: date | None = None) -> Chart:
    caption = _(
        "Levels over time, with one line for each view and whose actions it is about. Different views are "
        "never combined into one number. A line begins with the first recorded view and breaks where a "
        "view gives no level."
    )
    drawn = [panel for panel in panels if any(each.steps for each in panel.series)]
    if not drawn:
        return Chart("levels", caption, _("There is no recorded view of this measure up to this day."))
    days = [step.day for panel in drawn for each in panel.series for step in each.steps]
    across = Scale(min(days).toordinal(), max(until, *days).toordinal(), LEFT, RIGHT)
    # The sides in their order, even if the first panel lacks one.
    series = sorted((each for panel in drawn for each in panel.series), key=lambda each: (each.ink == "ours", each.ink))
    keys = {each.label: Key(sign(each.ink), each.label) for each in series}
    rows = [
        ChartRow(each.label, words=[panel.about, step.when, step.words], url=step.url)
        for panel in drawn
        for each in panel.series
        for step in each.steps
    ]
    table = ChartTable([_("Whose view"), _("About whose actions"), _("When"), _("Level")], rows)
    zone: list[SafeString] = []
    if unwatched_from is not None and unwatched_from < until:
        caption = f"{caption} {said_unwatched(unwatched_from)}"
        rows.append(ChartRow(_("Not searched"), words=["–", written_period(unwatched_from, until), "–"]))
        zone = unwatched_zone(across.at(unwatched_from.toordinal()), TOP - 8, NO_LEVEL - 14, unwatched_from)
        until = unwatched_from
    parts = [panel_of(panel, across, min(days), until, zone) for panel in drawn]
    drawing = format_html('<div class="panels">{}</div>', joined_markup(parts))
    return Chart("levels", caption, "", drawing, list(keys.values()), table, parts)


def panel_of(panel: Panel, across: Scale, first: date, until: date, zone: Sequence[SafeString]) -> SafeString:
    pieces: list[str] = [*zone, drawn_text(panel.about, "0%", 14, ink="ink", css="strong")]
    pieces.append(box("0%", NO_LEVEL - 10, "100%", 20, ink="wash", css="chart-none"))
    pieces.append(drawn_text("–", "2%", NO_LEVEL + 4))
    for level in LEVELS:
        pieces += [
            drawn_line(f"{LEFT - 3}%", UP.at(level), "100%", UP.at(level)),
            drawn_text(level, "2%", UP.at(level) + 4),
        ]
    pieces += level_year_axis(across, first, date.fromordinal(int(across.last)))
    for place, each in enumerate(panel.series):
        pieces += drawn_series(each, across, until, APART * (place - (len(panel.series) - 1) / 2))
    return picture(NO_LEVEL + FOOT, panel.about, joined_markup(pieces))


def level_year_axis(across: Scale, first: date, until: date) -> list[SafeString]:
    """The years that begin in the period, as many as there is room for."""
    starts = [(year, across.at(date(year, 1, 1).toordinal())) for year in range(first.year + 1, until.year + 1)]
    apart = starts[1][1] - starts[0][1] if len(starts) > 1 else NARROWEST_YEAR
    labelled = starts[:: max(1, ceil(NARROWEST_YEAR / apart))]
    ticked = starts if apart >= NARROWEST_TICK else labelled
    ticks = [drawn_line(f"{x:g}%", NO_LEVEL + 10, f"{x:g}%", NO_LEVEL + 14, ink="edge") for _year, x in ticked]
    return [*ticks, *(drawn_text(year, f"{x:g}%", NO_LEVEL + FOOT, anchor="middle") for year, x in labelled)]


def drawn_series(series: ViewSeries, across: Scale, until: date, shift: float) -> list[SafeString]:
    """The lines of one view, slightly beside those of others, with signs where it was recorded."""
    css = "steps steps-broken" if series.is_reading else "steps"
    lines, signs = [], []
    ends = [*(step.day for step in series.steps[1:]), until]
    before: float | None = None
    for step, end in zip(series.steps, ends, strict=True):
        start = across(step.day.toordinal())
        words = f"{series.label}, {step.when}: {step.words}"
        if step.level is None:
            signs.append(
                with_tooltip(
                    drawn_text("“ ”", start, NO_LEVEL + 9, anchor="middle", ink=series.ink, css=QUOTED),
                    words,
                    step.url,
                )
            )
            before = None
            continue
        y = UP.at(step.level) + shift
        if before is not None and before != y:
            lines.append(drawn_line(start, before, start, y, ink=series.ink, css=css))
        lines.append(drawn_line(start, y, across(max(end, step.day).toordinal()), y, ink=series.ink, css=css))
        signs.append(with_tooltip(shape(series.ink, start, y), words, step.url))
        before = y
    return [*lines, *signs]
