"""Charts as files: the drawing as SVG, and the numbers of its table as CSV."""

import re
from dataclasses import dataclass

from django.db.models import Value
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe

from measures.lists.tables import Column
from measures.models.written_dates import written_date
from measures.publishing.charts.parts import INKS, Chart, drawn_text
from measures.publishing.downloads import SANDBOX
from measures.publishing.spreadsheets import CSV, ExportSheet, Stamp, exported
from measures.views.exports import FORMAT
from measures.views.reading import Reading, ReadingRequest, query

SVG = "svg"
FILES = (CSV, SVG)
# In pixels: a drawing on a page is as wide as the page; in a file it has this width, a margin and a line below.
WIDTH, MARGIN, LINE = 960, 16, 16


@dataclass(frozen=True, slots=True)
class ChartFile:
    """A chart as a file of one kind."""

    label: str
    url: str


def chart_files(request: ReadingRequest) -> list[ChartFile]:
    """The chart of a page as each kind of file, of the day that is shown."""
    kept = [(name, value) for name, value in request.GET.items() if value and name != FORMAT]
    return [ChartFile(each.upper(), query([*kept, (FORMAT, each)])) for each in FILES]


def table_file(name: str, reading: Reading, **filters: str) -> list[ChartFile]:
    """The table of the API with the numbers of a figure that is one row for each of them."""
    of_report = {"report": reading.report.slug} if reading.report else {}
    parameters = {**of_report, **reading.day_kept, **filters, FORMAT: CSV}
    return [ChartFile(CSV.upper(), reverse(name) + query(parameters))]


def chart_file(chart: Chart, request: ReadingRequest) -> HttpResponseBase:
    """The file of a chart that is asked for."""
    ending = request.GET[FORMAT]
    if ending not in FILES or not chart.drawing:
        raise Http404(ending)
    return exported(sheet_of_chart(chart, request), CSV) if ending == CSV else drawing_of(chart, request)


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


def drawing_of(chart: Chart, request: ReadingRequest) -> HttpResponse:
    """The drawing with a line that says of which report and day it is, as other programs show it."""
    stamp = stamp_of(request)
    drawing = chart.drawing.replace('width="100%"', f'x="{MARGIN}" y="{MARGIN}" width="{WIDTH}"', 1)
    drawing = drawing.replace('href="/', f'href="{request.build_absolute_uri("/")}')
    height = int(re.findall(r' height="(\d+)"', drawing)[0]) + 2 * MARGIN
    title = " · ".join([str(report.words("title")) for report in stamp.reports] + [written_date(stamp.as_of)])
    content = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" font-family="sans-serif">'
        '<title>{}</title><desc>{}</desc><rect fill="{}" width="100%" height="100%"/>{}{}</svg>',
        WIDTH + 2 * MARGIN, height + LINE, chart.caption, stamp.disclaimer, INKS["paper"], mark_safe(drawing),  # noqa: S308
        drawn_text(title, f"{MARGIN}", height),
    )  # fmt: skip
    answer = HttpResponse(content, content_type="image/svg+xml")
    name = sheet_of_chart(chart, request).file_name(SVG)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    for header, value in headers.items():
        answer.headers[header] = value
    return answer
