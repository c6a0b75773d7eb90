"""What the endpoints share: the reader, the day, and how a body is read."""

from collections.abc import Collection, Mapping
from datetime import UTC, date
from functools import partial
from typing import Any, NoReturn

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated, NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from api.batches import RowsSent, rows_in
from api.errors import VersionRequiredError
from api.etags import limit_caching, tagged_answer, version_to_change, with_etag
from api.parsing import RecordParser
from api.permissions import ActPermission, ReadingPermission, ScopePermission, SignedInPermission
from api.schema import RecordSchema
from api.serializers.fields import AsOfSerializer, no_row
from api.throttling import IN_PROCESS, ThrottleWithHeaders
from api.writing import WritingView
from measures.access import audience_of, audience_sent_to
from measures.lists.tables import placeholder_values
from measures.models import Audience, User
from measures.models.records import Versioned
from measures.publishing.filters import NOW
from measures.publishing.parameters import repeated_parameters, without_blanks


def utc_today() -> date:
    return timezone.now().astimezone(UTC).date()


IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="ETag of the row as you read it: it names the version to change.",
)


class LimitedView(APIView):
    """An endpoint whose answers say how many more requests are answered."""

    @cached_property
    def throttles(self) -> list[BaseThrottle]:
        return super().get_throttles()

    def get_throttles(self) -> list[BaseThrottle]:
        """Made once, so that they can state what they have counted."""
        return self.throttles

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        for throttle in self.throttles:
            if isinstance(throttle, ThrottleWithHeaders):
                for name, value in throttle.headers().items():
                    final.headers[name] = value
        return final


class RecordView(WritingView, LimitedView, GenericAPIView[Any]):
    """An endpoint of the record, read by one audience."""

    permission_classes = [ReadingPermission, ScopePermission, ActPermission]
    # The act of each method, by its name in `access`.
    acts: Mapping[str, str] = {}
    parser_classes = [RecordParser]
    http_method_names = ["get", "head", "options", "post", "put", "patch", "delete"]
    filter_backends: Any = []
    lookup_field = "key"
    schema = RecordSchema()

    # The parameters of a reading that say which file is wanted.
    of_files: tuple[str, ...] = ()

    # What is sent under a secret address, which gets forwarded, is for participants at most.
    is_sent = False

    @property
    def audience(self) -> Audience:
        return audience_sent_to(self.request.user) if self.is_sent else audience_of(self.request.user)

    @property
    def today(self) -> date:
        """The day of readings, in UTC; what this process asks of itself names one."""
        return self.request.META.get(IN_PROCESS) or utc_today()

    @property
    def writer(self) -> User:
        user = self.request.user
        if not isinstance(user, User):
            raise NotAuthenticated
        return user

    @property
    def writers_today(self) -> date:
        return timezone.now().astimezone(self.writer.zone).date()

    def get_serializer_context(self) -> dict[str, object]:
        return {**super().get_serializer_context(), "placeholders": self.placeholders}

    @property
    def placeholders(self) -> dict[str, Any]:
        """The values that this request gives to a statement: its days, the address of this API, and who reads."""
        root = self.request.build_absolute_uri("/").rstrip("/")
        return placeholder_values(self.today, root=root, reader=self.request.user.pk)

    def placeholders_for(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """The placeholders of a reading as of a day."""
        return {**self.placeholders, **{name: parameters[name] for name in NOW if parameters[name] is not None}}

    @property
    def list_parameters(self) -> Collection[str]:
        """The parameters that may be given more than once."""
        return ()

    def initialize_request(self, request: HttpRequest, *args: object, **kwargs: object) -> Request:
        request.GET = without_blanks(request.GET)  # type: ignore[assignment]
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # First of all, since each answer depends on its reader, also one that refuses a method or a media type.
        self.perform_authentication(request)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        if errors := repeated_parameters(request.query_params, lists=self.list_parameters):
            raise ValidationError(errors)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """List the methods of the address in “Allow”; the description of the API says what each does."""

    def finalize_response(self, request: Request, response: object, *args: Any, **kwargs: Any) -> Any:
        # A method that returns nothing has nothing to show.
        answer = Response(status=status.HTTP_204_NO_CONTENT) if response is None else response
        final = super().finalize_response(request, answer, *args, **kwargs)
        limit_caching(request, final)
        if len(self.get_renderers()) > 1:
            patch_vary_headers(final, ["Accept"])
        if request.method == "GET" and isinstance(final, Response) and final.status_code == status.HTTP_200_OK:
            final.add_post_render_callback(partial(with_etag, request))
        return final

    def act_target(self) -> Any:
        """The row of an act, if who may do it depends on that; a 404 if the writer may not see it."""
        return None

    def find[M: Model](self, rows: QuerySet[M], **by: Any) -> M:
        """The row, or a 404: the same for a hidden one as for one that does not exist."""
        return get_object_or_404(rows, **by)

    def named[M: Model](self, rows: QuerySet[M], field: str, **by: object) -> M:
        """The row that a field of a body or of a reading names."""
        row = rows.filter(**by).first()
        if row is None:
            raise ValidationError({field: [no_row(*by.values())]})
        return row

    def body[Body: BaseSerializer[Any]](self, kind: type[Body]) -> Body:
        """The body, checked for its shape."""
        serializer = kind(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer

    def changes(self, kind: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """The fields of a change."""
        return dict(self.body(kind).validated_data)

    def rows[Body: BaseSerializer[Any]](self, kind: type[Body]) -> RowsSent:
        """The rows that were sent, to be written together."""
        return rows_in(self.request.data, kind, self.get_serializer_context())

    def version_of(self, row: Versioned) -> int:
        """The version of the row that the change is meant for, which the change must name."""
        version = version_to_change(self.request, row.version)
        if version is None:
            raise VersionRequiredError
        return version

    def tagged(self, row: Versioned) -> HttpResponse:
        """The answer that shows a row, with the version for the next change."""
        return tagged_answer(self.request, JSONRenderer().render(self.get_serializer(row).data), version=row.version)

    def created_response(self, kind: type[BaseSerializer[Any]], row: object, *, at: str = "") -> Response:
        """A 201 with what was created, and its address."""
        serializer = kind(row, context=self.get_serializer_context())
        return Response(serializer.data, status=status.HTTP_201_CREATED, headers=self.location(at) if at else {})

    def location(self, at: str) -> dict[str, str]:
        return {"Location": self.request.build_absolute_uri(at)}

    def reading_parameters(
        self, kind: type[Serializer[Any]] = AsOfSerializer, given: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The day and the moment of a reading, and its other parameters.

        A list has filters and pages besides: it names what is `given`.
        """
        parameters: Any = self.request.query_params if given is None else given
        parameters = parameters.copy()
        for name in self.of_files:
            parameters.pop(name, None)
        serializer = kind(data=parameters, context={"request": self.request})
        serializer.is_valid(raise_exception=True)
        return {**NOW, **serializer.validated_data}

    def reading_days(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """The day and the moment that a reading is for, if it has any."""
        return {"as_of": parameters["as_of"] or self.today, "known_at": parameters["known_at"]}


class SignedInView(RecordView):
    """An endpoint for those who signed in."""

    permission_classes = [SignedInPermission, ScopePermission]


@extend_schema(exclude=True)
class NotFoundView(RecordView):
    """An address that leads nowhere is a problem, like every other error; one that lacks its last slash leads on."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.lacks_final_slash and request.method in SAFE_METHODS:
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        self.perform_authentication(request)
        # A request that writes is not redirected: many programs would send a GET instead.
        if self.lacks_final_slash:
            raise NotFound(_("Addresses end with a slash: “{address}”.").format(address=f"{request.path_info}/"))
        raise NotFound

    @property
    def lacks_final_slash(self) -> bool:
        path = self.request.path_info
        return not path.endswith("/") and getattr(resolve(f"{path}/").func, "view_class", None) is not NotFoundView
