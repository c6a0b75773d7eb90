"""The owners' workload: how much each owns, and how much of it waits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.models import Report
from measures.publishing.workload import OWNERS_KEYSET, PersonWorkload, owners_in, reviews_waiting_for, workloads
from measures.views.acts import writer_of, writers_only
from measures.views.linked_counts import LinkedCounts
from measures.views.pages import paged
from measures.views.reading import Reading, ReadingRequest, for_report

PAGE_SIZE = 100


@writers_only("read_workload")
@for_report
def workload(request: ReadingRequest, report: Report) -> HttpResponse:
    """What each owner owns, and how much of it is open, late, unchecked or waits for a review."""
    reading, reader = request.reading, writer_of(request)
    page = paged(request.GET, owners_in(report, reader), OWNERS_KEYSET, PAGE_SIZE)
    loads = workloads(report, reader, page.rows, on=reading.today, is_last=not page.next_url)
    reviews = reviews_waiting_for(reader)
    columns = {
        "answers_for": _("Owns"),
        "open": _("Open"),
        "overdue": _("Overdue"),
        "due_soon": _("Due soon"),
        "unchecked": _("Unchecked"),
        "waiting": _("Sources to review"),
    }
    context = {
        "columns": columns.values(),
        "rows": [load_row(load, columns, reading) for load in loads],
        "reviews": LinkedCounts({reviews.name: reviews}, reading)(reviews.name),
        **page.links,
    }
    return render(request, "measures/workload.html", context, status=400 if page.problems else 200)


def load_row(load: PersonWorkload, columns: dict[str, str], reading: Reading) -> dict[str, object]:
    """One person, or nobody, with their numbers in the order of the columns."""
    counts = LinkedCounts({figure.name: figure for figure in load.figures}, reading)
    shown = [counts(name, columns[name.partition(".")[2]]) for name in counts.figures]
    return {"owner": load.owner, "counts": shown}
