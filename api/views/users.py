"""Oneself, and to administrators everybody: invited, changed, shut out, sent another password."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import AdministratorPermission, ScopePermission
from api.serializers.users import InvitationSerializer, MeSerializer, ProfileSerializer, UserRevisionSerializer
from api.views.common import IF_MATCH, RecordView, SignedInView
from api.views.lists import RecordList
from measures.lists.accounts import UserSerializer
from measures.models import User
from measures.operations.accounts import invite_user, revise_profile, revise_user
from measures.publishing.invitations import send_invitation

ADMINISTRATORS: Any = [AdministratorPermission, ScopePermission]


class Me(SignedInView):
    """Whom this session or token belongs to, and what that person may see."""

    serializer_class = MeSerializer

    def get(self, request: Request) -> HttpResponse:
        return self.tagged(self.writer)

    @extend_schema(request=ProfileSerializer, responses=MeSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request) -> HttpResponse:
        """Choose one's language and time zone."""
        version = self.version_of(self.writer)
        return self.tagged(revise_profile(self.writer, changes=self.changes(ProfileSerializer), version=version))


class UserList(RecordList):
    """Everybody with an account, in the order in which they joined; for administrators."""

    serializer_class = UserSerializer
    permission_classes = ADMINISTRATORS
    orderings = {"joined": ("joined_at", "id")}
    ordering = "joined"
    # Mail is sent.
    may_be_tried = False

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.all()

    @extend_schema(request=InvitationSerializer, responses={201: UserSerializer})
    def post(self, request: Request) -> Response:
        """Invite somebody, who is sent the address where they choose their password."""
        user = invite_user(**self.body(InvitationSerializer).validated_data, by=self.writer)
        user.refresh_from_db()
        send_invitation(user, request._request)
        return self.created_response(UserSerializer, user, at=reverse("api-user", args=[user.pk]))


class UserDetail(RecordView):
    """One account; for administrators."""

    serializer_class = UserSerializer
    permission_classes = ADMINISTRATORS

    def user(self) -> User:
        return self.find(User.objects.all(), pk=self.kwargs["user"])

    def get(self, request: Request, user: int) -> HttpResponse:
        return self.tagged(self.user())

    @extend_schema(request=UserRevisionSerializer, responses=UserSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, user: int) -> HttpResponse:
        """Change whose an account is and what it may do.

        `is_active` shuts somebody out, whose password, tokens and secret addresses go for good; or lets them in again,
        and sends them the address where they choose a password.
        """
        account = self.user()
        version = self.version_of(account)
        changes = self.changes(UserRevisionSerializer)
        revised = revise_user(account, changes=changes, version=version, by=self.writer)
        if changes.get("is_active") and not account.is_active:
            send_invitation(revised, request._request)
        return self.tagged(self.user())


class UserPassword(RecordView):
    """Another password for somebody; for administrators."""

    permission_classes = ADMINISTRATORS
    may_be_tried = False
    serializer_class = UserSerializer

    @extend_schema(request=None, responses={202: UserSerializer})
    def post(self, request: Request, user: int) -> Response:
        """Send somebody who is active the address where they choose another password; the old one holds till then."""
        found = self.find(User.objects.filter(is_active=True), pk=user)
        send_invitation(found, request._request)
        return Response(self.get_serializer(found).data, status=status.HTTP_202_ACCEPTED)
