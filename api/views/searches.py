"""What was searched for a report, and what a person has searched since."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.searches import SearchDraftSerializer, SearchWordsSerializer
from api.views.common import IF_MATCH
from api.views.lists import RecordList, RevisedDetail
from measures.lists.searches import TextSearchSerializer
from measures.models import TextSearch
from measures.operations.searches import correct_search, record_search, withdraw_search
from measures.publishing.filters import ReportFilters


class SearchList(RecordList):
    """What was searched, side by side; as of a day, what had been recorded as searched by then."""

    queryset = TextSearch.objects.all()
    serializer_class = TextSearchSerializer
    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "party", "since", "key", "pk")}
    parameters = ("as_of", "known_at")
    acts = {"POST": "record_search"}

    def get_queryset(self) -> Any:
        return super().get_queryset().standing(**self.days)

    @extend_schema(request=SearchDraftSerializer, responses={201: TextSearchSerializer})
    def post(self, request: Request) -> Response:
        """Record which texts of one side were searched, from when to which day."""
        values = dict(self.body(SearchDraftSerializer).validated_data)
        row = record_search(values.pop("report"), by=self.writer, on=self.writers_today, **values)
        return self.created_response(TextSearchSerializer, row)


class SearchDetail(RevisedDetail):
    """One record of which texts of a side were searched."""

    serializer_class = TextSearchSerializer
    acts = {"PATCH": "correct_search", "DELETE": "withdraw_search"}

    def get_queryset(self) -> Any:
        return super().get_queryset().standing()

    @extend_schema(request=SearchWordsSerializer, responses=TextSearchSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:
        """Correct the words that say which texts were searched; a new row with them stands in the place of this one."""
        row = self.act_target()
        correct_search(row, changes=self.changes(SearchWordsSerializer), version=self.version_of(row), by=self.writer)
        return self.row_response()

    def delete(self, request: Request, *args: object, **kwargs: object) -> None:
        """Withdraw a record of what was searched; it stays in what was known before."""
        withdraw_search(self.act_target(), by=self.writer)
