"""The four parts of the page of a measure, each at an address of its own: story, statements, sources, method."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from measures.analysis.readouts import with_naming
from measures.analysis.standing import latest_assessments
from measures.models import Addressing, Indicator, Link, Measure
from measures.models.statements import NEWEST_FIRST
from measures.operations.connections import is_from_library
from measures.views.filter_fields import parameters_of
from measures.views.measure_rows import MeasureRows, cited_sources, filed_statements
from measures.views.measure_story import PAGE_SIZE, story
from measures.views.pages import ListPage, paged
from measures.views.reading import Reading, ReadingRequest
from measures.views.recorded_rows import assessments_of
from measures.views.shown_assessments import shown_assessments
from measures.views.sources import BY_PUBLISHER, citing, source_row
from measures.views.statements import statement_rows


def statements(rows: MeasureRows, request: ReadingRequest) -> dict[str, object]:
    """What parties said that is filed under the measure, in their own words, newest first."""
    reading = request.reading
    found = filed_statements(rows.measure, reading).for_reading()
    page = paged(parameters_of(request.GET, reading), found, NEWEST_FIRST, PAGE_SIZE)
    return {"rows": statement_rows(page.rows, reading), **page.links}


def sources(rows: MeasureRows, request: ReadingRequest) -> dict[str, object]:
    """The sources of what happened, by publisher."""
    reading = request.reading
    cited = cited_sources(rows, reading).for_reading(known_at=reading.known_at)
    found = cited.annotate(cited=citing(reading.audience, **reading.days))
    page: ListPage[Any] = paged(parameters_of(request.GET, reading), found, BY_PUBLISHER, PAGE_SIZE)
    shown = [source_row(source) for source in page.rows]
    return {"rows": shown, "has_unreviewed": any(not source.reviewed_here for source in page.rows), **page.links}


def method(rows: MeasureRows, request: ReadingRequest) -> dict[str, object]:
    """How we judge the measure and file it, and what the report says of it."""
    reading = request.reading
    measure = rows.measure
    every = assessments_of("measure", [measure], reading)
    newest = latest_assessments(every)
    return {
        "assessments": shown_assessments(newest, measure),
        "earlier": shown_assessments([row for row in reversed(every) if row not in newest], measure),
        "indicators": Indicator.objects.standing().filter(measure=measure),
        "addressings": shown_addressings(measure),
        "links": shown_links(measure, reading),
        "subjects": with_naming(measure.subjects.standing(), reading.audience, **reading.days),
    }


def shown_links(measure: Measure, reading: Reading) -> list[dict[str, Any]]:
    """The links to and from other measures that the reader may see."""
    links = Link.objects.visible_to(reading.audience).filter(Q(source=measure) | Q(target=measure))
    return [
        {"link": link, "is_removable": not is_from_library(measure, link.basis)}
        for link in links.select_related("source__report", "target__report")
    ]


def shown_addressings(measure: Measure) -> list[Addressing]:
    """What a measure addresses, the strongest first, each with whether it may be taken back here."""
    found = list(measure.addressings.select_related("ambiguity").order_by("strength", "ambiguity__position"))
    for row in found:
        row.is_removable = not is_from_library(measure, row.basis)  # type: ignore[attr-defined]
    return found


type Part = Callable[[MeasureRows, ReadingRequest], dict[str, object]]
# By their addresses, in their order; the first is shown if none is asked for.
PARTS: Mapping[str, Part] = {"story": story, "statements": statements, "sources": sources, "method": method}
