"""The timeline of a measure as a picture for a paper or a slide: it says by itself what it shows, of when and whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from measures.analysis.timeline import acts_on
from measures.models import Party
from measures.models.texts import reading_language
from measures.models.written_dates import written_date
from measures.publishing.downloads import as_download
from measures.publishing.site_urls import measure_page_url
from measures.views.measure_rows import measure_rows
from measures.views.measure_timeline import Lane, Plot, plots_of
from measures.views.reading import ReadingRequest, reading_page
from measures.views.recorded_rows import marks_on
from measures.views.strips import LANE, OTHERS, SHAPES

SVG = "image/svg+xml"
# In pixels: the picture, its margins, and what stands between its parts.
WIDTH, MARGIN, LABELS, GAP = 960, 24, 130, 8
HEADING, LINE = 24, 18
# How many Latin characters fit in a line of the heading and of the small print; Chinese ones are twice as wide.
IN_HEADING, IN_LINE = 84, 124


@dataclass(frozen=True, slots=True)
class Placed[T]:
    """A part of the picture, and how far down it stands."""

    y: int
    part: T


@dataclass(frozen=True, slots=True)
class PlacedLane(Placed[Lane]):
    """A lane with where its name is written."""

    foot: int


@dataclass(frozen=True, slots=True)
class KeySign:
    """A side in the key of the picture, by its place, 0 for others, with its shape."""

    x: int
    side: int
    name: str
    shape: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines of text, lanes and sides of a picture, each with its place."""

    headings: Sequence[Placed[str]]
    lines: Sequence[Placed[str]]
    lanes: Sequence[PlacedLane]
    plot: Plot
    ground: int
    key: int
    signs: Sequence[KeySign]
    height: int
    width: int = WIDTH
    margin: int = MARGIN
    left: int = MARGIN + LABELS
    across: int = WIDTH - LABELS - 2 * MARGIN


@reading_page(travels=True)
def measure_chart(request: ReadingRequest, key: str) -> HttpResponse:
    """The timeline of a measure as SVG; not found where nothing is marked on it."""
    found = next((row for row in measure_rows(key, request.reading) if row.key == key), None)
    if found is None:
        raise Http404(key)
    reading = request.reading = request.reading.of(found.report)
    acts = acts_on([found.pk], reading.audience, **reading.days)
    plots = plots_of(found, acts, marks_on(found, reading), reading)
    if not plots:
        raise Http404(key)
    heading = _("%(measure)s (%(code)s): who acted, and when") % {
        "measure": found.words("title"), "code": found.code,
    }  # fmt: skip
    signs = _("hollow: both, by one side’s text"), _("grey: before the report"), _("hatched: no series searched")
    lines = [
        _("State as of %(day)s. Each mark is one dated act, not progress. Which way each points is our reading.")
        % {"day": written_date(reading.on)},
        " · ".join(signs),
        str(found.report.words("title")),
        str(found.report.words("disclaimer")),
        measure_page_url(found),
    ]
    chart = chart_of(plots[0], heading, lines, reading.sides)
    picture = render_to_string("measures/measure/chart.svg", {"chart": chart})
    return as_download(HttpResponse(picture, content_type=SVG), f"{found.key}-{reading.on}.svg")


def chart_of(plot: Plot, heading: str, lines: Sequence[str], sides: Sequence[Party]) -> Chart:
    """The parts of the picture from the top down."""
    headings, y = placed(folded([heading], IN_HEADING), MARGIN + LINE, HEADING)
    lanes = []
    for lane in plot.lanes:
        lanes.append(PlacedLane(y, lane, foot=y + lane.height - GAP))
        y += lane.height + GAP
    key = y + plot.searched.height + 2 * LINE + GAP
    written, end = placed(folded(lines, IN_LINE), key + LINE + GAP, LINE)
    return Chart(headings, written, lanes, plot, ground=y, key=key, signs=key_signs(sides), height=end)


def key_signs(sides: Sequence[Party]) -> list[KeySign]:
    named = [*((place, str(side)) for place, side in enumerate(sides, start=1)), (0, _("others"))]
    return [
        KeySign(MARGIN + LANE // 2 + LABELS * index, place, name, SHAPES.get(place, OTHERS))
        for index, (place, name) in enumerate(named)
    ]


def folded(texts: Sequence[str], characters: int) -> list[str]:
    """Texts in lines that fit across the picture."""
    if reading_language() != "en":
        return [text[at : at + characters // 2] for text in texts for at in range(0, len(text), characters // 2)]
    return [line for text in texts for line in wrap(text, characters)]


def placed(lines: Sequence[str], y: int, height: int) -> tuple[list[Placed[str]], int]:
    """Lines below each other, and where the next part begins."""
    return [Placed(y + height * index, line) for index, line in enumerate(lines)], y + height * len(lines)
