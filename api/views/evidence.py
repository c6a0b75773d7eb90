"""Sources, and what reviewers make of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, QueryDict
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.negotiation import SingleFormatNegotiation
from api.parsing import RecordParser
from api.serializers.evidence import (
    EvidenceDraftSerializer,
    EvidenceRevisionSerializer,
    EvidenceUploadSerializer,
    ReviewDraftSerializer,
)
from api.serializers.row_history import EvidenceHistorySerializer
from api.views.common import IF_MATCH, RecordView
from api.views.lists import NestedList, RecordList, RevisedDetail
from api.views.row_history import RowHistory
from measures.analysis.file_types import TEXT, WARC
from measures.lists.evidence import EvidenceSerializer, ReviewSerializer
from measures.models import Capture, Entry, Evidence, Marking, Review, StoredFile
from measures.models.evidence import EvidenceQuerySet
from measures.models.journal import EntryQuerySet, on_wholes
from measures.operations.evidence import record_evidence, review_evidence, revise_evidence
from measures.publishing.downloads import download, download_text
from measures.publishing.filters import EvidenceFilters


class Sources(RecordList):
    """Sources that the reader may see, those recorded last first."""

    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilters
    orderings = {
        "recorded": ("recorded_at", "key"),
        "grade": ("grade", "credibility", "key"),
        "key": ("key",),
        "title": ("title", "key"),
    }
    ordering = "-recorded"
    parameters = ("as_of", "known_at")

    @property
    def entries(self) -> EntryQuerySet:
        """The entries that the reader may see and that were there on the day that is asked for."""
        return Entry.objects.visible_to(self.audience).recorded(**self.days)

    def get_queryset(self) -> EvidenceQuerySet:
        sources: EvidenceQuerySet = super().get_queryset()
        recorded = sources.recorded(known_at=self.days["known_at"])
        return recorded if self.days["as_of"] is None else recorded.cited_by(self.entries)


class EvidenceList(Sources):
    """Sources of the record, last recorded first; as of a day, those of what had happened by then."""

    parser_classes = [RecordParser, MultiPartParser]
    may_be_tried = False  # its file would be stored
    acts = {"POST": "record_evidence"}

    @extend_schema(
        request={"application/json": EvidenceDraftSerializer, "multipart/form-data": EvidenceUploadSerializer},
        responses={201: EvidenceSerializer},
    )
    def post(self, request: Request) -> Response:
        """Record a source, for a second person to review; to send its file too, send a form."""
        is_form = isinstance(request.data, QueryDict)
        body = self.body(EvidenceUploadSerializer if is_form else EvidenceDraftSerializer)
        marking = body.validated_data.pop("marking", Marking.PUBLIC)
        evidence = record_evidence(body.draft(), by=self.writer, marking=marking)
        return self.created_response(EvidenceSerializer, evidence, at=reverse("api-evidence", args=[evidence.key]))


class MeasureEvidence(NestedList, Sources):
    """The sources that entries on a measure or its parts cite."""

    of_report = "measures__key"

    def get_queryset(self) -> Any:
        return super().get_queryset().cited_by(self.entries.filter(on_wholes(self.parent_rows())))


class EvidenceDetail(RevisedDetail):
    """One source."""

    serializer_class = EvidenceSerializer
    acts = {"PATCH": "revise_evidence"}

    @extend_schema(request=EvidenceRevisionSerializer, responses=EvidenceSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change a source's grades, where a copy of it is kept, or how it was read; the rest stays as recorded."""
        source = self.act_target()
        version = self.version_of(source)
        revise_evidence(source, version=version, by=self.writer, **self.changes(EvidenceRevisionSerializer))
        return self.row_response()


class EvidenceHistory(RowHistory):
    """Changes of a source's own fields since it was recorded: grades, archived copy and, for the team, markings."""

    serializer_class = EvidenceHistorySerializer
    model = Evidence


class EvidenceFile(RecordView):
    """The file of a source."""

    content_negotiation_class = SingleFormatNegotiation

    @extend_schema(responses={(200, "application/octet-stream"): bytes})
    def get(self, request: Request, key: str) -> FileResponse:
        """The file of a source, as it was stored; a file that has changed since is refused."""
        source = self.find(Evidence.objects.visible_to(self.audience).select_related("file"), key=key)
        if source.file is None:
            raise NotFound
        return download(source.file, name=source.file_name)


class EvidenceCapture(RecordView):
    """The copy of what was at the address of a source."""

    content_negotiation_class = SingleFormatNegotiation
    acts = {"GET": "read_capture"}

    @extend_schema(responses={(200, WARC): bytes})
    def get(self, request: Request, key: str) -> FileResponse:
        """The copy of a source as a WARC, for the team: each request, and what was answered."""
        source = self.find(Evidence.objects.visible_to(self.audience), key=key)
        file = self.find(StoredFile.objects.all(), capture__in=Capture.objects.recorded().of(source)[:1])
        return download(file, name=source.key)


class EvidenceCaptureText(RecordView):
    """The text of that copy."""

    content_negotiation_class = SingleFormatNegotiation
    acts = {"GET": "read_capture"}

    @extend_schema(responses={(200, TEXT): str})
    def get(self, request: Request, key: str) -> HttpResponse:
        """The text of the copy of a source, for the team; a copy of something else than a page has none."""
        source = self.find(Evidence.objects.visible_to(self.audience), key=key)
        found = self.find(Capture.objects.recorded().of(source).exclude(text="")[:1])
        return download_text(found.text, name=f"{source.key}.txt")


class EvidenceReviews(NestedList):
    """The reviews of a source, latest first; the latest one holds."""

    serializer_class = ReviewSerializer
    model = Evidence
    belongs_by = "evidence"
    orderings = {"recorded": ("recorded_at",)}
    ordering = "-recorded"
    parameters = ("known_at",)
    acts = {"POST": "review_evidence"}

    def act_target(self) -> Any:
        return self.find(self.parent_rows())

    def get_queryset(self) -> QuerySet[Review]:
        found: QuerySet[Review] = super().get_queryset()
        known_at = self.days["known_at"]
        return found if known_at is None else found.filter(recorded_at__lte=known_at)

    @extend_schema(request=ReviewDraftSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Accept, dispute or retract a source."""
        fields = self.body(ReviewDraftSerializer).validated_data
        return self.created_response(ReviewSerializer, review_evidence(self.act_target(), by=self.writer, **fields))
