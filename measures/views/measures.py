"""The page of one measure."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from measures import access
from measures.views.measure_page import measure_page_of, measure_rows
from measures.views.reading import ReadingRequest, reading_page

ACTS = ("log_development", "confirm_unchanged", "watch_measure", "revise_measure", "name_owner", "meet_milestone")


@reading_page(travels=True)
def measure(request: ReadingRequest, key: str) -> HttpResponse:
    """One measure: who sees it how, what bears on it, and what rests on what."""
    rows = measure_rows(key, request.reading)
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise Http404(key)
    request.reading = request.reading.of(found.report)
    page = measure_page_of(found, rows, request.reading)
    may = {act: access.allows(request.user, act, found) for act in ACTS}
    return render(request, "measures/measure.html", {"page": page, "measure": found, "may": may})
