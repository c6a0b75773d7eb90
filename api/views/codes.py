"""The data dictionary."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.codes import code_lists
from api.serializers.codes import CodesSerializer
from api.views.tables import TableView


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
