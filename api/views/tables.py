"""Answers that are no lists of rows and can be had as tables, too."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Value
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer

from api.exports import DISCLAIMER, EXPORTS, disclaimer_rows
from api.views.common import RecordView
from measures.lists.tables import Column, Labels
from measures.models import Report
from measures.publishing.spreadsheets import FORMATS, ExportSheet, Stamp, as_json, exported

type TableRow = Mapping[str, Any]


class ExportedView(RecordView):
    """An endpoint whose answer can be had as a file, too."""

    def get_renderers(self) -> list[BaseRenderer]:
        renderers = super().get_renderers()
        is_table = self.request.method in SAFE_METHODS
        return [*renderers, *(renderer() for renderer in EXPORTS)] if is_table else renderers

    @property
    def is_export(self) -> bool:
        return self.request.accepted_renderer.format in FORMATS


class TableView(ExportedView):
    """An endpoint whose answer is also a table with these columns, each by its name with its heading."""

    of_files = ("format", DISCLAIMER)
    table_columns: Mapping[str, str | Promise] = {}

    def table(
        self,
        rows: Iterable[TableRow],
        reports: Sequence[Report] = (),
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> HttpResponseBase:
        """The rows as the file that is asked for."""
        request, found = self.request, list(rows)
        labels: Labels = {}
        columns = [Column(name, heading, Value(None), labels) for name, heading in self.table_columns.items()]
        sheet = ExportSheet(
            request.path.rstrip("/").rpartition("/")[2],
            columns,
            [[row[name] for name in self.table_columns] for row in found],
            Stamp(reports, as_of or self.today, known_at, request.build_absolute_uri(), disclaimer_rows(request)),
            documents=map(as_json, found),
        )
        return exported(sheet, request.accepted_renderer.format)
