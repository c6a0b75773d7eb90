"""How measures relate to each other: the report's links, and ours."""

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.fields import no_row
from api.serializers.links import LinkDraftSerializer
from api.views.common import IF_MATCH, RecordView
from api.views.lists import RecordList
from measures.lists.measures import LinkRowSerializer
from measures.models import Link, Measure
from measures.operations.measure_links import link_measures, unlink_measures
from measures.publishing.child_filters import LinkFilters


class LinkList(RecordList):
    """Links between measures, in the order of their keys."""

    serializer_class = LinkRowSerializer
    filterset_class = LinkFilters
    orderings = {"source": ("source__key", "target__key", "relation")}
    acts = {"POST": "link_measures"}

    @extend_schema(request=LinkDraftSerializer, responses={201: LinkRowSerializer})
    def post(self, request: Request) -> Response:
        """Add a link: how one measure relates to another, and why."""
        values = dict(self.body(LinkDraftSerializer).validated_data)
        ends = {name: values.pop(name) for name in ("source", "target")}
        measures = {row.key: row for row in Measure.objects.visible_to(self.audience).filter(key__in=ends.values())}
        if unknown := {name: [no_row(key)] for name, key in ends.items() if key not in measures}:
            raise ValidationError(unknown)
        link = link_measures(measures[ends["source"]], measures[ends["target"]], by=self.writer, **values)
        return self.created_response(LinkRowSerializer, link, at=reverse("api-link", args=[link.pk]))


class LinkDetail(RecordView):
    """A link between measures."""

    serializer_class = LinkRowSerializer
    acts = {"DELETE": "link_measures"}

    def acted_on(self) -> Link:
        """The link, if one may read both of its ends."""
        links = Link.objects.visible_to(self.audience).select_related("source", "target")
        return self.find(links, pk=self.kwargs["link"])

    def get(self, request: Request, link: int) -> HttpResponse:
        return self.tagged(self.acted_on())

    @extend_schema(parameters=[IF_MATCH])
    def delete(self, request: Request, link: int) -> None:
        """Remove a link of ours."""
        found = self.acted_on()
        unlink_measures(found, version=self.version_of(found), by=self.writer)
