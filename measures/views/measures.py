"""The page of one measure."""

from dataclasses import replace

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render

from measures import access
from measures.views.chart_files import chart_file, chart_files
from measures.views.exports import FORMAT
from measures.views.measure_page import measure_page_of, measure_rows
from measures.views.proposals import proposals_on
from measures.views.public_links import public_links
from measures.views.reading import ReadingRequest, reading_page

ACTS = (
    "log_development",
    "confirm_unchanged",
    "watch_measure",
    "revise_measure",
    "name_owner",
    "edit_catalogue",
    "meet_milestone",
    "read_candidates",
)


@reading_page(travels=True)
def measure(request: ReadingRequest, key: str) -> HttpResponseBase:
    """One measure: who sees it how, what bears on it, and what rests on what."""
    rows = measure_rows(key, request.reading)
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise Http404(key)
    request.reading = request.reading.of(found.report)
    page = measure_page_of(found, rows, request.reading)
    if request.GET.get(FORMAT):
        return chart_file(replace(page["levels"], name=f"levels-{found.code}"), request, found)
    may = {act: access.allows(request.user, act, found) for act in ACTS}
    feeds = public_links(request.reading, found)
    context = {
        "page": page,
        "measure": found,
        "may": may,
        "may_edit": may["revise_measure"] and not request.reading.is_past,
        "feeds": feeds,
        "proposals": proposals_on(found.report, [row.key for row in rows], request.reading),
        "chart_files": chart_files(request, page["levels"]),
    }
    return render(request, "measures/measure.html", context)
