"""Filters over codings."""

from measures.models import Coding, CodingState
from measures.publishing.filter_kinds import RecordFilters, of_key, of_report, one_of


class CodingFilters(RecordFilters):
    """Codings of a report, by how far they are."""

    key = of_key(Coding)
    report = of_report()
    state = one_of(CodingState.choices, "state")
