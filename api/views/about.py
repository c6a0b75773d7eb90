"""Where the API begins, and what its codes are called."""

from collections.abc import Sequence
from http import HTTPStatus

from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.codes import code_lists
from api.etags import JSON
from api.serializers.about import CodesSerializer
from api.tags import all_tags
from api.views.common import RecordView
from api.views.tables import TableView

ADDRESSES = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}


class Root(RecordView):
    """The addresses that can be read without knowing a key, by name, what is used most first."""

    endpoints: Sequence[URLPattern] = ()

    @extend_schema(responses={(HTTPStatus.OK, JSON): ADDRESSES})
    def get(self, request: Request) -> Response:
        here = request.build_absolute_uri(request.path)
        paths = [str(each.pattern) for each in self.endpoints if is_readable(each) and not each.pattern.converters]
        order = list(all_tags())
        paths.sort(key=lambda path: order.index(tag) if (tag := path.partition("/")[0]) in order else len(order))
        return Response({path.rstrip("/"): f"{here}{path}" for path in paths})


def is_readable(endpoint: URLPattern) -> bool:
    """Whether the endpoint answers a GET."""
    return hasattr(getattr(endpoint.callback, "view_class", None), "get")


class Codes(TableView):
    """Every code that stands in answers and tables, with what it is called in both languages."""

    serializer_class = CodesSerializer
    table_columns = {
        "list": _("Closed list"),
        "code": _("Code in tables"),
        "label": _("In English"),
        "label_zh_hans": _("In Chinese"),
    }

    @extend_schema(operation_id="codes_list")
    def get(self, request: Request) -> HttpResponseBase:
        codes = [code for each in code_lists().values() for code in each.codes]
        found = CodesSerializer({"results": codes}).data
        return self.table(found["results"]) if self.is_export else Response(found)
