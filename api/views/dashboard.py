"""The dashboard of a report."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.dashboard import DashboardSerializer
from api.serializers.fields import ReportAsOfSerializer
from api.views.ambiguities import documents_of_assessments
from api.views.common import RecordView
from measures.analysis.accounts import accounts_of
from measures.analysis.assessment import unassessed
from measures.analysis.first_screen import first_screen
from measures.analysis.overview import Overview, latest_entries
from measures.analysis.perception import perceptions_of
from measures.analysis.sides import sides_of
from measures.models.partial_dates import moment_in_address
from measures.publishing.dashboard import dashboard_of
from measures.publishing.filters import NOW


class DashboardReading(RecordView):
    """The overview of a report: what is overdue or unchecked, what each side says, and its figures."""

    serializer_class = DashboardSerializer

    @extend_schema(parameters=[ReportAsOfSerializer])
    def get(self, request: Request) -> Response:
        parameters = self.reading_parameters(ReportAsOfSerializer)
        report = parameters.pop("report")
        sides = sides_of(report, self.audience)
        found = dashboard_of(report, request.user, sides=sides, today=self.today, **parameters)
        days = {"as_of": parameters.get("as_of"), "known_at": parameters.get("known_at")}
        glance = first_screen(report, self.audience, sides=sides, on=days["as_of"] or self.today, **days)
        answer = {
            **self.reading_days(parameters),
            "glance": glance,
            "overview": found.overview,
            "record": found.record,
            "figures": list(found.figures.values()),
            "since": found.personal and found.personal.since,
        }
        day_parameters = {name: value for name, value in request.query_params.items() if name in NOW}
        if days["known_at"] is not None:
            day_parameters.setdefault("known_at", moment_in_address(days["known_at"]))
        context = {**self.with_rows(found.overview, **parameters), "report": report.slug, "days": day_parameters}
        context["accounts"] = accounts_of(glance.developments, self.audience, **days)
        return Response(DashboardSerializer(answer, context=context).data)

    def with_rows(self, overview: Overview, **parameters: Any) -> dict[str, Any]:
        """The rows that the endpoint gives in full beside the overview."""
        moved, latest = latest_entries(overview.report, self.audience, **parameters)
        elements = [each.ambiguity for each in overview.heard]
        perceptions = perceptions_of(elements, self.audience, **parameters)
        context = {**self.get_serializer_context(), "placeholders": self.placeholders_for(parameters)}
        rows = {"moved": moved, "latest": latest, "perceptions": perceptions}
        rows["unassessed"] = unassessed(overview.report, self.audience, known_at=parameters.get("known_at"))
        return {**context, **rows, "assessments": documents_of_assessments(perceptions, context)}
