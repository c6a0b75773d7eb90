"""What a report still lacks before somebody can log on it, for those who can add it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.models import Report
from measures.views.reading import Reading, query


def next_steps(report: Report, reading: Reading) -> list[dict[str, object]]:
    """The steps from an empty report to one with measures; none once it has measures and ambiguities.

    Each says what it adds, how many there are already, and where one adds more.
    """
    measures, ambiguities = report.measures.whole().count(), report.ambiguities.standing().count()
    is_begun = bool(measures and ambiguities)
    if is_begun or reading.is_past or not access.allows(reading.reader, "add_measure", report):
        return []
    of_report = query({"report": report.slug})
    new_ambiguity = reverse("new_row", args=["ambiguities"]) + of_report
    new_measure = reverse("new_measure") + of_report
    return [
        {"name": _("Ambiguities"), "count": ambiguities, "add": _("Add an ambiguity"), "url": new_ambiguity},
        {"name": _("Measures"), "count": measures, "add": _("Add a measure"), "url": new_measure},
    ]
