"""How many ambiguities somebody works on, each count with its list, and those that nobody moves."""

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.coverage import Coverage, CoverageState
from measures.analysis.overview import Overview
from measures.views.reading import Reading, query
from measures.views.rows import short_link


def coverage_counts(coverage: Sequence[Coverage], reading: Reading) -> list[dict[str, str]]:
    """How many elements are in each state, with the list of them."""
    counts = Counter(each.state for each in coverage)
    labels = {
        CoverageState.UNCOVERED: _("%(count)d with no measure"),
        CoverageState.MOVING_AWAY: _("%(count)d moving away"),
        CoverageState.MOVED_BY_BOTH: _("%(count)d moved by both"),
        CoverageState.MOVED_BY_ONE: _("%(count)d moved by one side"),
        CoverageState.UNTOUCHED: _("%(count)d untouched"),
    }
    page = reverse("ambiguities")
    return [
        {"label": label % {"count": counts[state]}, "url": page + query({**reading.kept, "coverage": state.value})}
        for state, label in labels.items()
    ]


def unmoved_elements(seen: Overview, reading: Reading) -> list[dict[str, object]]:
    """The elements that move away, then those that nobody moves or no measure addresses; with those that do."""
    order = (CoverageState.MOVING_AWAY, CoverageState.UNTOUCHED, CoverageState.UNCOVERED)
    found = sorted((each for each in seen.coverage if each.state in order), key=lambda each: order.index(each.state))
    return [
        {
            "ambiguity": each.ambiguity,
            "url": reverse("ambiguity", args=[each.ambiguity.key]) + query(reading.day_kept),
            "label": str(each.state.label),
            "is_away": each.state == CoverageState.MOVING_AWAY,
            "measures": [short_link(row.measure, reading) for row in each.addressings],
        }
        for each in found
    ]
