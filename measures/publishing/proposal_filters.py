"""Filters over proposals."""

from measures.models import Proposal
from measures.publishing.filter_kinds import RecordFilters, of_key, of_report


class ProposalFilters(RecordFilters):
    """Proposals of a report."""

    key = of_key(Proposal)
    report = of_report()
