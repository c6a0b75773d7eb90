"""What was changed of a measure or a source itself, a page for each."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from measures.analysis.row_history import row_history
from measures.models import Evidence, Measure
from measures.views.reading import ReadingRequest, reading_page

SHOWN = 100


@reading_page(travels=True)
def measure_changes(request: ReadingRequest, key: str) -> HttpResponse:
    """How a measure, its owners, links and milestones were changed."""
    seen = Measure.objects.visible_to(request.reading.audience).select_related("report")
    found = get_object_or_404(seen, key=key)
    request.reading = request.reading.of(found.report)
    return changes_page(request, found)


@reading_page()
def source_changes(request: ReadingRequest, key: str) -> HttpResponse:
    """How a source was changed after it was recorded."""
    return changes_page(request, get_object_or_404(Evidence.objects.visible_to(request.reading.audience), key=key))


def changes_page(request: ReadingRequest, row: Measure | Evidence) -> HttpResponse:
    """The changes, the latest first: as many as a page shows, and how many are left out."""
    found = row_history(row, request.reading.audience, known_at=request.reading.known_at)
    context = {
        "row": row,
        "measure": row if isinstance(row, Measure) else None,
        "changes": found[:SHOWN],
        "left_out": max(len(found) - SHOWN, 0),
    }
    return render(request, "measures/row_changes.html", context)
