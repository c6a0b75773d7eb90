"""What the overview leads to: where the measures stand, directions over time, levels, the matrix, steps and answers."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.analysis.coverage import CoverageState
from measures.analysis.overview import FIRST, Overview
from measures.models import POINTINGS, Measure, Report
from measures.models.texts import in_sentence
from measures.publishing.charts.dumbbells import levels_axis
from measures.publishing.charts.parts import Chart
from measures.publishing.dashboard import dashboard_of
from measures.views.ambiguities import unmoved_elements
from measures.views.chart_files import chart_file, chart_files, table_file
from measures.views.dashboard_charts import coverage_map, statuses_of, timeline_of_report
from measures.views.exchanges import exchange_rows
from measures.views.exports import FORMAT
from measures.views.linked_counts import LinkedCounts
from measures.views.reading import Reading, ReadingRequest, for_report, reading_page
from measures.views.sides import views_chart, views_table

type Composed = Callable[[Overview, LinkedCounts, Reading], dict[str, Any]]


def standing_page(template: str) -> Callable[[Composed], Callable[[HttpRequest], HttpResponseBase]]:
    """Make what a page shows of the measures of a report a page that travels to past days."""

    def decorate(compose: Composed) -> Callable[[HttpRequest], HttpResponseBase]:
        @reading_page(travels=True)
        @for_report
        @wraps(compose)
        def page(request: ReadingRequest, report: Report) -> HttpResponseBase:
            reading = request.reading
            found = dashboard_of(
                report,
                reading.reader,
                sides=reading.sides,
                today=reading.today,
                record=reading.record,
                **reading.days,
            )
            context = compose(found.overview, LinkedCounts(found.figures, reading), reading)
            chart = next((each for each in context.values() if isinstance(each, Chart)), None)
            if chart and request.GET.get(FORMAT):
                return chart_file(chart, request)
            files = chart_files(request, chart) if chart else []
            return render(request, template, {**context, "chart_files": [*context.get("tables", ()), *files]})

        return page

    return decorate


@standing_page("measures/standing.html")
def standing(seen: Overview, counts: LinkedCounts, reading: Reading) -> dict[str, Any]:
    """Which measures have which status, and which want attention."""
    return {
        "statuses": statuses_of(seen, counts, reading),
        "wants": wants(seen, counts),
        "has_target_dates": any(tally.is_dated for tally in seen.tallies),
    }


def wants(seen: Overview, counts: LinkedCounts) -> list[dict[str, Any]]:
    """What wants somebody's attention: how many measures, what it means, and the first of them."""

    def want(name: str, label: str, meaning: str, rows: Sequence[Measure]) -> dict[str, Any]:
        return {"linked": counts(name, label), "meaning": meaning, "rows": rows[:FIRST]}

    return [
        want("overdue", _("Overdue"), _("open, and the target date has passed"), seen.overdue),
        want("due_soon", _("Due soon"), _("open, and the target date is at most seven days away"), seen.due_soon),
        want("unchecked", _("Unchecked"), _("not checked within its review interval"), seen.unchecked),
        want(
            "contested",
            _("Contested"),
            _("an accepted source pointing away is newer than the newest pointing toward"),
            seen.contested,
        ),
        want(
            "unsupported",
            _("Unsupported"),
            _("said to have moved, without an accepted source pointing toward"),
            seen.unsupported,
        ),
    ]


@standing_page("measures/directions.html")
def directions(seen: Overview, counts: LinkedCounts, reading: Reading) -> dict[str, Any]:
    """How many developments point which way, over time."""
    return {
        "timeline": timeline_of_report(seen, counts, reading.record),
        "lately": counts.of({f"lately.{pointing.value}": pointing.value for pointing in POINTINGS}),
    }


@standing_page("measures/levels.html")
def levels(seen: Overview, counts: LinkedCounts, reading: Reading) -> dict[str, Any]:
    """The level that each side gives, measure by measure, beside ours."""
    report, views = seen.report, views_table(seen, reading)
    return {
        "views": views,
        "drawing": views_chart(views["groups"], reading) if views["groups"] else None,
        "levels_axis": levels_axis(),
        "tables": table_file("api-views", reading, latest="true"),
        "level_range": [(level, in_sentence(report.level_wording(level))) for level in (0, 3)],
    }


@standing_page("measures/matrix.html")
def matrix(seen: Overview, counts: LinkedCounts, reading: Reading) -> dict[str, Any]:
    """Which measure addresses which ambiguity, and which ambiguity nobody works on."""
    return {
        "elements": len(seen.heard),
        "map": coverage_map(seen, reading),
        "still": unmoved_elements(seen, reading),
        "coverage": counts.of({f"coverage.{state.value}": str(in_sentence(state.label)) for state in CoverageState}),
    }


@standing_page("measures/exchanges_page.html")
def exchanges(seen: Overview, counts: LinkedCounts, reading: Reading) -> dict[str, Any]:
    """Steps of one side beside those that would answer them."""
    return {
        "exchanges": exchange_rows(seen.reciprocity, reading),
        "tables": table_file("api-reciprocity", reading),
    }
