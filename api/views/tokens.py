"""One's access tokens."""

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import PasswordPermission
from api.serializers.tokens import TokenDraftSerializer
from api.views.common import SignedInView
from api.views.lists import RecordList
from measures.access import allows
from measures.lists.accounts import NewTokenSerializer, TokenSerializer
from measures.models import AccessToken
from measures.operations.credentials import create_token, revoke_credential


class TokenList(SignedInView, RecordList):
    """Your tokens, newest first; revoked ones are kept."""

    serializer_class = TokenSerializer
    permission_classes = [*SignedInView.permission_classes, PasswordPermission]
    orderings = {"created": ("created_at", "id")}
    ordering = "-created"
    shown_once = ("secret",)

    def get_queryset(self) -> QuerySet[AccessToken]:
        return AccessToken.objects.filter(user=self.writer)

    @extend_schema(request=TokenDraftSerializer, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make a token for yourself; only this answer shows its secret."""
        draft = self.body(TokenDraftSerializer).validated_data
        draft.pop("password")
        token, secret = create_token(self.writer, **draft)
        token.secret = secret  # type: ignore[attr-defined]
        return self.created_response(NewTokenSerializer, token, at=reverse("api-token", args=[token.pk]))


class TokenDetail(SignedInView):
    """One token: your own or, for administrators, anybody's."""

    serializer_class = TokenSerializer

    def token(self) -> AccessToken:
        tokens = AccessToken.objects.all()
        if not allows(self.writer, "manage_users"):
            tokens = tokens.filter(user=self.writer)
        return self.find(tokens, pk=self.kwargs["token"])

    def get(self, request: Request, token: int) -> Response:
        return Response(self.get_serializer(self.token()).data)

    def delete(self, request: Request, token: int) -> None:
        """Revoke a token, at once and for good; a second time changes nothing."""
        revoke_credential(self.token(), by=self.writer)
