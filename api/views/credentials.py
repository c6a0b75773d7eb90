"""Access tokens, and secret addresses with what programs fetch under them without signing in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.negotiation import SingleFormatNegotiation
from api.permissions import PasswordPermission, ReauthenticatedPermission
from api.schema import LISTED, RecordSchema
from api.serializers.credentials import SecretUrlDraftSerializer, TokenDraftSerializer
from api.views.common import LimitedView, SignedInView, utc_today
from api.views.lists import RecordList
from measures.access import allows
from measures.lists.accounts import NewTokenSerializer, SecretUrlMadeSerializer, SecretUrlSerializer, TokenSerializer
from measures.models import AccessToken, SecretUrl, SecretUrlKind
from measures.operations.credentials import create_secret_url, create_token, revoke_credential, secret_url_of
from measures.publishing.secret_addresses import check_filters, shared_document, url_of_secret

HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


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


class SecretUrlList(SignedInView, RecordList):
    """Your calendars, feeds and tables; revoked ones stay in the list."""

    serializer_class = SecretUrlSerializer
    permission_classes = [*SignedInView.permission_classes, ReauthenticatedPermission]
    orderings = {"created": ("created_at", "key")}
    ordering = "-created"
    shown_once = ("url",)

    def get_queryset(self) -> QuerySet[SecretUrl]:
        return SecretUrl.objects.filter(user=self.writer)

    @extend_schema(request=SecretUrlDraftSerializer, responses={201: SecretUrlMadeSerializer})
    def post(self, request: Request) -> Response:
        """Make a secret address; only this answer shows it."""
        fields = self.body(SecretUrlDraftSerializer).validated_data
        check_filters(fields["kind"], fields["filters"], self.writer, on=self.today)
        address, secret = create_secret_url(self.writer, **fields)
        address.url = url_of_secret(address.kind, secret)  # type: ignore[attr-defined]
        return self.created_response(SecretUrlMadeSerializer, address)


class SecretUrlDetail(SignedInView):
    """One secret address."""

    def delete(self, request: Request, key: str) -> None:
        """Revoke a secret address."""
        revoke_credential(self.find(SecretUrl.objects.filter(user=self.writer), key=key), by=self.writer)


class SecretAddress(LimitedView):
    """What is for whoever knows its address; an unknown, revoked or closed one is a 404."""

    kind: SecretUrlKind
    authentication_classes = []
    permission_classes = []
    content_negotiation_class = SingleFormatNegotiation
    http_method_names = ["get", "head"]
    schema = RecordSchema()

    @cached_property
    def secret_url(self) -> SecretUrl | None:
        """What the address is, if it is one."""
        return secret_url_of(self.kwargs["secret"], self.kind, at=timezone.now())

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        for header, value in HEADERS.items():
            answer.headers[header] = value
        return answer


class SecretDocument(SecretAddress):
    """A calendar or a feed."""

    def get(self, request: Request, secret: str) -> HttpResponse:
        found, before = self.secret_url, request.query_params.get("before", "")
        document = found and shared_document(found, on=utc_today(), before=before)
        if not document:
            raise NotFound
        answer = HttpResponse(document.content, content_type=document.media_type, headers={"ETag": document.etag})
        return get_conditional_response(request, etag=document.etag, response=answer) or answer


@extend_schema_view(
    get=extend_schema(operation_id="calendars_read", responses={(200, "text/calendar"): OpenApiTypes.STR})
)
class SecretCalendar(SecretDocument):
    """The target dates of measures, for a calendar program that knows the secret."""

    kind = SecretUrlKind.CALENDAR


@extend_schema_view(
    get=extend_schema(
        operation_id="feeds_read",
        parameters=[LISTED["before"]],
        responses={(200, "application/atom+xml"): OpenApiTypes.STR},
    )
)
class SecretFeed(SecretDocument):
    """The journal, for a feed reader that knows the secret."""

    kind = SecretUrlKind.FEED
