"""Charts as files: the drawing as SVG, and the numbers of its table as CSV."""

from dataclasses import dataclass

from django.db.models import Value
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from measures.lists.tables import Column
from measures.publishing.charts.parts import Chart
from measures.publishing.downloads import SANDBOX
from measures.publishing.spreadsheets import CSV, ExportSheet, Stamp, exported
from measures.views.exports import FORMAT
from measures.views.reading import Reading, ReadingRequest, query

SVG = "svg"
FILES = (CSV, SVG)
# In pixels: a drawing on a page is as wide as the page.
WIDTH = 960
SPACE = "http://www.w3.org/2000/svg"


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
    return exported(numbers_of(chart, request), CSV) if ending == CSV else drawing_of(chart, request)


def numbers_of(chart: Chart, request: ReadingRequest) -> ExportSheet:
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
    """The drawing with its title, its day and the disclaimer, which other programs show as it is."""
    stamp = stamp_of(request)
    start, _, rest = chart.drawing.partition(">")
    start = start.replace('width="100%"', f'width="{WIDTH}" font-family="sans-serif"', 1)
    about = format_html("<title>{} · {}</title><desc>{}</desc>", chart.caption, stamp.as_of, stamp.disclaimer)
    content = f"{start.replace('<svg', f'<svg xmlns="{SPACE}"', 1)}>{about}{rest}"
    content = content.replace('href="/', f'href="{request.build_absolute_uri("/")}')
    answer = HttpResponse(content, content_type="image/svg+xml")
    name = numbers_of(chart, request).file_name(SVG)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
