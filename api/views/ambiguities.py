"""Ambiguities, and each side's reading of them."""

from collections.abc import Sequence

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.ambiguities import PerceptionAsOfSerializer
from api.serializers.fields import AsOfSerializer
from api.views.common import RecordView
from api.views.lists import RecordDetail, RecordList
from measures.analysis.assessment import unassessed
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.sides import sides_of
from measures.lists.ambiguities import AmbiguitySerializer, PerceivedViewSerializer
from measures.models import Ambiguity
from measures.publishing.filters import AmbiguityFilters


class AmbiguityList(RecordList):
    """Ambiguities, as sets and their elements, in the order of their reports."""

    serializer_class = AmbiguitySerializer
    filterset_class = AmbiguityFilters
    orderings = {"report": ("report__slug", "position", "key"), "key": ("key",), "title": ("title", "key")}
    parameters = ("as_of", "known_at")


class AmbiguityDetail(RecordDetail):
    """One ambiguity; its ETag names its version."""

    serializer_class = AmbiguitySerializer


class AmbiguityPerception(RecordView):
    """Each side's latest reading of an ambiguity, side by side; sides without a reading are named."""

    serializer_class = PerceptionAsOfSerializer

    @extend_schema(parameters=[AsOfSerializer])
    def get(self, request: Request, key: str) -> Response:
        seen = Ambiguity.objects.visible_to(self.audience).select_related("report")
        ambiguity = self.find(seen, key=key)
        parameters = self.reading_parameters()
        sides = sides_of(ambiguity.report, self.audience)
        [perception] = perceptions_of([ambiguity], sides, self.audience, **parameters)
        context = self.get_serializer_context()
        context["views"] = documents_of_views([perception], context)
        context["unassessed"] = unassessed(ambiguity.report, self.audience, known_at=parameters["known_at"])
        answer = {**self.reading_days(parameters), "perception": perception}
        return Response(PerceptionAsOfSerializer(answer, context=context).data)


def documents_of_views(perceptions: Sequence[Perception], context: dict[str, object]) -> dict[int, object]:
    """What is shown of the views in perceptions, by primary key, in one statement for all."""
    views = [view for each in perceptions for reading in each.readings for view in reading.views]
    views += [each.independent for each in perceptions if each.independent]
    documents = PerceivedViewSerializer(views, many=True, context=context).data
    return {view.pk: document for view, document in zip(views, documents, strict=True)}
