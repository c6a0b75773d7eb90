"""What the endpoints share: who reads, for which day, and how a body is read."""

from datetime import UTC, date
from typing import Any, NoReturn

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer

from api.filtering import RecordFilterBackend
from api.pagination import KeysetPagination
from api.parsing import RecordParser
from api.permissions import ReadingPermission, ScopePermission
from api.schema import RecordSchema
from api.serializers.fields import AsOfSerializer
from measures.access import audience_of
from measures.models import Audience, User
from measures.publishing.filters import NoFilters


class RecordView(GenericAPIView[Any]):
    """An endpoint of the record, read by one audience."""

    permission_classes = [ReadingPermission, ScopePermission]
    parser_classes = [RecordParser]
    metadata_class = None
    filter_backends: Any = []
    schema = RecordSchema()

    @property
    def audience(self) -> Audience:
        return audience_of(self.request.user)

    @property
    def today(self) -> date:
        """The day of readings, in UTC."""
        return timezone.now().astimezone(UTC).date()

    @property
    def writer(self) -> User:
        user = self.request.user
        if not isinstance(user, User):
            raise NotAuthenticated
        return user

    @property
    def writers_today(self) -> date:
        return timezone.now().astimezone(self.writer.zone).date()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "today": self.today}

    def find(self, rows: QuerySet[Any], **by: Any) -> Any:
        """The row, or a 404: the same for a hidden one as for one that does not exist."""
        return get_object_or_404(rows, **by)

    def body[Body: BaseSerializer[Any]](self, kind: type[Body]) -> Body:
        """What was sent, in the right shape."""
        serializer = kind(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer

    def written(self, kind: type[BaseSerializer[Any]], row: object, *, at: str = "") -> Response:
        """The answer to what was created, and the address where it is."""
        serializer = kind(row, context=self.get_serializer_context())
        headers = {"Location": self.request.build_absolute_uri(at)} if at else {}
        return Response(serializer.data, status=status.HTTP_201_CREATED, headers=headers)

    def asked_for(self, kind: type[Serializer[Any]] = AsOfSerializer) -> dict[str, Any]:
        """As of which day and known at which moment a reading is asked for, and what else its parameters say."""
        serializer = kind(data=self.request.query_params)
        serializer.is_valid(raise_exception=True)
        return {"as_of": None, "known_at": None, **serializer.validated_data}


class RecordList(ListModelMixin, RecordView):
    """A list, filtered and paged; `keyset` is its total order, `parameters` those that are no filters."""

    filter_backends = [RecordFilterBackend]
    filterset_class: Any = NoFilters
    pagination_class = KeysetPagination
    keyset: tuple[str, ...] = ("key",)
    parameters: tuple[str, ...] = ()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)

    def asked_for(self, kind: type[Serializer[Any]] = AsOfSerializer) -> dict[str, Any]:
        """The same, where a list has filters and pages besides."""
        given = self.request.query_params.dict()
        serializer = kind(data={name: value for name, value in given.items() if name in kind().fields})
        serializer.is_valid(raise_exception=True)
        return {"as_of": None, "known_at": None, **serializer.validated_data}


class RecordDetail(RetrieveModelMixin, RecordView):
    """One row, by its key."""

    lookup_field = "key"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.retrieve(request, *args, **kwargs)


@extend_schema(exclude=True)
class Nowhere(RecordView):
    """An address that leads nowhere is answered as a problem, like every other error."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotFound
