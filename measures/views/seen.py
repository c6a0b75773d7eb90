"""A reader marks as seen what the dashboard showed."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures.models import Report
from measures.models.partial_dates import is_within_reach
from measures.operations.clock import clock
from measures.operations.visits import mark_seen
from measures.views.acts import writer_of, writers_only
from measures.views.reading import ReadingRequest, query


@require_POST
@writers_only("mark_seen")
def seen(request: ReadingRequest) -> HttpResponse:
    """Mark everything up to the newest entry on the page as seen; what was recorded after it stays new."""
    seen_by_them = Report.objects.visible_to(request.reading.audience)
    report = get_object_or_404(seen_by_them, slug=request.POST.get("report", ""))
    until = parse_seen_moment(request.POST.get("until", ""))
    if until is None:
        return HttpResponse(status=400)
    mark_seen(report, by=writer_of(request), until=until, at=clock())
    messages.success(request, _("Marked as seen. What is recorded from now on will show as new."))
    return redirect(reverse("overview") + query({"report": report.slug}))


def parse_seen_moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and is_aware(moment) and is_within_reach(moment.date()) else None
