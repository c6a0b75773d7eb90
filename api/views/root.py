"""Where the API begins."""

from collections.abc import Sequence
from http import HTTPStatus

from django.urls import URLPattern
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.etags import JSON
from api.views.common import RecordView

ADDRESSES = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}


class Root(RecordView):
    """The addresses that can be read without knowing a key, by name."""

    endpoints: Sequence[URLPattern] = ()

    @extend_schema(responses={(HTTPStatus.OK, JSON): ADDRESSES})
    def get(self, request: Request) -> Response:
        here = request.build_absolute_uri(request.path)
        paths = [str(each.pattern) for each in self.endpoints if is_readable(each) and not each.pattern.converters]
        return Response({path.rstrip("/"): f"{here}{path}" for path in paths})


def is_readable(endpoint: URLPattern) -> bool:
    """Whether the endpoint answers a GET."""
    return hasattr(getattr(endpoint.callback, "view_class", None), "get")
