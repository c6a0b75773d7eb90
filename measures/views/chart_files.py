"""Charts as files: the drawing as SVG, and the numbers of its table as CSV."""

import re
from collections.abc import Iterable

from django.db.models import Value
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from measures.lists.tables import Column
from measures.models.written_dates import written_date, written_moment
from measures.publishing.charts.parts import INKS, SMALL, Chart, drawn_text, placed
from measures.publishing.downloads import as_download
from measures.publishing.spreadsheets import CSV, ExportSheet, Stamp, exported
from measures.views.exports import FORMAT, file_link
from measures.views.reading import Reading, ReadingRequest, query

SVG = "svg"
FILES = (CSV, SVG)
# In pixels: a drawing on a page is as wide as the page; in a file it has this width, a margin, and lines below.
WIDTH, MARGIN, LINE, APART = 960, 16, 18, 24
# What the style sheet adds to classes, in the light theme: a file stands alone, and browsers refuse styles in it.
STYLED = {
    "steps": 'stroke-width="2.5"',
    "steps-broken": 'stroke-dasharray="5 3"',
    "dumbbell": 'stroke-width="2.5"',
    "strong": 'font-weight="600"',
    "quoted": 'font-weight="700" font-family="serif"',
}
CLASSES = re.compile(r'class="([^"]*)"')


def chart_files(request: ReadingRequest, chart: Chart) -> list[dict[str, str]]:
    """The chart of a page as each kind of file, of the day that is shown."""
    kept = kept_parameters(request)
    return [file_link(each, query([*kept, (FORMAT, each)])) for each in endings_of(chart)]


def kept_parameters(request: ReadingRequest) -> list[tuple[str, object]]:
    """The parameters of the page itself."""
    return [(name, value) for name, value in request.GET.items() if value and name != FORMAT]


def endings_of(chart: Chart) -> list[str]:
    """The kinds of file that there are of a chart."""
    there = {CSV: chart.table, SVG: chart.drawing}
    return [each for each in FILES if there[each]]


def table_file(name: str, reading: Reading, **filters: str) -> list[dict[str, str]]:
    """The table of the API with the numbers of a figure that is one row for each of them."""
    of_report = {"report": reading.report.slug} if reading.report else {}
    parameters = {**of_report, **reading.day_kept, **filters, FORMAT: CSV}
    return [file_link(CSV, reverse(name) + query(parameters))]


def chart_file(chart: Chart, request: ReadingRequest, *about: object) -> HttpResponseBase:
    """The file of a chart that is asked for, which names what the chart is about besides the report."""
    ending = request.GET[FORMAT]
    if ending not in endings_of(chart):
        raise Http404(ending)
    return exported(sheet_of_chart(chart, request), CSV) if ending == CSV else drawing_of(chart, request, about)


def sheet_of_chart(chart: Chart, request: ReadingRequest) -> ExportSheet:
    """The table beside a chart."""
    columns, rows = (chart.table.columns, chart.table.rows) if chart.table else ((), ())
    return ExportSheet(
        chart.name,
        [Column(heading, heading, Value(None), {}) for heading in columns],
        [[row.head, *(number.count for number in row.counts), *row.words] for row in rows],
        stamp_of(request),
        in_words=True,
    )


def stamp_of(request: ReadingRequest) -> Stamp:
    reading = request.reading
    reports = [reading.report] if reading.report else []
    return Stamp(reports, reading.on, reading.known_at, request.build_absolute_uri())


def drawing_of(chart: Chart, request: ReadingRequest, about: Iterable[object]) -> HttpResponse:
    """The drawing with its legend, its report, its day and its source, as other programs show it."""
    stamp = stamp_of(request)
    pieces, y = [], MARGIN
    for name in about:
        pieces.append(drawn_text(name, f"{MARGIN}", y + SMALL, ink="ink", css="strong"))
        y += LINE
    for part in chart.parts or [chart.drawing]:
        pieces.append(placed(part, f"{MARGIN}", y, f"{WIDTH}"))
        y += int(re.findall(r' height="(\d+)"', part)[0]) + APART
    for key in chart.keys:
        pieces.append(SafeString(key.sign.replace("<svg ", f'<svg x="{MARGIN}" y="{y - 11}" ', 1)))
        pieces.append(drawn_text(key.words, f"{MARGIN + 22}", y))
        y += LINE
    for line in caption_lines(request):
        pieces.append(drawn_text(line, f"{MARGIN}", y + 6))
        y += LINE
    drawing = "".join(pieces).replace('href="/', f'href="{request.build_absolute_uri("/")}')
    content = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" font-family="sans-serif">'
        '<title>{}</title><desc>{}</desc><rect fill="{}" width="100%" height="100%"/>{}</svg>',
        WIDTH + 2 * MARGIN, y, chart.caption, stamp.disclaimer, INKS["paper"],
        mark_safe(CLASSES.sub(styled, drawing)),  # noqa: S308
    )  # fmt: skip
    name = sheet_of_chart(chart, request).file_name(SVG)
    return as_download(HttpResponse(content, content_type="image/svg+xml"), name)


def caption_lines(request: ReadingRequest) -> list[str]:
    """Of which report and day a drawing is, and where it comes from."""
    reading, address = request.reading, request.build_absolute_uri(request.path + query(kept_parameters(request)))
    what = [str(reading.report.words("title"))] if reading.report else []
    what.append(_("as of %(day)s") % {"day": written_date(reading.on)})
    if reading.known_at:
        what.append(_("as known on %(day)s") % {"day": written_moment(reading.known_at)})
    is_fictional = reading.report is not None and reading.report.is_fictional
    return [
        " · ".join(what),
        *([_("None of this happened. No government said any of it.")] if is_fictional else []),
        _("Source: CBM Tracker, %(address)s") % {"address": address},
    ]


def styled(classes: re.Match[str]) -> str:
    """What the style sheet would make of some classes, as attributes."""
    return " ".join(STYLED[each] for each in classes[1].split() if each in STYLED)
