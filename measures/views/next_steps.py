"""What a report still lacks before somebody can log on it, for those who can add it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.models import Report
from measures.views.reading import Reading, query


@dataclass(frozen=True, slots=True)
class NextStep:
    """One of the steps: what it adds, how many there are already, and where one adds more."""

    name: str
    count: int
    add: str
    url: str


def next_steps(report: Report, reading: Reading) -> Sequence[NextStep]:
    """The steps from an empty report to one with measures; none once it has measures and ambiguities."""
    measures, ambiguities = report.measures.whole().count(), report.ambiguities.standing().count()
    is_begun = bool(measures and ambiguities)
    if is_begun or reading.is_past or not access.allows(reading.reader, "add_measure", report):
        return ()
    of_report = query({"report": report.slug})
    return (
        NextStep(
            _("Ambiguities"), ambiguities, _("Add an ambiguity"), reverse("new_row", args=["ambiguities"]) + of_report
        ),
        NextStep(_("Measures"), measures, _("Add a measure"), reverse("new_measure") + of_report),
    )
