"""Lists of rows as pages, tables and files, and single rows: the database writes what their serializer declares."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request

from api.etags import tagged_answer
from api.exports import disclaimer_rows
from api.filtering import RecordFilterBackend, refuse_unknown_names
from api.pagination import KeysetPagination, Orderings, ordering_of
from api.views.common import RecordView
from api.views.tables import ExportedView
from measures.lists.paging import PageRow, bare
from measures.lists.records import RecordSerializer, without_withdrawn
from measures.lists.shapes import Shape
from measures.lists.sql import count_rows, fetch_documents
from measures.models import Language, Measure, Report
from measures.models.records import Days
from measures.publishing.filters import NOW, NoFilters, RecordFilters
from measures.publishing.spreadsheets import XLSX, Stamp, exported, sheet_of_list


class DocumentView(RecordView):
    """An endpoint whose rows the database writes, as its serializer says."""

    serializer_class: type[RecordSerializer]
    # Whether a reader may ask for some fields, or for one language.
    is_shaped = True

    @classproperty
    def queryset(cls) -> QuerySet[Model]:  # noqa: N805
        """From this the description of the API knows the model."""
        model: Any = cls.serializer_class.Meta.model
        found: QuerySet[Any] = model._default_manager.all()
        return found

    def get_queryset(self) -> Any:
        return self.serializer_class.rows(self.audience)

    @property
    def shape(self) -> Shape:
        """The fields and the language that the reader wants."""
        query = self.request.query_params
        language = query.get("language", "")
        if language and language not in Language.values:
            words = _("Choose one of these: %(choices)s.") % {"choices": ", ".join(Language.values)}
            raise ValidationError({"language": [words]})
        return Shape.parse(query.get("fields", ""), language)

    def fetch(self, rows: QuerySet[Model], order: Sequence[str], limit: int) -> list[PageRow[str]]:
        document = self.serializer_class.statement(self.audience, self.shape)
        return fetch_documents(rows, document, order=order, limit=limit, values=self.placeholders)


class RecordList(ListModelMixin, ExportedView, DocumentView):
    """A list, filtered and paged; ordered by one of a closed list; `parameters` are those that are no filters."""

    filter_backends = [RecordFilterBackend]
    filterset_class: Any = NoFilters
    pagination_class = KeysetPagination
    orderings: Orderings = {"key": ("key",)}
    # The filters that hold columns of an ordering to one value.
    held_by: Mapping[str, str] = {}
    # The names in orderings that are no columns of the row.
    computed: Mapping[str, Combinable] = {}
    parameters: tuple[str, ...] = ()
    filters: RecordFilters | None = None
    # If the address names a row of one report: the path from the report to that row.
    of_report: str = ""

    @classproperty
    def ordering(cls) -> str:  # noqa: N805
        """Unless a list says another: the first of its orderings."""
        return next(iter(cls.orderings))

    @property
    def list_parameters(self) -> Collection[str]:
        return self.filterset_class.lists()  # type: ignore[no-any-return]

    def get_queryset(self) -> Any:
        return without_withdrawn(super().get_queryset(), known_at=self.days["known_at"])

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _name, order = ordering_of(request, self)
        computed = {name: self.computed[name] for name in map(bare, order) if name in self.computed}
        rows = self.filter_queryset(self.get_queryset().annotate(**computed))
        return self.answer(rows, order, request, **kwargs)

    def answer(self, rows: QuerySet[Any], order: Sequence[str], request: Request, **kwargs: Any) -> HttpResponseBase:
        """A page of the rows, or all of them as a file."""
        if self.is_export:
            return self.export(rows, order, request, **kwargs)
        return tagged_answer(request, self.pagination_class().page(rows, request, self))

    @cached_property
    def days(self) -> Days:
        """The day and the moment of the list, if it can have them."""
        query = self.request.query_params
        given = {name: query[name] for name in NOW if name in self.parameters and name in query}
        if not given:
            return NOW
        parameters = self.reading_parameters(given=given)
        return Days(as_of=parameters["as_of"], known_at=parameters["known_at"])

    @property
    def today(self) -> date:
        """The day of readings: that which is asked for, or the present one."""
        return self.days["as_of"] or super().today

    @property
    def placeholders(self) -> dict[str, Any]:
        return {**super().placeholders, **{name: value for name, value in self.days.items() if value is not None}}

    def fetch(self, rows: QuerySet[Model], order: Sequence[str], limit: int) -> list[PageRow[str]]:
        found = super().fetch(rows, order, limit)
        if not found:
            self.refuse_unknown_names()
        return found

    def export(self, rows: QuerySet[Any], order: Sequence[str], request: Request, **kwargs: Any) -> HttpResponseBase:
        name, ending = request.path.rstrip("/").rpartition("/")[2], request.accepted_renderer.format
        reports, address = self.reports(request, **kwargs), request.build_absolute_uri()
        in_words = self.filters.in_words if self.filters and ending == XLSX else ()
        stamp = Stamp(reports, self.today, self.days["known_at"], address, disclaimer_rows(request), in_words)
        sheet = sheet_of_list(
            name,
            self.serializer_class,
            rows,
            order,
            stamp,
            audience=self.audience,
            days=self.days,
            root=self.placeholders["root"],
            reader=self.request.user.pk,
            shape=self.shape,
            ending=ending,
        )
        return exported(sheet, ending)

    def reports(self, request: Request, **kwargs: Any) -> list[Report]:
        """The reports whose rows these can be."""
        found = Report.objects.visible_to(self.audience)
        if self.of_report:
            found = found.filter(**{self.of_report: kwargs["key"]})
        if slugs := request.query_params.getlist("report"):
            found = found.filter(slug__in=slugs)
        return list(found)

    def refuse_unknown_names(self) -> None:
        """If nothing was found, check whether a filter names something that does not exist."""
        refuse_unknown_names(self.filters)

    def count(self, rows: QuerySet[Any]) -> int:
        return count_rows(rows)


def describe_rows(name: str, sent: Any, shown: Any, *, status: int) -> Callable[..., Any]:
    """The description of writing rows together: what is sent is a list, and so is the answer."""
    return extend_schema(operation_id=name, request=sent(many=True), responses={status: shown(many=True)})


class NestedList(RecordList):
    """A list of what belongs to one row."""

    model: Any = Measure
    # By which column it does, unless the list says otherwise what belongs to the row.
    belongs_by = ""

    def parent_rows(self) -> QuerySet[Any]:
        """The row, if the reader may read it."""
        found: QuerySet[Any] = self.model._default_manager.visible_to(self.audience).filter(key=self.kwargs["key"])
        return found

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.filter(**{f"{self.belongs_by}__in": self.parent_rows()}) if self.belongs_by else rows

    def export(
        self, rows: QuerySet[Model], order: Sequence[str], request: Request, **kwargs: object
    ) -> HttpResponseBase:
        self.find(self.parent_rows())
        return super().export(rows, order, request, **kwargs)

    def refuse_unknown_names(self) -> None:
        if not self.parent_rows().exists():
            raise NotFound
        super().refuse_unknown_names()


class RecordDetail(RetrieveModelMixin, DocumentView):
    """One row, by its key; its ETag names its version, if it is revised."""

    def get(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:
        return self.row_response()

    def row_response(self) -> HttpResponse:
        """The row as it is now, or a 404."""
        rows = self.get_queryset().filter(**{self.lookup_field: self.kwargs[self.lookup_field]})
        is_revised = any(field.name == "version" for field in rows.model._meta.fields)
        found = self.fetch(rows, ["version" if is_revised else "pk"], 1)
        if not found:
            raise NotFound
        [row] = found
        return tagged_answer(self.request, row.content.encode(), version=row.values[0] if is_revised else None)


class RevisedDetail(RecordDetail):
    """One row that people revise."""

    def act_target(self) -> Any:
        return self.get_object()
