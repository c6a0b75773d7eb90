"""How rows of the record are cited: as text, in BibTeX and in CSL-JSON."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.etags import with_etag
from api.exports import offering
from api.serializers.citations import CitationQuerySerializer, CitationsSerializer
from api.views.common import RecordView
from measures.models import EntryKind
from measures.models.texts import CHINESE, ENGLISH
from measures.operations.clock import clock
from measures.publishing.citations import CITABLE, CitedRow, as_bibtex, as_csl, moment_to_cite

BIBTEX, CSL = "application/x-bibtex", "application/vnd.citationstyles.csl+json"


class Cite(RecordView):
    """The citation of a row, by the page that shows it."""

    renderer_classes = [JSONRenderer, offering("csl", CSL), offering("bibtex", BIBTEX)]
    of_files = ("format",)
    serializer_class = CitationsSerializer
    page = ""

    @extend_schema(
        parameters=[CitationQuerySerializer],
        responses={
            (200, "application/json"): CitationsSerializer,
            (200, CSL): {"type": "array", "items": {"type": "object", "additionalProperties": {}}},
            (200, BIBTEX): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        """How to cite a row, with the address that shows it as it was known; with `known_at`, always the same."""
        days = self.reading_parameters(CitationQuerySerializer)
        language = days.pop("language", ENGLISH)
        row = self.find(self.citable(days), key=key)
        now = moment_to_cite(clock())
        as_of, known_at = min(days["as_of"] or self.today, self.today), min(days["known_at"] or now, now)
        return self.answer(CitedRow(self.page, row, as_of, known_at), language)

    def citable(self, days: Mapping[str, Any]) -> QuerySet[Any]:
        """The rows that the reader may cite as of a day and as known at a moment."""
        return CITABLE[self.page](self.audience, days)

    def answer(self, cited: CitedRow, language: str) -> HttpResponse:
        found, form = cited.references(language), self.request.accepted_renderer.format
        if form == "bibtex":
            return with_etag(self.request, HttpResponse(as_bibtex(found), content_type=f"{BIBTEX}; charset=utf-8"))
        if form == "csl":
            return with_etag(self.request, HttpResponse(as_csl(found), content_type=CSL))
        texts = zip(cited.references(ENGLISH), cited.texts(ENGLISH), cited.texts(CHINESE), strict=True)
        citations = [{"key": each.key, "text": text, "text_zh_hans": chinese} for each, text, chinese in texts]
        answer = {
            "as_of": cited.as_of,
            "known_at": cited.known_at,
            "url": cited.url,
            "citations": citations,
            "bibtex": as_bibtex(found),
            "csl": [each.csl for each in found],
        }
        return Response(CitationsSerializer(answer).data)


class CiteComparison(Cite):
    """The citation of a comparison of texts."""

    page = "entry"

    def citable(self, days: Mapping[str, Any]) -> QuerySet[Any]:
        return super().citable(days).filter(kind=EntryKind.READOUTS)
