"""Sources, and what reviewers make of them."""

from django.db.models import QuerySet
from django.http import FileResponse, QueryDict
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.parsing import RecordParser
from api.serializers.evidence import (
    EvidenceDraftSerializer,
    EvidenceSerializer,
    EvidenceUploadSerializer,
    ReviewDraftSerializer,
    ReviewSerializer,
)
from api.views.common import RecordDetail, RecordList, RecordView
from measures.models import Citation, Entry, Evidence, Marking, Measure, Review
from measures.models.evidence import EvidenceQuerySet
from measures.operations.evidence import record_evidence, review_evidence
from measures.publishing.downloads import download
from measures.publishing.filters import EvidenceFilters, on_measure


class Sources(RecordList):
    """Sources that the reader may see, those recorded last first."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilters
    keyset = ("-recorded_at", "-key")

    def get_queryset(self) -> EvidenceQuerySet:
        return Evidence.objects.visible_to(self.audience).for_reading()


class EvidenceList(Sources):
    """Sources of the record, those recorded last first."""

    parser_classes = [RecordParser, MultiPartParser]

    @extend_schema(
        request={"application/json": EvidenceDraftSerializer, "multipart/form-data": EvidenceUploadSerializer},
        responses={201: EvidenceSerializer},
    )
    def post(self, request: Request) -> Response:
        """Record a source, to be reviewed by somebody else; with its file as a form."""
        is_form = isinstance(request.data, QueryDict)
        body = self.body(EvidenceUploadSerializer if is_form else EvidenceDraftSerializer)
        marking = body.validated_data.pop("marking", Marking.PUBLIC)
        evidence = record_evidence(body.draft(), by=self.writer, marking=marking)
        row = Evidence.objects.for_reading().get(pk=evidence.pk)
        return self.written(EvidenceSerializer, row, at=reverse("api-evidence", args=[evidence.key]))


class MeasureEvidence(Sources):
    """The sources that entries on a measure or its parts cite."""

    def get_queryset(self) -> EvidenceQuerySet:
        measure = self.find(Measure.objects.visible_to(self.audience), key=self.kwargs["key"])
        entries = Entry.objects.visible_to(self.audience).filter(on_measure(measure))
        return super().get_queryset().filter(pk__in=Citation.objects.filter(entry__in=entries).values("evidence"))


class EvidenceDetail(RecordDetail):
    """One source."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer

    def get_queryset(self) -> EvidenceQuerySet:
        return Evidence.objects.visible_to(self.audience).for_reading()


class EvidenceFile(RecordView):
    """The file of a source."""

    @extend_schema(responses={(200, "application/octet-stream"): bytes})
    def get(self, request: Request, key: str) -> FileResponse:
        """The file of a source, as it was stored; one that was changed since is refused."""
        source: Evidence = self.find(Evidence.objects.visible_to(self.audience).select_related("file"), key=key)
        if source.file is None:
            raise NotFound
        return download(source, source.file)


class EvidenceReviews(RecordList):
    """What reviewers made of a source, the latest first; the latest says how it stands."""

    queryset = Review.objects.all()
    serializer_class = ReviewSerializer
    keyset = ("-recorded_at",)

    def evidence(self) -> Evidence:
        found: Evidence = self.find(Evidence.objects.visible_to(self.audience), key=self.kwargs["key"])
        return found

    def get_queryset(self) -> QuerySet[Review]:
        return self.evidence().reviews.all()

    @extend_schema(request=ReviewDraftSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Accept, dispute or retract a source."""
        asked = self.body(ReviewDraftSerializer).validated_data
        return self.written(ReviewSerializer, review_evidence(self.evidence(), by=self.writer, **asked))
