"""Your own account."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.permissions import AnyTokenPermission, ScopePermission
from api.serializers.users import (
    MeSerializer,
    ProfileSerializer,
)
from api.views.common import IF_MATCH, SignedInView
from measures.operations.accounts import revise_profile


class Me(SignedInView):
    """Your account, and what you may see."""

    serializer_class = MeSerializer
    permission_classes = [AnyTokenPermission, ScopePermission]

    def get(self, request: Request) -> HttpResponse:
        return self.tagged(self.writer)

    @extend_schema(request=ProfileSerializer, responses=MeSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request) -> HttpResponse:
        """Choose your language and time zone, and whether others than the team see your name."""
        version = self.version_of(self.writer)
        return self.tagged(revise_profile(self.writer, changes=self.changes(ProfileSerializer), version=version))
