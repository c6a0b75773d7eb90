"""Tightening who may read an entry, a source, a measure or a date, with all that names it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.markings import MarkingDraftSerializer, TightenedSerializer
from api.views.common import RecordView
from measures.operations.markings import tighten_marking


class Tightening(RecordView):
    """A marking may be tightened, never loosened."""

    model: Any = None
    serializer_class = MarkingDraftSerializer
    acts = {"POST": "tighten_marking"}

    def acted_on(self) -> Any:
        return self.find(self.model.objects.visible_to(self.audience), key=self.kwargs["key"])

    @extend_schema(request=MarkingDraftSerializer, responses={200: TightenedSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Let fewer people read a row, and everything that names it."""
        marking = self.body(MarkingDraftSerializer).validated_data["marking"]
        reach = tighten_marking(self.acted_on(), marking=marking, by=self.writer)
        counts = {
            "entries": len(reach.entries),
            "measures": len(reach.measures),
            "evidence": len(reach.evidence),
            "dates": len(reach.dates),
        }
        return Response(TightenedSerializer(counts).data)
