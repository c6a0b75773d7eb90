"""The glossaries of reports, and how measures relate to each other."""

from api.views.lists import RecordDetail, RecordList
from measures.lists.measures import LinkRowSerializer
from measures.lists.reports import TermRowSerializer
from measures.publishing.filters import ReportFilters
from measures.publishing.row_filters import LinkFilters


class TermList(RecordList):
    """The terms of the reports' glossaries, in their order."""

    serializer_class = TermRowSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "position", "term"), "term": ("term", "report__slug")}


class TermDetail(RecordDetail):
    """A term of a glossary; its ETag names its version."""

    serializer_class = TermRowSerializer


class LinkList(RecordList):
    """Links between measures, in the order of their keys."""

    serializer_class = LinkRowSerializer
    filterset_class = LinkFilters
    orderings = {"measure": ("source__key", "target__key", "relation")}


class LinkDetail(RecordDetail):
    """A link between measures; its ETag names its version."""

    serializer_class = LinkRowSerializer
    lookup_field = "id"
