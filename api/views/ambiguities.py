"""Ambiguities, and each side's reading of them."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.ambiguities import AmbiguitySerializer, PerceptionAsOfSerializer
from api.serializers.fields import AsOfSerializer
from api.views.common import RecordDetail, RecordList, RecordView
from measures.analysis.differences import sides_of
from measures.analysis.perception import Perception, perceptions_of
from measures.models import Ambiguity
from measures.publishing.filters import AmbiguityFilters

READING = Ambiguity.objects.select_related("report", "parent").prefetch_related("bearers")


class AmbiguityList(RecordList):
    """Ambiguities that reports find, sets and their elements, in the reports' order."""

    queryset = READING
    serializer_class = AmbiguitySerializer
    filterset_class = AmbiguityFilters
    keyset = ("report__slug", "position", "key")


class AmbiguityDetail(RecordDetail):
    """One ambiguity."""

    queryset = READING
    serializer_class = AmbiguitySerializer


class AmbiguityPerception(RecordView):
    """Each side's latest reading of an ambiguity, beside the other's; the missing ones are named."""

    queryset = Ambiguity.objects.select_related("report")
    serializer_class = PerceptionAsOfSerializer

    @extend_schema(parameters=[AsOfSerializer])
    def get(self, request: Request, key: str) -> Response:
        ambiguity = self.find(self.get_queryset(), key=key)
        asked = self.asked_for()
        [perception] = perceptions_of([ambiguity], sides_of(ambiguity.report), self.audience, **asked)
        load_sources([perception])
        return Response(self.get_serializer({**asked, "perception": perception}).data)


def load_sources(perceptions: Sequence[Perception]) -> None:
    """What the views rest on, for all of them at once."""
    views = [view for each in perceptions for reading in each.readings for view in reading.views]
    views += [each.independent for each in perceptions if each.independent]
    prefetch_related_objects(
        views, "ambiguity", "grounds__entry", "grounds__citation__evidence", "entry__citations__evidence"
    )
