"""Tables under secret addresses, for programs that cannot sign in: a sheet that fetches its rows by itself."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from api.schema import TABLES
from api.views.ambiguities import AmbiguityList
from api.views.announced_dates import DateList
from api.views.credentials import SecretAddress
from api.views.entries import EntryList
from api.views.evidence import EvidenceList
from api.views.lists import RecordList
from api.views.measures import MeasureList, MilestoneList
from api.views.readouts import ReadoutsList, SubjectList
from measures.models import SecretUrl, SecretUrlKind, User
from measures.publishing.secret_addresses import LIST, table_of
from measures.publishing.spreadsheets import FORMATS

# The lists that `publishing.secret_addresses` knows the filters of, with where they are.
LISTS: Mapping[str, tuple[type[RecordList], str]] = {
    "ambiguities": (AmbiguityList, "api-ambiguities"),
    "dates": (DateList, "api-dates"),
    "entries": (EntryList, "api-entries"),
    "evidence": (EvidenceList, "api-evidence-list"),
    "measures": (MeasureList, "api-measures"),
    "milestones": (MilestoneList, "api-milestones"),
    "readouts": (ReadoutsList, "api-readouts"),
    "subjects": (SubjectList, "api-subjects"),
}


class SecretTable(SecretAddress):
    """A list as a table, for a program that knows the secret: CSV, XLSX or JSON Lines, by how the address ends."""

    kind = SecretUrlKind.TABLE

    @extend_schema(
        operation_id="tables_read",
        parameters=[OpenApiParameter("ending", OpenApiTypes.STR, OpenApiParameter.PATH, enum=FORMATS)],
        responses={(200, kind): described for kind, described in TABLES.items()},
    )
    def get(self, request: Request, secret: str, ending: str) -> HttpResponseBase:
        if self.secret_url is None or ending not in FORMATS:
            raise NotFound
        with translation.override(self.secret_url.user.language):
            answer = list_answer(request, self.secret_url, ending)
        # What it was made for can be hidden since.
        if answer.status_code != HTTPStatus.OK:
            raise NotFound
        return answer


class SecretAddressAuthentication(BaseAuthentication):
    """Whoever the address is of reads it, and nobody else signs in there."""

    def authenticate(self, request: Request) -> tuple[User, None]:
        return request._request.user, None  # type: ignore[return-value]


def list_answer(request: Request, address: SecretUrl, ending: str) -> HttpResponseBase:
    """What the list answers to the user of an address, as what is sent to them."""
    kind, name = LISTS[table_of(address.filters)]
    parameters = QueryDict(address.filters, mutable=True)
    parameters.pop(LIST, None)
    parameters["format"] = ending
    sent = HttpRequest()
    sent.method, sent.path, sent.path_info, sent.user = "GET", reverse(name), reverse(name), address.user
    sent.META = {key: value for key, value in request.META.items() if key != "HTTP_ACCEPT"}
    sent.META["QUERY_STRING"] = parameters.urlencode()
    sent.GET = QueryDict(sent.META["QUERY_STRING"])
    return kind.as_view(is_sent=True, throttle_classes=[], authentication_classes=[SecretAddressAuthentication])(sent)
