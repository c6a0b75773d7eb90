"""The overview of a report."""

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.dashboard import DashboardSerializer
from api.serializers.fields import ReportAsOfSerializer
from api.views.ambiguities import load_sources
from api.views.common import RecordView
from api.views.entries import GROUNDS
from measures.analysis.overview import overview_of


class Dashboard(RecordView):
    """What moved, what is overdue or unchecked, how each side sees it, which ambiguity nobody works on."""

    serializer_class = DashboardSerializer

    @extend_schema(parameters=[ReportAsOfSerializer])
    def get(self, request: Request) -> Response:
        asked = self.asked_for(ReportAsOfSerializer)
        report = asked.pop("report")
        overview = overview_of(report, self.audience, on=asked["as_of"] or self.today, **asked)
        prefetch_related_objects([*overview.moved, *overview.latest], GROUNDS)
        load_sources(list(overview.perceptions.values()))
        context = {**self.get_serializer_context(), "differences": overview.differences}
        return Response(DashboardSerializer({"overview": overview, **asked}, context=context).data)
