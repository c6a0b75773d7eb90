"""Importing tables, and loading libraries: looked at first, written when that is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import flag
from api.permissions import ActPermission, ScopePermission, SignedInPermission
from api.serializers.imports import (
    ImportActSerializer,
    ImportDraftSerializer,
    LibraryTextSerializer,
    LoadedSerializer,
    MappingSerializer,
)
from api.views.common import RecordView
from api.views.lists import ListWithin, RecordDetail, RecordList
from measures.access import imports_for
from measures.library.imports.jobs import change_mapping, receive
from measures.library.imports.worker import cancel_import, request_undoing, request_writing
from measures.library.load import load_content
from measures.library.read import LibraryError, parse_library
from measures.library.sheets.options import OPTION_NAMES
from measures.library.sheets.sheet import SheetError
from measures.lists.imports import ImportDetailSerializer, ImportRowSerializer, ImportSerializer
from measures.models import Import, ImportProfile, ImportRow, ImportState
from measures.operations.dropping import drop_import
from measures.publishing.filters import ImportRowFilters
from measures.tasks import wake_for

ACTS = {"write": request_writing, "cancel": cancel_import, "undo": request_undoing}


@contextmanager
def as_faults() -> Iterator[None]:
    """Tell what is wrong with a table, or with how it is said to be read, at the field that says so."""
    try:
        yield
    except SheetError as error:
        raise ValidationError({error.field: [str(error)]}) from error
    except ValidationError as error:
        raise error if hasattr(error, "error_dict") else ValidationError({"file": error.messages}) from error


class Importing(RecordView):
    """For those who may import."""

    permission_classes = [SignedInPermission, ScopePermission, ActPermission]
    acts = {"GET": "read_imports", "POST": "import_table"}

    @property
    def imports(self) -> QuerySet[Import]:
        return imports_for(self.writer)

    def job(self) -> Import:
        return self.find(self.imports.select_related("report", "file", "by"), key=self.kwargs["key"])


class ImportList(Importing, RecordList):
    """Imports, latest first."""

    serializer_class = ImportSerializer
    parser_classes = [MultiPartParser]
    orderings = {"made": ("made_at", "key")}
    ordering = "-made"

    def get_queryset(self) -> QuerySet[Import]:
        return self.imports

    @extend_schema(request={"multipart/form-data": ImportDraftSerializer}, responses={201: ImportDetailSerializer})
    def post(self, request: Request) -> Response:
        """Look at a table: what each row would change. No measure is written.

        A long table is looked at in the background: `state` is `looking` until that is done.
        """
        fields = self.body(ImportDraftSerializer).validated_data
        profile = None
        if fields["profile"]:
            profile = self.find(ImportProfile.objects.all(), name=fields["profile"])
        with as_faults():
            job = receive(
                fields["file"],
                fields["file"].name,
                report=None,
                new={name: fields[name] for name in ("title", "author")} | {"slug": fields["report"]},
                profile=profile,
                marking=fields["marking"],
                by=self.writer,
                options={name: fields[name] for name in OPTION_NAMES if name in fields},
                order=fields["order"] or None,
                is_as_last=fields["as_last_time"],
            )
        wake_for(job)
        job.refresh_from_db()
        return self.created_response(ImportDetailSerializer, job, at=reverse("api-import", args=[job.key]))


class ImportDetail(Importing, RecordDetail):
    """One import."""

    serializer_class = ImportDetailSerializer
    acts = {**Importing.acts, "DELETE": "import_table"}

    def get_queryset(self) -> QuerySet[Import]:
        return self.imports

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Drop a table that was never written, with its file, and its report if that holds nothing else."""
        drop_import(self.job(), by=self.writer)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportRows(Importing, ListWithin):
    """What becomes of each row, in the order of the table."""

    serializer_class = ImportRowSerializer
    filterset_class = ImportRowFilters
    orderings = {"number": ("row_number",)}
    ordering = "number"
    of_report = "imports__key"

    def within(self) -> QuerySet[Import]:
        return self.imports.filter(key=self.kwargs["key"])

    def get_queryset(self) -> QuerySet[ImportRow]:
        return ImportRow.objects.filter(of__in=self.within())


class ImportLook(Importing):
    """Looking at a table again."""

    @extend_schema(request=MappingSerializer, responses={200: ImportDetailSerializer, 202: ImportDetailSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Look again, with another form, columns, words or decisions; no measure is written.

        If a long table is looked at in the background, the answer is 202.
        """
        fields = self.body(MappingSerializer).validated_data
        options = {name: fields.pop(name) for name in OPTION_NAMES if name in fields}
        with as_faults():
            job = change_mapping(self.job(), by=self.writer, options=options, **fields)
        wake_for(job)
        serializer = ImportDetailSerializer(job, context=self.get_serializer_context())
        is_waiting = job.state == ImportState.LOOKING
        return Response(serializer.data, status=status.HTTP_202_ACCEPTED if is_waiting else status.HTTP_200_OK)


class ImportActs(Importing):
    """Writing, cancelling and undoing an import."""

    @extend_schema(request=ImportActSerializer, responses={202: ImportDetailSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Write or undo an import in the background, or cancel that; a second time does nothing more."""
        job = self.job()
        ACTS[self.body(ImportActSerializer).validated_data["act"]](job, by=self.writer)
        job.refresh_from_db()
        wake_for(job)
        serializer = ImportDetailSerializer(job, context=self.get_serializer_context())
        return Response(serializer.data, status=status.HTTP_202_ACCEPTED)


class Libraries(RecordView):
    """Adding a report, or a newer version of one, from the text of its library."""

    permission_classes = [SignedInPermission, ScopePermission, ActPermission]
    acts = {"POST": "load_report"}

    @extend_schema(request=LibraryTextSerializer, responses={200: LoadedSerializer(many=True)})
    def post(self, request: Request) -> Response:
        """Load a library; with `?dry_run=true`, only say what it would change."""
        fields = self.body(LibraryTextSerializer).validated_data
        try:
            library = parse_library(fields["name"], fields["text"])
            choices = {name: fields[name] for name in ("older", "marking")}
            tallies = load_content(library, dry_run=flag(request, "dry_run"), **choices)
        except LibraryError as error:
            raise ValidationError({"text": list(error.faults)}) from error
        rows = [{"kind": kind, **asdict(tally)} for kind, tally in tallies.items()]
        return Response(LoadedSerializer(rows, many=True).data)
