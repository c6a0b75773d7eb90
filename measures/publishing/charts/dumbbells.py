"""Each side's view of a measure on one line from 0 to 3: how far apart they are, and who gave none."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import east_asian_width

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.models import LEVELS
from measures.publishing.charts.parts import (
    INKS,
    QUOTED,
    SHAPES,
    Chart,
    Key,
    Scale,
    box,
    drawn_line,
    drawn_text,
    joined_markup,
    picture,
    placed,
    shape,
    sign,
    with_tooltip,
)

# Two separate places beside the line from 0 to 3: no view and words only are not at 0.
SILENT, WORDED = 7, 21
AXIS = Scale(LEVELS[0], LEVELS[-1], 36, 95)
HEIGHT, MIDDLE, HEAD, APART = 24, 12, 20, 13
# In a file: the strips and the names before them, and how many letters of a name there is room for.
STRIPS, NAMES, ROW, LETTERS = "48%", "50%", 30, 70


@dataclass(frozen=True, slots=True)
class Held:
    """Whose view: a level, or words, or none."""

    ink: str
    words: str
    level: int | None = None
    has_words: bool = False
    url: str = ""

    @property
    def place(self) -> float:
        if self.level is not None:
            return AXIS.at(self.level)
        return WORDED if self.has_words else SILENT


def dumbbell(held: Sequence[Held], label: str) -> SafeString:
    """The marks of one measure about one subject; a bar joins the sides' levels, those at one place stand in a row."""
    ground = [box("0%", 0, "27%", HEIGHT, ink="wash", css="chart-none")]
    ground += [drawn_line(AXIS(level), 0, AXIS(level), HEIGHT) for level in LEVELS]
    levels = [each.place for each in held if each.level is not None and each.ink != "ours"]
    if len(levels) > 1 and min(levels) < max(levels):
        ground.append(drawn_line(f"{min(levels):g}%", MIDDLE, f"{max(levels):g}%", MIDDLE, ink="ink", css="dumbbell"))
    marks = []
    for each in held:
        beside = [other for other in held if other.place == each.place]
        shift = APART * (beside.index(each) - (len(beside) - 1) / 2)
        marks.append(with_tooltip(shifted(view_sign(each), each.place, shift), each.words, each.url))
    return picture(HEIGHT, label, joined_markup([*ground, *marks]), "strip")


@dataclass(frozen=True, slots=True)
class StripLine:
    """A line of the drawing of all strips: a heading, a name, or a name before its strip."""

    name: str
    strip: str = ""
    is_heading: bool = False


def dumbbells_chart(lines: Sequence[StripLine], sides: Sequence[tuple[str, str]]) -> Chart:
    """All strips below one another in one drawing, as a file has them; `sides` are their inks and names."""
    caption = " ".join(
        [
            _(
                "Each side’s own level for each measure, beside the other’s and ours. A bar joins the sides’ levels: "
                "the longer the bar, the further apart their views."
            ),
            _("Neither “no view” nor “nothing found” counts as 0."),
        ]
    )
    pieces = [placed(levels_axis(), NAMES, 0, STRIPS)]
    for top, line in enumerate(lines, start=1):
        ink, css = ("ink", "strong") if line.is_heading else ("ink", "")
        name = drawn_text(shortened(line.name), "0%", ROW * top + MIDDLE + 4, ink=ink, css=css)
        pieces += [with_tooltip(name, line.name), placed(line.strip, NAMES, ROW * top, STRIPS)]
    drawing = picture(ROW * (len(lines) + 1), caption, joined_markup(pieces))
    return Chart("levels", caption, "", drawing, [Key(sign(ink), name) for ink, name in sides])


def shortened(name: str) -> str:
    """As much of a name as there is room for; a Chinese sign is as wide as two letters."""
    ends = accumulate(2 if east_asian_width(letter) in "WF" else 1 for letter in name)
    fits = sum(end <= LETTERS for end in ends)
    return name if fits == len(name) else f"{name[: fits - 1]}…"


def shifted(drawn: str, place: float, shift: float) -> SafeString:
    """A mark at a place of the line, so many pixels beside it."""
    return format_html(
        '<svg x="{}" y="{}" width="1" height="1" overflow="visible"><g transform="translate({} 0)">{}</g></svg>',
        f"{place:g}%", MIDDLE, shift, drawn,
    )  # fmt: skip


def view_sign(held: Held) -> SafeString:
    """The sign of a side: at a level; as words; or small and empty if nothing is on record."""
    if held.level is not None:
        return shape(held.ink, "0", 0)
    if held.has_words:
        return drawn_text("“”", "0", 8, anchor="middle", ink=held.ink, css=QUOTED)
    return format_html(
        '<path class="stroke-{} hollow chart-dashed" fill="{}" stroke="{}" stroke-dasharray="2 2" d="{}"/>',
        held.ink, INKS["paper"], INKS[held.ink], SHAPES[held.ink],
    )  # fmt: skip


def levels_axis() -> SafeString:
    """The meaning of the places along the line, once above all of them."""
    pieces = [
        drawn_text(_("none"), f"{SILENT}%", 13, anchor="middle"),
        drawn_text(_("words"), f"{WORDED}%", 13, anchor="middle"),
    ]
    pieces += [drawn_text(level, AXIS(level), 13, anchor="middle", ink="ink", css="strong") for level in LEVELS]
    return picture(HEAD, _("No view, words only, then levels 0 to 3"), joined_markup(pieces), "strip")
