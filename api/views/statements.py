"""What parties said in their own words."""

from typing import Any

from api.views.lists import RecordDetail, RecordList
from measures.lists.statements import StatementSerializer
from measures.models.statements import StatementQuerySet
from measures.publishing.filters import NOW
from measures.publishing.statement_filters import StatementFilters


class StatementList(RecordList):
    """Statements of parties in their own words, newest first, of the entries that count."""

    serializer_class = StatementSerializer
    filterset_class = StatementFilters
    orderings = {"said": ("said_last", "key", "pk"), "key": ("key", "pk")}
    ordering = "-said"
    parameters = ("as_of", "known_at")

    def get_queryset(self) -> StatementQuerySet:
        rows: StatementQuerySet = super().get_queryset()
        return rows.counting(self.audience, **self.days)


class StatementDetail(RecordDetail):
    """One statement, as it stands now."""

    serializer_class = StatementSerializer

    def get_queryset(self) -> Any:
        return super().get_queryset().counting(self.audience, **NOW)
