"""Reports and parties, and corrections of what is recorded of them."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.negotiation import AsItIs
from api.serializers.reports import ObjectionDraftSerializer, ReportDraftSerializer, ReportRevisionSerializer
from api.views.common import IF_MATCH, RecordView
from api.views.editing import edited_detail, edited_list
from api.views.lists import RecordList, RevisedDetail
from measures.library.write import catalogue_of, library_text
from measures.lists.corrections import CorrectionReasonSerializer, ObjectionSerializer
from measures.lists.reports import PartySerializer, ReportDetailSerializer, ReportSerializer
from measures.models import CorrectionReason, Objection, Report
from measures.operations.new_reports import PartyDraft, ReportDraft, add_report
from measures.operations.nouns import PARTY
from measures.operations.objections import record_objection
from measures.operations.report_settings import revise_report
from measures.publishing.filters import ReportFilters

# The media type of a library (RFC 9512).
LIBRARY = "application/yaml"


class ReportList(RecordList):
    """Reports whose recommended measures are tracked."""

    serializer_class = ReportSerializer
    orderings = {"slug": ("slug",), "added": ("added_at", "slug")}
    acts = {"POST": "add_report"}

    @extend_schema(request=ReportDraftSerializer, responses={201: ReportSerializer})
    def post(self, request: Request) -> Response:
        """Begin a report, and add the parties that it brings."""
        values = dict(self.body(ReportDraftSerializer).validated_data)
        parties = [PartyDraft(**each) for each in values.pop("parties", [])]
        report = add_report(ReportDraft(**values, parties=parties), by=self.writer)
        return self.created_response(ReportSerializer, report, at=reverse("api-report", args=[report.slug]))


class ReportDetail(RevisedDetail):
    """A report with its glossary and its reasons."""

    serializer_class = ReportDetailSerializer
    lookup_field = "slug"
    acts = {"PATCH": "mark_report"}

    @extend_schema(request=ReportRevisionSerializer, responses=ReportDetailSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change what a report says, who may read it, or after how many days without a search its record is old."""
        report = self.acted_on()
        version = self.version_of(report)
        revise_report(report, changes=self.changes(ReportRevisionSerializer), version=version, by=self.writer)
        return self.shown()


class ReportLibrary(RecordView):
    """The catalogue of a report as a library for `load_report`: what the reader may see, without the record."""

    content_negotiation_class = AsItIs

    @extend_schema(responses={(HTTPStatus.OK, LIBRARY): {"type": "object", "description": "As its JSON Schema says."}})
    def get(self, request: Request, slug: str) -> HttpResponse:
        report = self.find(Report.objects.visible_to(self.audience), slug=slug)
        disposition = content_disposition_header(as_attachment=True, filename=f"{report.slug}.yaml")
        return HttpResponse(
            library_text(catalogue_of(report, self.audience)),
            content_type=f"{LIBRARY}; charset=utf-8",
            headers={"Content-Disposition": disposition or "attachment"},
        )


class PartyList(edited_list(PARTY, PartySerializer)):  # type: ignore[misc]
    """Parties that measures are addressed to or that hold views."""

    orderings = {"code": ("code",)}


class PartyDetail(edited_detail(PARTY, PartySerializer)):  # type: ignore[misc]
    """A party; its ETag names its version."""


class CorrectionList(RecordList):
    """Corrections of the reports' records, latest first: what was wrong, what stands now, and why."""

    queryset = CorrectionReason.objects.all()
    serializer_class = CorrectionReasonSerializer
    filterset_class = ReportFilters
    orderings = {"corrected": ("corrected_on", "name", "id")}
    ordering = "-corrected"


class ObjectionList(RecordList):
    """Objections to the reports' records, latest first, and what was done."""

    queryset = Objection.objects.all()
    serializer_class = ObjectionSerializer
    filterset_class = ReportFilters
    orderings = {"received": ("received_on", "id")}
    ordering = "-received"
    acts = {"POST": "record_objection"}

    @extend_schema(request=ObjectionDraftSerializer, responses={201: ObjectionSerializer})
    def post(self, request: Request) -> Response:
        """Record an objection that was received, and what was done."""
        body = self.body(ObjectionDraftSerializer)
        report = body.validated_data["report"]
        return self.created_response(
            ObjectionSerializer, record_objection(report, body.draft(), by=self.writer, on=self.writers_today)
        )
