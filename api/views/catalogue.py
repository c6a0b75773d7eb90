"""Flat lists of what reports say beside their measures and ambiguities: words, reasons, and what hangs on measures."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.fields import no_row
from api.serializers.measures import AddressingDraftSerializer, LinkDraftSerializer
from api.views.common import IF_MATCH, RecordView
from api.views.editing import edited_detail, edited_list
from api.views.lists import RecordList
from measures.lists.measures import AddressingRowSerializer, IndicatorRowSerializer, LinkRowSerializer
from measures.lists.reports import MotivationRowSerializer, TermRowSerializer
from measures.models import Addressing, Link, Measure
from measures.operations.addressings import AddressingDraft, address_ambiguities, stop_addressing
from measures.operations.batches import alone
from measures.operations.measure_links import link_measures, unlink_measures
from measures.operations.nouns import INDICATOR, MOTIVATION, TERM
from measures.publishing.child_filters import AddressingFilters, LinkFilters, MeasureChildFilters
from measures.publishing.filters import ReportFilters

OF_MEASURE = ("measure__report__slug", "measure__position", "measure__key")


class TermList(edited_list(TERM, TermRowSerializer)):  # type: ignore[misc]
    """The terms of the reports' glossaries, in their order."""

    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "position", "term"), "term": ("term", "report__slug")}


class TermDetail(edited_detail(TERM, TermRowSerializer)):  # type: ignore[misc]
    """A term of a glossary; its ETag names its version."""


class MotivationList(edited_list(MOTIVATION, MotivationRowSerializer)):  # type: ignore[misc]
    """The reasons that reports give, and what they mean for the tracker."""

    filterset_class = ReportFilters
    orderings = {"report": ("report__slug", "position", "code")}


class MotivationDetail(edited_detail(MOTIVATION, MotivationRowSerializer)):  # type: ignore[misc]
    """A reason that a report gives; its ETag names its version."""


class AddressingList(RecordList):
    """Which measure is meant to dispel which ambiguity, who says so and why."""

    serializer_class = AddressingRowSerializer
    filterset_class = AddressingFilters
    orderings = {"report": (*OF_MEASURE, "ambiguity__key"), "ambiguity": ("ambiguity__key", "measure__key")}
    acts = {"POST": "revise_measure"}

    @extend_schema(request=AddressingDraftSerializer, responses={201: AddressingRowSerializer})
    def post(self, request: Request) -> Response:
        """Say that a measure addresses an ambiguity."""
        values = dict(self.body(AddressingDraftSerializer).validated_data)
        seen = Measure.objects.visible_to(self.audience).for_reading()
        measure = self.named(seen, "measure", key=values.pop("measure"))
        with alone():
            [row] = address_ambiguities(measure, [AddressingDraft(**values)], by=self.writer)
        return self.created_response(AddressingRowSerializer, row)


class MeasureAddressing(RecordView):
    """That a measure addresses an ambiguity."""

    acts = {"DELETE": "revise_measure"}

    def acted_on(self) -> Addressing:
        rows = Addressing.objects.visible_to(self.audience).select_related("measure__report", "ambiguity")
        return self.find(rows, measure__key=self.kwargs["key"], ambiguity__key=self.kwargs["ambiguity"])

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Take back that the measure addresses the ambiguity; what a library says stays."""
        row = self.acted_on()
        stop_addressing(row.measure, row.ambiguity.key, by=self.writer)


class IndicatorList(edited_list(INDICATOR, IndicatorRowSerializer)):  # type: ignore[misc]
    """What to look at when judging a measure, how and where."""

    filterset_class = MeasureChildFilters
    orderings = {"report": (*OF_MEASURE, "position", "name")}


class IndicatorDetail(edited_detail(INDICATOR, IndicatorRowSerializer)):  # type: ignore[misc]
    """An indicator of a measure; its ETag names its version."""


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
