"""Readings of a whole report: what changed between two days, and what was asked and answered on record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.changes import (
    ChangesQuerySerializer,
    ChangesSerializer,
)
from api.serializers.fields import ReportAsOfSerializer
from api.serializers.requests import RequestsSerializer
from api.views.tables import TableRow, TableView
from measures.analysis.changes import changes_of
from measures.analysis.periods import DAY, ChangesBy, Period, require_order
from measures.analysis.requests import requests_on_record
from measures.analysis.searches import searched_texts
from measures.analysis.sides import report_with_parties, sides_of_loaded
from measures.models import MarkState, Measure, Report

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
        first, last = parameters.pop("from"), parameters.pop("to", self.today)
        require_order(first, last, field="from")
        parameters |= {"since": first - DAY, "until": last, "by": ChangesBy(parameters["by"])}
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


class ReportRequests(TableView):
    """Requests of a party to another by name, by subject and newest first, with what refers to them as an answer."""

    serializer_class = RequestsSerializer
    table_columns = {
        "subject": _("Subject"),
        "said_on": _("Day on which it was said"),
        "parties": _("Whose words"),
        "to": _("Addressed to"),
        "statement": _("Request"),
        "quotation": _("Original words"),
        "earlier": _("Earlier on the subject"),
        "replies": _("Replies: how, statement"),
        "on_the_subject": _("Words on the subject that are no replies"),
        "not_found_in": _("Texts searched without finding an answer"),
    }

    @extend_schema(parameters=[ReportAsOfSerializer])
    def get(self, request: Request) -> HttpResponseBase:
        parameters = self.reading_parameters(ReportAsOfSerializer)
        report = parameters.pop("report")
        loaded = report_with_parties(report, self.audience, on=parameters["as_of"] or self.today, **parameters)
        sides = sides_of_loaded(loaded)
        searched = searched_texts(loaded, sides, **parameters)
        found = requests_on_record(report, sides, searched, self.audience, **parameters)
        reading = {"report": report, **self.reading_days(parameters)}
        answer = self.get_serializer({**reading, "subjects": found.subjects, "among_several": found.among_several}).data
        if not self.is_export:
            return Response(answer)
        words = {each.key: each.quotation for each in found.statements}
        rows = self.table_rows(answer, words)
        return self.table(rows, [report], as_of=parameters["as_of"], known_at=parameters["known_at"])

    def table_rows(self, answer: TableRow, words: Mapping[str, str]) -> Iterable[TableRow]:
        """A row for each request."""
        for subject in answer["subjects"]:
            for row in subject["requests"]:
                addressees = row["addressees"]
                yield {
                    "subject": subject["subject"],
                    **{name: row[name] for name in ("said_on", "parties", "to", "statement", "earlier")},
                    "quotation": words[row["statement"]],
                    "replies": [f"{reply['how']}:{reply['statement']}" for reply in row["replies"]],
                    "on_the_subject": [key for each in addressees for key in (*each["later"], *each["earlier"])],
                    "not_found_in": [f"{each['party']}: {text}" for each in addressees for text in each["searched"]],
                }
