"""Reports and parties, and corrections of what is recorded of them."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.negotiation import SingleFormatNegotiation
from api.views.common import RecordView
from api.views.lists import RecordDetail, RecordList
from measures.library.write import catalogue_of, library_text
from measures.lists.corrections import CorrectionReasonSerializer
from measures.lists.reports import PartySerializer, ReportDetailSerializer, ReportSerializer
from measures.models import CorrectionReason, Report
from measures.publishing.filters import ReportFilters

# The media type of a library (RFC 9512).
LIBRARY = "application/yaml"


class ReportList(RecordList):
    """Reports whose recommended measures are tracked."""

    serializer_class = ReportSerializer
    orderings = {"key": ("slug",), "added": ("added_at", "slug")}


class ReportDetail(RecordDetail):
    """A report with its glossary and its reasons."""

    serializer_class = ReportDetailSerializer
    lookup_field = "slug"


class ReportLibrary(RecordView):
    """The catalogue of a report as a library for `load_report`: what the reader may see, without the record."""

    content_negotiation_class = SingleFormatNegotiation

    @extend_schema(responses={(HTTPStatus.OK, LIBRARY): {"type": "object", "description": "As its JSON Schema says."}})
    def get(self, request: Request, slug: str) -> HttpResponse:
        report = self.find(Report.objects.visible_to(self.audience), slug=slug)
        disposition = content_disposition_header(as_attachment=True, filename=f"{report.slug}.yaml")
        return HttpResponse(
            library_text(catalogue_of(report, self.audience)),
            content_type=f"{LIBRARY}; charset=utf-8",
            headers={"Content-Disposition": disposition or "attachment"},
        )


class PartyList(RecordList):
    """Parties that measures are addressed to or that hold views."""

    serializer_class = PartySerializer
    orderings = {"key": ("code",)}


class PartyDetail(RecordDetail):
    """A party; its ETag names its version."""

    serializer_class = PartySerializer
    lookup_field = "code"


class CorrectionList(RecordList):
    """Corrections of the reports' records, latest first: what was wrong, what stands now, and why."""

    queryset = CorrectionReason.objects.all()
    serializer_class = CorrectionReasonSerializer
    filterset_class = ReportFilters
    orderings = {"corrected": ("corrected_on", "name", "id")}
    ordering = "-corrected"
