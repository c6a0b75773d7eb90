"""Readings of a whole report: differences, coverage, reciprocity, and what changed between two days."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import LARGEST_PAGE, page_at
from api.serializers.changes import (
    ChangesQuerySerializer,
    ChangesSerializer,
    CompareQuerySerializer,
    ThenAndNowSerializer,
)
from api.serializers.fields import ReportAsOfSerializer
from api.serializers.readings import (
    CoverageOfReportSerializer,
    DifferencesQuerySerializer,
    DifferencesSerializer,
    MeasureDifferencesSerializer,
    ReciprocityOfReportSerializer,
)
from api.views.common import RecordView
from api.views.tables import TableRow, TableView
from measures.analysis.changes import changes_of
from measures.analysis.coverage import coverage_of_report
from measures.analysis.differences import differences_of_measures, sides_of
from measures.analysis.periods import ChangesBy, Period, require_order
from measures.analysis.reciprocity import reciprocal_links, reciprocities_of
from measures.analysis.then_and_now import compare_days
from measures.lists.paging import Cursor, PageRow, bare, page_of
from measures.models import INDEPENDENT, MarkState, Measure, Report
from measures.models.measures import MeasureQuerySet

# What changed, by the name under which the answer has it.
CHANGED = {
    "status": "statuses",
    "state": "states",
    "level": "levels",
    "milestone": "milestones",
    "review": "reviews",
    "entry": "entries",
    "no_longer": "no_longer",
    "redacted": "redacted",
}


def special_columns(what: str, row: Any) -> TableRow:
    """What a table says of a change where the answer says it otherwise."""
    match what:
        case "milestone":
            before, after = (MarkState.NOT_MET, MarkState.MET)[:: 1 if row["is_met"] else -1]
            return {"on": row["milestone"], "before": before.value, "after": after.value}
        case "review":
            return {"on": row["source"], "day": row["recorded_at"]}
        case "entry":
            return {"entry": row["key"], "day": row["counts_from"]}
        case "no_longer" | "redacted":
            return {"entry": row}
        case _:
            return {}


class ReportReading(TableView):
    """A reading of one report, now or as of a day."""

    reading: str

    def read(self, report: Report, **day: Any) -> Sequence[Any]:
        raise NotImplementedError

    def table_rows(self, answers: Sequence[TableRow]) -> Iterable[TableRow]:
        """What a table says of the reading."""
        return answers

    @extend_schema(parameters=[ReportAsOfSerializer])
    def get(self, request: Request) -> HttpResponseBase:
        parameters = self.reading_parameters(ReportAsOfSerializer)
        report = parameters.pop("report")
        days = self.computed_for(parameters)
        answer = self.get_serializer({"report": report, **days, self.reading: self.read(report, **parameters)}).data
        if self.is_export:
            return self.table(self.table_rows(answer[self.reading]), [report], **days)
        return Response(answer)


class Differences(TableView):
    """The sides' views of whole measures, side by side: in pages, and as a table of all of them."""

    serializer_class = DifferencesSerializer
    keyset = ("position", "key")
    table_columns = {
        "measure": _("Measure"),
        "about": _("About whose actions"),
        "state": _("State"),
        "whose": _("Whose view"),
        "level": _("Level"),
        "is_reading": _("Our reading"),
        "text": _("In words"),
        "occurred": _("When it happened"),
        "entry": _("Entry"),
    }

    @extend_schema(parameters=[DifferencesQuerySerializer])
    def get(self, request: Request) -> HttpResponseBase:
        parameters = self.reading_parameters(DifferencesQuerySerializer)
        report, size = parameters.pop("report"), parameters.pop("page_size")
        parameters.pop("cursor", None)
        days, rows = self.computed_for(parameters), report.measures.whole().visible_to(self.audience)
        reading = {"sides": sides_of(report, self.audience), **parameters}
        if self.is_export:
            return self.table(self.table_rows(self.every(rows, **reading)), [report], **days)
        page, links = page_at(request, rows, self.keyset, size, fetch=partial(self.fetch, **reading))
        return Response(self.get_serializer({"report": report, **days, **links, "measures": page.rows}).data)

    def fetch(self, rows: MeasureQuerySet, order: Sequence[str], limit: int, **reading: Any) -> list[PageRow[TableRow]]:
        """The first measures in an order, each with its differences."""
        first = Measure.objects.filter(pk__in=list(rows.order_by(*order).values_list("pk", flat=True)[:limit]))
        found = differences_of_measures(first.order_by(*order), self.audience, **reading)
        return [
            PageRow([getattr(measure, bare(name)) for name in order], {"measure": measure, "differences": differences})
            for measure, differences in found
        ]

    def every(self, rows: MeasureQuerySet, **reading: Any) -> Iterable[TableRow]:
        """What the answers of all pages show of measures."""
        cursor: Cursor | None = Cursor()
        while cursor is not None:
            page = page_of(rows, self.keyset, cursor, LARGEST_PAGE, fetch=partial(self.fetch, **reading))
            yield from MeasureDifferencesSerializer(page.rows, many=True, context=self.get_serializer_context()).data
            cursor = page.next

    def table_rows(self, answers: Iterable[TableRow]) -> Iterable[TableRow]:
        """A row for each side and subject, and for our own view."""
        for answer in answers:
            for each in answer["differences"]:
                about = {"measure": answer["measure"], "about": each["about"], "state": each["state"]}
                ours = [each["independent"]] if each["independent"] else []
                us = {
                    "whose": INDEPENDENT,
                    "level": ours[0]["level"] if ours else None,
                    "is_reading": True,
                    "views": ours,
                }
                for side in (*each["sides"], us):
                    view: TableRow = side["views"][0] if side["views"] else {}
                    words = {name: view.get(name) for name in ("text", "occurred", "entry")}
                    yield {**about, **{name: side[name] for name in ("whose", "level", "is_reading")}, **words}


class ReportCoverage(ReportReading):
    """Which ambiguity is affected, by whom, and which by nobody."""

    serializer_class = CoverageOfReportSerializer
    reading = "coverage"
    table_columns = {
        "ambiguity": _("Ambiguity"),
        "state": _("State"),
        "moved_by": _("Moved by"),
        "measures": _("Measures that address it"),
    }

    def read(self, report: Report, **day: Any) -> Sequence[Any]:
        return coverage_of_report(report, self.audience, **day)


class ReportReciprocity(ReportReading):
    """What was offered, answered and withdrawn, since when, and who could take the next step."""

    serializer_class = ReciprocityOfReportSerializer
    reading = "reciprocity"
    table_columns = {
        "offer": _("Measure that is reciprocated"),
        "answer": _("Measure that reciprocates it"),
        "basis": _("Basis"),
        "state": _("State"),
        "since": _("Since"),
        "days": _("Days since then"),
        "movers": _("Next to act"),
    }

    def read(self, report: Report, **day: Any) -> Sequence[Any]:
        links = reciprocal_links(self.audience, report=report)
        return reciprocities_of(links, self.audience, on=day["as_of"] or self.today, **day)


class ReportComparison(RecordView):
    """Where a report stood on two days: status, last development, each side’s last words, our level."""

    serializer_class = ThenAndNowSerializer

    @extend_schema(parameters=[CompareQuerySerializer])
    def get(self, request: Request) -> Response:
        parameters = {"to": self.today, **self.reading_parameters(CompareQuerySerializer)}
        require_order(parameters["from"], parameters["to"], field="from")
        report = parameters["report"]
        found = compare_days(
            report,
            self.audience,
            sides=sides_of(report, self.audience),
            then=parameters["from"],
            now=parameters["to"],
            today=self.today,
            known_at=parameters["known_at"],
        )
        return Response(ThenAndNowSerializer(found, context=self.get_serializer_context()).data)


class ReportChanges(TableView):
    """What changed between two days, by when it happened or by when it was recorded."""

    serializer_class = ChangesSerializer
    table_columns = {
        "what": _("What changed"),
        "on": _("On what it is"),
        "whose": _("Whose view"),
        "about": _("About whose actions"),
        "day": _("Day"),
        "before": _("Before the change"),
        "after": _("After the change"),
        "entry": _("Entry"),
        "is_ours": _("No act changed it"),
    }

    @extend_schema(parameters=[ChangesQuerySerializer])
    def get(self, request: Request) -> HttpResponseBase:
        parameters = self.reading_parameters(ChangesQuerySerializer)
        report, measure = parameters.pop("report"), parameters.pop("measure", None)
        parameters = {"until": self.today, **parameters, "by": ChangesBy(parameters["by"])}
        require_order(parameters["since"], parameters["until"], field="since")
        if parameters["by"] == ChangesBy.RECORDING:
            parameters["as_of"] = parameters["as_of"] or self.today
        period = Period(**parameters)
        changes = changes_of(report, self.audience, period, measure=self.measure_of(report, measure))
        known_at = {"as_of": None, "known_at": period.last_known}
        context = {**self.get_serializer_context(), "placeholders": self.placeholders_for(known_at)}
        answer = ChangesSerializer(changes, context=context).data
        if self.is_export:
            rows = self.table_rows(answer)
            return self.table(rows, [report], as_of=period.last_day, known_at=period.last_known)
        return Response(answer)

    def table_rows(self, answer: TableRow) -> Iterable[TableRow]:
        """A row for each change."""
        empty = dict.fromkeys(self.table_columns)
        for what, name in CHANGED.items():
            for row in answer[name]:
                changed = {column: row[column] for column in self.table_columns if column in row}
                yield {**empty, **changed, **special_columns(what, row), "what": what}

    def measure_of(self, report: Report, key: str | None) -> Measure | None:
        """The measure that is named; one of another report, or a hidden one, is not there."""
        return None if key is None else self.named(report.measures.visible_to(self.audience), "measure", key=key)
