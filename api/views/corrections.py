"""What was corrected, and why; what somebody objected to, and what was done."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.objections import ObjectionDraftSerializer
from api.views.lists import RecordList
from measures.lists.corrections import CorrectionReasonSerializer, ObjectionSerializer
from measures.models import CorrectionReason, Objection
from measures.operations.objections import record_objection
from measures.publishing.filters import ReportFilters


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
