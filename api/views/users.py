"""Your own account and, for administrators, everybody's: invite, change, deactivate, send a new password."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import AdministratorPermission, AnyTokenPermission, ReauthenticatedPermission, ScopePermission
from api.serializers.users import (
    GivenRoleSerializer,
    InvitationSerializer,
    MeSerializer,
    ProfileSerializer,
    UserRevisionSerializer,
)
from api.views.common import IF_MATCH, RecordView, SignedInView
from api.views.lists import RecordList
from measures.lists.accounts import AccountEventSerializer, UserSerializer
from measures.models import AccountEvent, Report, User
from measures.operations.accounts import give_report_role, invite_user, revise_profile, revise_user
from measures.operations.provider_accounts import unlink_account
from measures.publishing.filters import UserFilters
from measures.publishing.invitations import send_invitation

ADMINISTRATORS: Any = [AdministratorPermission, ScopePermission, ReauthenticatedPermission]


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


class AccountLog(SignedInView, RecordList):
    """What happened to your account, when, and from where."""

    serializer_class = AccountEventSerializer
    orderings = {"at": ("at", "id")}
    ordering = "-at"

    def get_queryset(self) -> QuerySet[AccountEvent]:
        return AccountEvent.objects.filter(account=self.writer)


class UserList(RecordList):
    """All accounts, in the order in which people joined; for administrators."""

    serializer_class = UserSerializer
    filterset_class = UserFilters
    permission_classes = ADMINISTRATORS
    orderings = {"joined": ("joined_at", "id")}
    # Mail is sent.
    may_be_tried = False

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.all()

    @extend_schema(request=InvitationSerializer, responses={201: UserSerializer})
    def post(self, request: Request) -> Response:
        """Invite somebody; a mail sends them a link to choose a password."""
        user = invite_user(**self.body(InvitationSerializer).validated_data, by=self.writer)
        user.refresh_from_db()
        send_invitation(user, request._request)
        return self.created_response(UserSerializer, user, at=reverse("api-user", args=[user.pk]))


class OfUser(RecordView):
    """What is done with one account; for administrators."""

    serializer_class = UserSerializer
    permission_classes = ADMINISTRATORS

    @property
    def account(self) -> User:
        return self.find(User.objects.all(), pk=self.kwargs["user"])


class UserDetail(OfUser):
    """One account; for administrators."""

    def get(self, request: Request, user: int) -> HttpResponse:
        return self.tagged(self.account)

    @extend_schema(request=UserRevisionSerializer, responses=UserSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, user: int) -> HttpResponse:
        """Change an account's name, role or party, or deactivate it.

        With `is_active` false the account's password, tokens and secret addresses go for good; with true it is active
        again, and a mail sends its user a link to choose a password.
        """
        account = self.account
        version = self.version_of(account)
        changes = self.changes(UserRevisionSerializer)
        revised = revise_user(account, changes=changes, version=version, by=self.writer)
        if changes.get("is_active") and not account.is_active:
            send_invitation(revised, request._request)
        return self.tagged(self.account)


class UserReportRole(OfUser):
    """What somebody may do in one report, where that is more than in all; for administrators."""

    @extend_schema(request=GivenRoleSerializer, responses=UserSerializer)
    def put(self, request: Request, user: int, slug: str) -> Response:
        """Give somebody a role in one report, in place of one that they have there."""
        return self.give(self.body(GivenRoleSerializer).validated_data["role"])

    def delete(self, request: Request, user: int, slug: str) -> None:
        """Take somebody's role in one report away: there they may do what they may in all."""
        self.give("")

    def give(self, role: str) -> Response:
        account = self.account
        report = self.find(Report.objects.all(), slug=self.kwargs["slug"])
        give_report_role(account, report, role=role, by=self.writer)
        return Response(self.get_serializer(account).data)


class UserProvider(OfUser):
    """The link of an account to a person at an identity provider; for administrators."""

    def delete(self, request: Request, user: int) -> None:
        """Remove the link and sign the person out; whoever signs in next with the account's address is linked."""
        unlink_account(self.account, by=self.writer)


class UserLog(AccountLog):
    """What happened to somebody's account; for administrators."""

    permission_classes = ADMINISTRATORS

    def get_queryset(self) -> QuerySet[AccountEvent]:
        return AccountEvent.objects.filter(account=self.kwargs["user"])

    def explain_nothing(self) -> None:
        self.find(User.objects.all(), pk=self.kwargs["user"])


class UserPassword(OfUser):
    """A new password for somebody; for administrators."""

    may_be_tried = False

    @extend_schema(request=None, responses={202: UserSerializer})
    def post(self, request: Request, user: int) -> Response:
        """Send somebody active a link to choose a new password; the old one works until then."""
        found = self.find(User.objects.filter(is_active=True), pk=user)
        send_invitation(found, request._request)
        return Response(self.get_serializer(found).data, status=status.HTTP_202_ACCEPTED)
