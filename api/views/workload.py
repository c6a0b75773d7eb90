"""The owners' workload, for the team."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import page_at
from api.serializers.workload import WorkloadQuerySerializer, WorkloadSerializer
from api.views.common import RecordView
from measures.lists.paging import fetch_models
from measures.publishing.workload import OWNERS_KEYSET, loads_of, owners_in, reviews_waiting_for


class OwnersWorkload(RecordView):
    """How much of a report each owner owns, and what of it is open, late, unchecked or waits for a review."""

    serializer_class = WorkloadSerializer
    acts = {"GET": "read_workload"}

    @extend_schema(parameters=[WorkloadQuerySerializer])
    def get(self, request: Request) -> Response:
        parameters = self.reading_parameters(WorkloadQuerySerializer)
        report, size = parameters["report"], parameters["page_size"]
        page, links = page_at(request, owners_in(report, self.writer), OWNERS_KEYSET, size, fetch=fetch_models)
        found = {
            "report": report,
            **links,
            "owners": loads_of(report, self.writer, page.rows, on=self.today, is_last=page.next is None),
            "reviews": reviews_waiting_for(self.writer),
        }
        context = {**self.get_serializer_context(), "report": report.slug, "days": {}}
        return Response(WorkloadSerializer(found, context=context).data)
