"""What an entry can be about or cite, found while one types where a list of it would be long."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from measures.forms.targets import milestones_of, sources_for, targets_of
from measures.views.reading import ReadingRequest, reading_page, require_act

OFFERED = {"targets": targets_of, "milestones": milestones_of, "sources": sources_for}


@reading_page()
def log_targets(request: ReadingRequest) -> HttpResponse:
    """The measures, ambiguities, milestones or sources found; who has been signed out meanwhile is told so."""
    if not request.user.is_authenticated:
        return render(request, "measures/log/targets.html", {"is_signed_out": True}, status=401)
    reading = request.reading
    if reading.report is None:
        raise Http404
    require_act(request, reading.report, "log_development")
    of = OFFERED.get(request.GET.get("of", ""), targets_of)
    found = of(reading.report, reading.audience).find(request.GET.get("find", "").strip())
    return render(request, "measures/log/targets.html", {"found": found})
