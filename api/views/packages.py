"""The tables of a report as a data package: where each is, and what its columns hold (datapackage.org, version 2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django.db.models import BooleanField, DateField, IntegerField
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.dictionary import heading_in_both, name_of_codes
from api.etags import JSON
from api.exports import DISCLAIMER
from api.serializers.fields import AsOfSerializer
from api.views.about import Codes
from api.views.ambiguities import AmbiguityList
from api.views.announced_dates import DateList
from api.views.catalogue import LinkList, TermList
from api.views.common import RecordView
from api.views.entries import EntryList
from api.views.evidence import EvidenceList
from api.views.lists import RecordList
from api.views.measures import MeasureList, MilestoneList
from api.views.readings import ReportRequests
from api.views.readouts import ReadoutsList, SubjectList
from api.views.reports import PartyList
from api.views.searches import SearchList
from api.views.statements import StatementList
from api.views.tables import TableView
from measures.lists.expressions import UtcTimestamp
from measures.lists.fields import PARTIAL_DATE
from measures.lists.tables import place_on
from measures.models import Audience, Report
from measures.models.partial_dates import PartialDateField
from measures.publishing.filters import NOW
from measures.publishing.spreadsheets import CSV, JSON_LINES, MEDIA_TYPES, DisclaimerRows, Stamp, meaning_of

type Schema = dict[str, Any]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
WITHOUT_DISCLAIMER = {DISCLAIMER: DisclaimerRows.NONE.value}
LISTS: Mapping[str, type[RecordList]] = {
    "measures": MeasureList,
    "milestones": MilestoneList,
    "links": LinkList,
    "ambiguities": AmbiguityList,
    "subjects": SubjectList,
    "terms": TermList,
    "parties": PartyList,
    "entries": EntryList,
    "statements": StatementList,
    "readouts": ReadoutsList,
    "evidence": EvidenceList,
    "dates": DateList,
    "searches": SearchList,
}
# Of what the database puts into a cell. All else is a text, lists too, which have "; " between their parts.
TYPES: Sequence[tuple[type, Schema]] = (
    (UtcTimestamp, {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%fZ"}),
    (PartialDateField, {"constraints": {"pattern": PARTIAL_DATE}}),
    (BooleanField, {"type": "boolean"}),
    (IntegerField, {"type": "integer"}),
    (DateField, {"type": "date"}),
)


@dataclass(frozen=True, slots=True)
class TablePackage:
    """The tables of a report that an audience may read, as of a day and as known at a moment where these are given."""

    report: Report
    audience: Audience
    # Where this site is.
    root: str
    days: Mapping[str, str]

    def descriptor(self) -> Schema:
        report = self.report
        source = {"title": ". ".join(filter(None, [report.author, report.title, report.publisher])), "path": report.url}
        return {
            "$schema": PROFILE,
            "name": report.slug,
            "title": report.title,
            "description": report.disclaimer,
            "homepage": f"{self.root}{reverse('report', args=[report.slug])}",
            "sources": [{name: value for name, value in source.items() if value}],
            "resources": [*self.resources()],
        }

    def resources(self) -> Iterator[Schema]:
        """Each table as CSV and as JSON Lines, the types of whose members the description of the API tells."""
        for name, view in LISTS.items():
            wanted = {each: value for each, value in self.days.items() if each in view.parameters}
            # What belongs to no report says nothing of one.
            is_of_reports = "report" in view.filterset_class.base_filters
            wanted |= {"report": self.report.slug} if is_of_reports else WITHOUT_DISCLAIMER
            serializer = view.serializer_class
            members = serializer().fields
            yield from self.forms_of(name, serializer.Meta.sheet, wanted, [*self.fields(view)], members)
        wanted = {**self.days, "report": self.report.slug}
        yield from self.forms_of("requests", "Requests", wanted, texts_of(ReportRequests), ReportRequests.table_columns)
        yield from self.forms_of("codes", "Codes", WITHOUT_DISCLAIMER, texts_of(Codes), Codes.table_columns)

    def forms_of(
        self, name: str, title: object, wanted: Mapping[str, str], fields: list[Schema], members: Iterable[str]
    ) -> Iterator[Schema]:
        names = [field["name"] for field in fields]
        stamp = Stamp([self.report], date.min, None, "", wanted.get(DISCLAIMER, DisclaimerRows.ONCE))
        stamped = [text_field(*each) for each in stamp.headings(*names).items()]
        # A program that guesses the type of a member from its first values takes keys for months, nothing for texts.
        anything = [{"name": member, "type": "any"} for member in members]
        key = {"primaryKey": ["key"]} if "key" in names else {}
        schemas = {CSV: {"fields": [*fields, *stamped], **key}, JSON_LINES: {"fields": [*anything, *stamped]}}
        for form, schema in schemas.items():
            yield {
                "name": f"{name}.{form}",
                "title": str(title),
                "path": f"{self.root}{reverse('api-root')}{name}/?{urlencode({'format': form, **wanted})}",
                "format": form,
                "mediatype": MEDIA_TYPES[form],
                "encoding": "utf-8",
                "type": "table",
                "schema": schema,
            }

    def fields(self, view: type[RecordList]) -> Iterator[Schema]:
        """The columns of a list, as its table has them for this audience."""
        serializer = view.serializer_class
        query = serializer.rows(self.audience).query
        for column in serializer().columns(place_on(self.audience, date.min), [self.report]):
            value: Any = column.value
            field = text_field(column.name, column.heading) | type_of(value.resolve_expression(query))
            # The table of codes says what each is called.
            further = {"description": meaning_of(column), "codes": name_of_codes(column)}
            yield field | {name: value for name, value in further.items() if value}


def text_field(name: str, heading: str | Promise) -> Schema:
    """A column of texts, with its heading in both languages."""
    title, title_zh_hans = heading_in_both(heading)
    return {"name": name, "type": "string", "title": title, "title_zh_hans": title_zh_hans}


def texts_of(view: type[TableView]) -> list[Schema]:
    return [text_field(name, heading) for name, heading in view.table_columns.items()]


def type_of(value: Any) -> Schema:
    """What a program may take the values of a column for, where they are no texts."""
    return next((found for kind, found in TYPES if isinstance(value, kind) or isinstance(value.output_field, kind)), {})


class ReportPackage(RecordView):
    """The tables of a report as a data package (Frictionless): where each is, and what its columns hold."""

    @extend_schema(
        parameters=[AsOfSerializer],
        responses={(HTTPStatus.OK, JSON): {"type": "object", "description": "As its profile says."}},
    )
    def get(self, request: Request, slug: str) -> Response:
        """The descriptor; as of a day or as known at a moment, where that is asked for, so are its tables."""
        report = self.find(Report.objects.visible_to(self.audience), slug=slug)
        self.reading_parameters()
        days = {name: request.query_params[name] for name in NOW if name in request.query_params}
        return Response(TablePackage(report, self.audience, self.placeholders["root"], days).descriptor())
