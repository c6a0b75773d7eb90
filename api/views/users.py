"""Oneself."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import ScopePermission, SignedInPermission
from api.serializers.users import MeSerializer
from api.views.common import RecordView
from measures.models import User


class Me(RecordView):
    """Whom this session or token belongs to, and what that person may see."""

    queryset = User.objects.all()
    serializer_class = MeSerializer
    permission_classes = [SignedInPermission, ScopePermission]

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(self.writer).data)
