"""Counts in rows and columns as small blocks, one per thing counted: statuses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.publishing.charts.parts import (
    Bands,
    Chart,
    ChartRow,
    ChartTable,
    LinkedCount,
    box,
    drawn_line,
    drawn_text,
    joined_markup,
    picture,
    shape,
    with_tooltip,
)

HEAD, ROW, BASE = 42, 26, 17
BLOCK, STEP, BLOCK_TOP, BLOCK_HEIGHT = 7, 9, 8, 10
MOST_BLOCKS = 4
GUTTER = 33
LONGEST_LINE = 8


@dataclass(frozen=True, slots=True)
class CountColumn:
    """A column of counts, in the ink of a side or a direction."""

    label: str
    ink: str = "muted"


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of counts, one per column; `head` is the long form of the label, for the table."""

    label: str
    counts: Sequence[LinkedCount]
    total: LinkedCount | None = None
    head: str = ""


def statuses_chart(columns: Sequence[CountColumn], lines: Sequence[CountRow]) -> Chart:
    caption = _(
        "Number of measures by status and kind; a party’s column counts its unilateral measures. The "
        "status is this tracker’s judgement."
    )
    return counted(Chart("statuses", caption, _("This report has no measures.")), _("Status"), columns, lines)


def counted(chart: Chart, corner: str, columns: Sequence[CountColumn], lines: Sequence[CountRow]) -> Chart:
    """The chart with its drawing and its table; without anything to count it stays as it is."""
    most = max((linked.count for each in lines for linked in each.counts), default=0)
    if not most:
        return chart
    heads = [column.label for column in columns] + ([_("All")] if any(each.total for each in lines) else [])
    rows = [ChartRow(each.head or each.label, [*each.counts, *([each.total] if each.total else [])]) for each in lines]
    drawing = Grid(columns, most).drawing(chart.caption, lines)
    return replace(chart, drawing=drawing, table=ChartTable([corner, *heads], rows))


@dataclass(frozen=True, slots=True)
class Grid:
    """The layout of counts: a band per column, with blocks as long as the largest count needs."""

    columns: Sequence[CountColumn]
    most: int

    def drawing(self, label: str, lines: Sequence[CountRow]) -> SafeString:
        bands = Bands(len(self.columns), GUTTER)
        lefts = [f"{bands.left(place):g}%" for place in range(len(self.columns))]
        pieces: list[str] = [heading(column, left) for column, left in zip(self.columns, lefts, strict=True)]
        for place, each in enumerate(lines):
            top = HEAD + ROW * place
            pieces += [drawn_line("0%", top, "100%", top), drawn_text(each.label, "0%", top + BASE, ink="ink")]
            for column, left, linked in zip(self.columns, lefts, each.counts, strict=True):
                pieces.append(positioned(self.cell(each.label, column, linked), left, top))
        return picture(HEAD + ROW * len(lines) + 1, label, joined_markup(pieces))

    def cell(self, label: str, column: CountColumn, linked: LinkedCount) -> SafeString:
        if not linked.count:
            return drawn_text("0", "0", BASE)
        words = _("%(row)s, %(column)s: %(count)d") % {"row": label, "column": column.label, "count": linked.count}
        drawn, width = self.blocks(linked.count, column.ink)
        figure = drawn_text(linked.count, str(width + 4), BASE, ink="ink", css="strong")
        return joined_markup([with_tooltip(drawn, words, linked.url, linked.name), figure])

    def blocks(self, count: int, ink: str) -> tuple[SafeString, int]:
        """One block each, or a bar if there are too many; and their width."""
        if self.most > MOST_BLOCKS:
            width = max(2, round(MOST_BLOCKS * STEP * count / self.most))
            return box("0", BLOCK_TOP, str(width), BLOCK_HEIGHT, ink=ink), width
        drawn = (box(str(place * STEP), BLOCK_TOP, str(BLOCK), BLOCK_HEIGHT, ink=ink) for place in range(count))
        return joined_markup(drawn), count * STEP


def heading(column: CountColumn, left: str) -> SafeString:
    """What a column counts, in one line or two, below the sign of its side; a long word is raised."""
    first, second = in_two(column.label)
    upper = second or len(first) > LONGEST_LINE
    words = [
        drawn_text(first, "0", 21 if upper else 34, css="head"),
        *([drawn_text(second, "0", 34, css="head")] if second else []),
    ]
    signs = [shape(column.ink, "6", 5 if upper else 17)] if column.ink != "muted" else []
    return positioned(joined_markup([*signs, *words]), left, 0)


def positioned(content: str, left: str, top: float) -> SafeString:
    return format_html('<svg x="{}" y="{}" overflow="visible">{}</svg>', left, top, content)


def in_two(label: str) -> tuple[str, str]:
    """A label split into two lines if it is too long and has a space."""
    head, space, rest = label.partition(" ")
    return (head, rest) if space and len(label) > LONGEST_LINE else (label, "")
