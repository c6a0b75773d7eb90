"""The owners' workload, for the team."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.fields import OfReportSerializer
from api.serializers.workload import WorkloadSerializer
from api.views.common import RecordView
from measures.publishing.workload import workload_of


class OwnersWorkload(RecordView):
    """How much of a report each owner owns, and what of it is open, late, unchecked or waits for a review."""

    serializer_class = WorkloadSerializer
    acts = {"GET": "read_workload"}

    @extend_schema(parameters=[OfReportSerializer])
    def get(self, request: Request) -> Response:
        report = self.reading_parameters(OfReportSerializer)["report"]
        found = workload_of(report, self.writer, on=self.today)
        context = {**self.get_serializer_context(), "report": report.slug, "days": {}}
        return Response(WorkloadSerializer(found, context=context).data)
