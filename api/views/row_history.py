"""What was changed of a row's own fields, by whom."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.row_history import KnownAtSerializer
from api.views.common import RecordView
from measures.analysis.row_history import row_history


class RowHistory(RecordView):
    """The row history of one row."""

    model: Any

    @extend_schema(parameters=[KnownAtSerializer])
    def get(self, request: Request, **address: str) -> Response:
        known_at = self.reading_parameters(KnownAtSerializer)["known_at"]
        row = self.find(self.model.objects.visible_to(self.audience), **address)
        changes = row_history(row, self.audience, known_at=known_at)
        return Response(self.get_serializer({"row": row, "known_at": known_at, "changes": changes}).data)
