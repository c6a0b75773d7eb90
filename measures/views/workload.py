"""The owners' workload: how much each owns, and how much of it waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.models import User
from measures.publishing.charts.parts import LinkedCount
from measures.publishing.workload import Load, workload_of
from measures.views.acts import require_act, writer_of, writers_only
from measures.views.linked_counts import LinkedCounts
from measures.views.reading import Reading, ReadingRequest


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One person, or nobody, with their numbers in the order of the columns."""

    owner: User | None
    counts: Sequence[LinkedCount]


@writers_only("read_workload")
def workload(request: ReadingRequest) -> HttpResponse:
    """What each owner owns, and how much of it is open, late, unchecked or waits for a review."""
    reading = request.reading
    if reading.report is None:
        return render(request, "measures/empty.html")
    require_act(request, reading.report)
    found = workload_of(reading.report, writer_of(request), on=reading.today)
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
        "rows": [load_row(load, columns, reading) for load in found.loads],
        "reviews": LinkedCounts({found.reviews.name: found.reviews}, reading)(found.reviews.name),
    }
    return render(request, "measures/workload.html", context)


def load_row(load: Load, columns: dict[str, str], reading: Reading) -> LoadRow:
    counts = LinkedCounts({figure.name: figure for figure in load.figures}, reading)
    return LoadRow(load.owner, [counts(name, columns[name.partition(".")[2]]) for name in counts.figures])
