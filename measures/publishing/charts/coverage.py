"""Which measure addresses which ambiguity, and how far it moved in our reading: measures by ambiguities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.publishing.charts.parts import (
    INKS,
    Bands,
    Chart,
    ChartRow,
    ChartTable,
    Key,
    drawn_line,
    drawn_text,
    joined_markup,
    paint,
    painted,
    picture,
    with_tooltip,
)

HEAD, ROW, SIDE, GUTTER = 28, 22, 14, 13
FULL = 3
DASHES = SafeString('stroke-dasharray="2 2"')


@dataclass(frozen=True, slots=True)
class GridHeading:
    """A row or a column: a measure or an ambiguity."""

    key: int
    code: str
    title: str
    url: str
    group: int = 0


@dataclass(frozen=True, slots=True)
class Touch:
    """How a measure touches an ambiguity: mainly or also, at our level, or moving away."""

    is_primary: bool
    level: int | None
    is_away: bool
    words: str
    url: str


def coverage_chart(
    measures: Sequence[GridHeading], ambiguities: Sequence[GridHeading], touches: Mapping[tuple[int, int], Touch]
) -> Chart:
    caption = _(
        "Which measure addresses which ambiguity, and how far that measure is carried out in our "
        "assessment: the fuller the square, the higher the level. A large square marks what a measure "
        "mainly addresses."
    )
    if not touches:
        return Chart("coverage-map", caption, _("No measure of this report is linked to an ambiguity."))
    bands = Bands(len(ambiguities), GUTTER)
    pieces: list[str] = [
        linked(each, f"{bands.middle(place):g}%", 16, "middle") for place, each in enumerate(ambiguities)
    ]
    for place, measure in enumerate(measures):
        pieces += coverage_row(measure, HEAD + ROW * place, ambiguities, bands, touches)
    bottom = HEAD + ROW * len(measures)
    borders = [
        place for place in range(1, len(ambiguities)) if ambiguities[place].group != ambiguities[place - 1].group
    ]
    pieces += [
        drawn_line(f"{bands.left(place):g}%", 0, f"{bands.left(place):g}%", bottom, ink="edge") for place in borders
    ]
    rows = [
        ChartRow(
            f"{measure.code} {measure.title}",
            words=[touches[at].words if (at := (measure.key, each.key)) in touches else "" for each in ambiguities],
            url=measure.url,
        )
        for measure in measures
    ]
    table = ChartTable([_("Measure"), *(f"{each.code} {each.title}" for each in ambiguities)], rows)
    return Chart("coverage-map", caption, "", picture(bottom + 1, caption, joined_markup(pieces)), keys(), table)


def coverage_row(
    measure: GridHeading,
    top: float,
    ambiguities: Sequence[GridHeading],
    bands: Bands,
    touches: Mapping[tuple[int, int], Touch],
) -> list[SafeString]:
    found = [drawn_line("0%", top, "100%", top), linked(measure, "0%", top + 15, "start")]
    for place, ambiguity in enumerate(ambiguities):
        touch = touches.get((measure.key, ambiguity.key))
        if touch is not None:
            square = format_html(
                '<svg x="{}" y="{}" width="1" height="1" overflow="visible">{}</svg>',
                f"{bands.middle(place):g}%", top + ROW / 2, square_of(touch),
            )  # fmt: skip
            words = f"{measure.code} {measure.title} → {ambiguity.code} {ambiguity.title}: {touch.words}"
            found.append(with_tooltip(square, words, touch.url))
    return found


def linked(place: GridHeading, x: str, y: float, anchor: str) -> SafeString:
    """The code of a row or column, read out with its title."""
    code = drawn_text(place.code, x, y, anchor=anchor, ink="ink", css="strong")
    return format_html('<a href="{}"><title>{} {}</title>{}</a>', place.url, place.code, place.title, code)


def square_of(touch: Touch) -> SafeString:
    """A square that fills with the level; dashed without one, an arrow to the left if it moves away."""
    side = SIDE if touch.is_primary else SIDE - 5
    half = side / 2
    frame = format_html(
        '<rect class="stroke-ink hollow {}" fill="{}" stroke="{}" {} x="{}" y="{}" width="{}" height="{}"/>',
        "" if touch.level is not None else "chart-dashed", INKS["paper"], INKS["ink"],
        DASHES if touch.level is None else "", -half, -half, side, side,
    )  # fmt: skip
    height = side * min(touch.level or 0, FULL) / FULL
    filled = format_html(
        '<rect class="ink-ink" fill="{}" x="{}" y="{}" width="{}" height="{}"/>',
        INKS["ink"],
        -half,
        half - height,
        side,
        height,
    )
    away = (
        format_html('<path class="{}" {} d="M6-5L-6 0L6 5z"/>', painted("away"), paint("away")) if touch.is_away else ""
    )
    return joined_markup([frame, filled, away] if touch.level else [frame, away])


def keys() -> list[Key]:
    """The signs of the squares."""

    def key(words: str, *, is_primary: bool = True, level: int | None = 2, is_away: bool = False) -> Key:
        drawn = square_of(Touch(is_primary, level, is_away, "", ""))
        return Key(
            format_html(
                '<svg class="sign" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">{}</svg>', drawn
            ),
            words,
        )

    return [
        key(_("mainly addressed")),
        key(_("also addressed"), is_primary=False),
        key(_("no level recorded"), level=None),
        key(_("level 0"), level=0),
        key(_("moving away"), level=1, is_away=True),
    ]
