"""Lists of the API as CSV and XLSX, by `?format=` or by Accept."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from measures.models import Report
from measures.publishing.spreadsheets import CSV, FORMATS, MEDIA_TYPES, XLSX, Sheet, Stamp, exported
from measures.publishing.tables import Column, Row, Terms, rows_of


class CsvRenderer(JSONRenderer):
    """Offers CSV; what it writes itself is what is wrong with a request, as JSON."""

    media_type = MEDIA_TYPES[CSV]
    format = CSV


class XlsxRenderer(JSONRenderer):
    """Offers XLSX, likewise."""

    media_type = MEDIA_TYPES[XLSX]
    format = XLSX


EXPORTS = (CsvRenderer, XlsxRenderer)


class Exporting:
    """A list that is also a table: all its rows by its filters, in its order, whatever the size of its pages."""

    columns: "ClassVar[staticmethod[[Terms], list[Column]] | None]" = None
    # Where the address names a row of one report: the way from the report to that row.
    of_report: str = ""

    def is_export(self, request: Request) -> bool:
        return request.accepted_renderer.format in FORMATS

    def export(self, found: QuerySet[Any], terms: Terms, request: Request, **kwargs: Any) -> HttpResponseBase:
        columns = self.columns(terms) if self.columns else []
        name = request.path.rstrip("/").rpartition("/")[2]
        stamp = Stamp(self.reports(request, terms, **kwargs), terms.on, terms.known_at, request.build_absolute_uri())
        sheet = Sheet(name, columns, self.table_rows(found, columns, terms), stamp)
        return exported(sheet, request.accepted_renderer.format)

    def table_rows(self, found: QuerySet[Any], columns: Sequence[Column], terms: Terms) -> Iterable[Row]:
        """The rows of the table."""
        return rows_of(found, columns)

    def reports(self, request: Request, terms: Terms, **kwargs: Any) -> list[Report]:
        """The reports whose rows these can be."""
        found = Report.objects.visible_to(terms.audience)
        if self.of_report:
            found = found.filter(**{self.of_report: kwargs["key"]})
        if slug := request.query_params.get("report"):
            found = found.filter(slug=slug)
        return list(found)
