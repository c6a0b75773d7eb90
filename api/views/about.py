"""Who runs this tracker."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.serializers.about import OperatorRevisionSerializer, OperatorSerializer
from api.views.common import IF_MATCH, RecordView
from measures.models import Operator
from measures.operations.operator import describe_operator


class AboutTracker(RecordView):
    """Who runs this tracker, where, on whose money, how to object, and how long things are kept."""

    serializer_class = OperatorSerializer
    acts = {"PATCH": "describe_operator"}

    def get(self, request: Request) -> HttpResponse:
        return self.tagged(Operator.present())

    @extend_schema(request=OperatorRevisionSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request) -> HttpResponse:
        """Say who runs this tracker."""
        version = self.version_of(Operator.present())
        changes = self.changes(OperatorRevisionSerializer)
        return self.tagged(describe_operator(changes=changes, version=version, by=self.writer))
