"""The parties' texts of meetings: the comparisons of a report."""

from collections.abc import Sequence
from itertools import groupby

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render

from measures import access
from measures.analysis.readouts import Meeting, meetings_of
from measures.models import Measure, Report, Subject
from measures.models.records import RecordQuerySet
from measures.views.reading import Reading, ReadingRequest, for_report, reading_page


@reading_page(travels=True)
@for_report
def readouts(request: ReadingRequest, report: Report) -> HttpResponse:
    """The meetings whose texts were compared, and each subject in the texts of each meeting."""
    meetings = meetings_of(report, request.reading.audience, **request.reading.days)
    subjects = meetings[0].subjects if meetings else []
    rows = [{"subject": each, "readings": [meeting.row(each) for meeting in meetings]} for each in subjects]
    return render(request, "measures/readouts.html", {"meetings": meetings, "rows": rows})


def seen_subjects(reading: Reading) -> RecordQuerySet[Subject]:
    """The subjects that the reader may see, with the measures and ambiguities that they touch."""
    measures = Measure.objects.visible_to(reading.audience).order_by("position", "key")
    subjects = Subject.objects.visible_to(reading.audience).select_related("report", "parent")
    return subjects.prefetch_related(Prefetch("measures", measures), "ambiguities")


def compared_meetings(meetings: Sequence[Meeting], reader: access.Reader | None = None) -> list[dict[str, object]]:
    """Meetings with their subjects by how they compare, and whether the reader may correct that."""
    return [
        {
            "meeting": meeting,
            "groups": [
                {"comparison": comparison, "rows": list(rows)}
                for comparison, rows in groupby(meeting.rows, key=lambda row: row.state)
            ],
            "may_correct": reader is not None and access.allows(reader, "correct_entry", meeting.entry),
        }
        for meeting in meetings
    ]
