"""Dates ahead, and what was found of them."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.announced_dates import DateDraftSerializer, DateFindingDraftSerializer, DateRevisionSerializer
from api.views.common import IF_MATCH, RecordView
from api.views.lists import NestedList, RecordList, RevisedDetail
from measures.lists.announced_dates import AnnouncedDateSerializer, FindingOfDateSerializer
from measures.models import AnnouncedDate, DateFinding
from measures.operations.announced_dates import DATE, record_finding, withdraw_date, withdraw_finding
from measures.operations.clock import clock
from measures.operations.editing import add_row, revise
from measures.publishing.row_filters import DateFilters, FindingFilters


class DateList(RecordList):
    """Dates ahead: first those passed that nobody has looked at, then coming ones, then those without a day."""

    serializer_class = AnnouncedDateSerializer
    filterset_class = DateFilters
    orderings = {"due": ("place", "due_order", "key"), "key": ("key",)}
    parameters = ("as_of", "known_at")
    acts = {"POST": "add_date"}

    def get_queryset(self) -> Any:
        return super().get_queryset().standing(**self.days).as_found(self.today, **self.days)

    @extend_schema(request=DateDraftSerializer, responses={201: AnnouncedDateSerializer})
    def post(self, request: Request) -> Response:
        """Add a date ahead to a report."""
        values = self.changes(DateDraftSerializer)
        row = add_row(DATE, values.pop("report"), values=values, by=self.writer, on=self.writers_today)
        return self.created_response(AnnouncedDateSerializer, row, at=reverse("api-date", args=[row.key]))


class DateDetail(RevisedDetail):
    """A date ahead; its ETag names its version."""

    serializer_class = AnnouncedDateSerializer
    acts = {"PATCH": "revise_date", "DELETE": "withdraw_date"}

    @extend_schema(request=DateRevisionSerializer, responses=AnnouncedDateSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change what a date says or names."""
        row = self.act_target()
        revise(DATE, row, changes=self.changes(DateRevisionSerializer), version=self.version_of(row), by=self.writer)
        return self.row_response()

    @extend_schema(parameters=[IF_MATCH])
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Withdraw a date that should not be here; it is kept, to show what was known before."""
        row = self.act_target()
        self.version_of(row)
        withdraw_date(row, by=self.writer, at=clock())


class DateFindings(NestedList):
    """What was found of a date, in the order of recording, including what was withdrawn."""

    serializer_class = FindingOfDateSerializer
    filterset_class = FindingFilters
    orderings = {"recorded": ("recorded_at", "pk")}
    model = AnnouncedDate
    belongs_by = "date"
    of_report = "dates__key"
    acts = {"POST": "record_finding"}

    def act_target(self) -> Any:
        return self.find(self.parent_rows())

    @extend_schema(request=DateFindingDraftSerializer, responses={201: FindingOfDateSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Record that a date took place, was put off, or that nothing was found."""
        fields = self.body(DateFindingDraftSerializer).validated_data
        finding = record_finding(self.act_target(), by=self.writer, on=self.writers_today, **fields)
        return self.created_response(FindingOfDateSerializer, finding)


class DateFindingDetail(RecordView):
    """One thing that was found of a date."""

    serializer_class = FindingOfDateSerializer
    acts = {"DELETE": "withdraw_finding"}

    def act_target(self) -> DateFinding:
        findings = DateFinding.objects.visible_to(self.audience)
        return self.find(findings, date__key=self.kwargs["key"], pk=self.kwargs["finding"])

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Withdraw what was wrongly recorded of a date; it is kept, to show what was known before."""
        withdraw_finding(self.act_target(), by=self.writer, at=clock())
