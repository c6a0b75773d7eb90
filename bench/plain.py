"""The plain ways: a viewset of the REST framework that prefetches, and pages whose templates have no tags."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.viewsets import ReadOnlyModelViewSet

from measures.access import audience_of
from measures.lists.measures import MeasureSerializer
from measures.models import Measure, Status


class PlainFilters(FilterSet):
    status = ChoiceFilter(field_name="standing__status", choices=Status.choices)

    class Meta:
        model = Measure
        fields = {"report__slug": ["exact"]}


class Pages(LimitOffsetPagination):
    default_limit = 100


class PlainMeasures(ReadOnlyModelViewSet):
    serializer_class = MeasureSerializer
    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer]
    filter_backends = [DjangoFilterBackend]
    filterset_class = PlainFilters
    pagination_class = Pages

    def get_queryset(self):
        return MeasureSerializer.rows(audience_of(self.request.user)).whole().order_by("position", "key")

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "today": timezone.now().date()}


PAGES: dict[str, Template] = {}


def keep_page(name: str, html: str) -> None:
    """Serve this HTML as it is."""
    PAGES[name] = Template(f"{{% verbatim %}}{html}{{% endverbatim %}}")


def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(PAGES[name].render(Context()))


urlpatterns = [
    path("plain/measures/", PlainMeasures.as_view({"get": "list"})),
    path("plain/pages/<str:name>/", page),
    path("", include("cbm_tracker.urls")),
]
