"""Readings of a whole report: differences, coverage, reciprocity, and what changed between two days."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.changes import ChangesQuerySerializer, ChangesSerializer
from api.serializers.compare import CompareQuerySerializer, ThenAndNowSerializer
from api.serializers.fields import ReportAsOfSerializer
from api.serializers.readings import CoverageOfReportSerializer, DifferencesSerializer, ReciprocityOfReportSerializer
from api.views.common import RecordView
from api.views.entries import no_measure
from measures.analysis.changes import changes_of
from measures.analysis.compare import compare_days
from measures.analysis.coverage import coverage_of_report
from measures.analysis.differences import differences_of_report, sides_of
from measures.analysis.periods import ChangesBy, Period
from measures.analysis.reciprocity import reciprocal_links, reciprocities_of
from measures.models import Measure, Report


class ReportReading(RecordView):
    """A reading of one report, now or as of a day."""

    reading: str

    def read(self, report: Report, **day: Any) -> Sequence[Any]:
        raise NotImplementedError

    @extend_schema(parameters=[ReportAsOfSerializer])
    def get(self, request: Request) -> Response:
        parameters = self.reading_parameters(ReportAsOfSerializer)
        report = parameters.pop("report")
        found = {"report": report, **self.computed_for(parameters), self.reading: self.read(report, **parameters)}
        return Response(self.get_serializer(found).data)


class Differences(ReportReading):
    """The sides' views of every whole measure, side by side."""

    serializer_class = DifferencesSerializer
    reading = "measures"

    def read(self, report: Report, **day: Any) -> Sequence[Any]:
        found = differences_of_report(report, self.audience, **day)
        return [{"measure": measure, "differences": differences} for measure, differences in found]


class ReportCoverage(ReportReading):
    """Which ambiguity is affected, by whom, and which by nobody."""

    serializer_class = CoverageOfReportSerializer
    reading = "coverage"

    def read(self, report: Report, **day: Any) -> Sequence[Any]:
        return coverage_of_report(report, self.audience, **day)


class ReportReciprocity(ReportReading):
    """What was offered, answered and withdrawn, since when, and who could take the next step."""

    serializer_class = ReciprocityOfReportSerializer
    reading = "reciprocity"

    def read(self, report: Report, **day: Any) -> Sequence[Any]:
        links = reciprocal_links(self.audience, report=report)
        return reciprocities_of(links, self.audience, on=day["as_of"] or self.today, **day)


class ReportComparison(RecordView):
    """Where a report stood on two days: status, last development, each side’s last words, our level."""

    serializer_class = ThenAndNowSerializer

    @extend_schema(parameters=[CompareQuerySerializer])
    def get(self, request: Request) -> Response:
        serializer = CompareQuerySerializer(data=request.query_params, context={"request": request})
        serializer.is_valid(raise_exception=True)
        asked = {"to": self.today, "known_at": None, **serializer.validated_data}
        if asked["to"] < asked["from"]:
            raise ValidationError({"from": _("The first day comes after the last.")})
        report = asked["report"]
        found = compare_days(
            report,
            self.audience,
            sides=sides_of(report, self.audience),
            then=asked["from"],
            now=asked["to"],
            today=self.today,
            known_at=asked["known_at"],
        )
        return Response(ThenAndNowSerializer(found, context=self.get_serializer_context()).data)


class ReportChanges(RecordView):
    """What changed between two days, by when it happened or by when it was recorded."""

    serializer_class = ChangesSerializer

    @extend_schema(parameters=[ChangesQuerySerializer])
    def get(self, request: Request) -> Response:
        parameters = self.reading_parameters(ChangesQuerySerializer)
        report, measure = parameters.pop("report"), parameters.pop("measure", None)
        parameters = {"until": self.today, **parameters, "by": ChangesBy(parameters["by"])}
        if parameters["until"] < parameters["since"]:
            raise ValidationError({"since": _("The first day comes after the last.")})
        if parameters["by"] == ChangesBy.RECORDING:
            parameters["as_of"] = parameters["as_of"] or self.today
        period = Period(**parameters)
        changes = changes_of(report, self.audience, period, measure=self.measure_of(report, measure))
        known_at = {"as_of": None, "known_at": period.last_known}
        context = {**self.get_serializer_context(), "placeholders": self.placeholders_for(known_at)}
        return Response(ChangesSerializer(changes, context=context).data)

    def measure_of(self, report: Report, key: str | None) -> Measure | None:
        """The measure that is named; one of another report, or a hidden one, is not there."""
        if key is None:
            return None
        measure: Measure | None = report.measures.visible_to(self.audience).filter(key=key).first()
        if measure is None:
            raise ValidationError({"measure": no_measure(key)})
        return measure
