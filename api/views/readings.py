"""Readings of a whole report: two days side by side, and what changed between two days."""

from collections.abc import Iterable
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
from api.views.tables import TableRow, TableView
from measures.analysis.changes import changes_of
from measures.analysis.periods import DAY, ChangesBy, Period, require_order
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
