"""Flat lists of what reports say beside their measures and ambiguities: words, reasons, and what hangs on measures."""

from api.views.lists import RecordList
from measures.lists.measures import AddressingRowSerializer, IndicatorRowSerializer
from measures.lists.reports import MotivationRowSerializer, TermRowSerializer
from measures.publishing.child_filters import AddressingFilters, MeasureChildFilters
from measures.publishing.filters import ReportFilters

OF_MEASURE = ("measure__report__slug", "measure__position", "measure__key")


class TermList(RecordList):
    """The terms of the reports' glossaries, in their order."""

    serializer_class = TermRowSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "position", "term"), "term": ("term", "report__slug")}
    ordering = "report"


class MotivationList(RecordList):
    """The reasons that reports give, and what they mean for the tracker."""

    serializer_class = MotivationRowSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "position", "code")}
    ordering = "report"


class AddressingList(RecordList):
    """Which measure is meant to dispel which ambiguity, who says so and why."""

    serializer_class = AddressingRowSerializer
    filterset_class = AddressingFilters
    orderings = {"report": (*OF_MEASURE, "ambiguity__key"), "ambiguity": ("ambiguity__key", "measure__key")}
    ordering = "report"


class IndicatorList(RecordList):
    """What to look at when judging a measure, how and where."""

    serializer_class = IndicatorRowSerializer
    filterset_class = MeasureChildFilters
    orderings = {"report": (*OF_MEASURE, "position", "name")}
    ordering = "report"
