"""Codings: opening one, coding it, saying that one is done, settling differences, and publishing it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.codings import (
    AgreementSerializer,
    CodeDraftSerializer,
    CodingDraftSerializer,
    CodingRevisionSerializer,
    OwnCodeSerializer,
    SettlementDraftSerializer,
)
from api.views.common import IF_MATCH, RecordView
from api.views.lists import ListWithin, RecordList, RevisedDetail
from api.views.owners import users_named
from measures.access import audience_of
from measures.analysis.codings import agreement_of
from measures.lists.codings import CodingSerializer, CodingUnitSerializer
from measures.models import Code, Coding, CodingUnit
from measures.operations.clock import clock
from measures.operations.codings import (
    CodeDraft,
    CodingDraft,
    finish_coding,
    open_coding,
    resume_coding,
    revise_coding,
    settle_difference,
    unsettle_difference,
    write_codes,
)
from measures.publishing.coding_filters import CodingFilters


class CodingList(RecordList):
    """Codings, the latest first: the team's, and those that were published."""

    serializer_class = CodingSerializer
    filterset_class = CodingFilters
    orderings = {"opened": ("opened_at", "key"), "key": ("key",)}
    ordering = "-opened"
    acts = {"POST": "open_coding"}

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(withdrawn_at=None)

    @extend_schema(request=CodingDraftSerializer, responses={201: CodingSerializer})
    def post(self, request: Request) -> Response:
        """Have two members of the team code the same developments of a report."""
        values = dict(self.body(CodingDraftSerializer).validated_data)
        report = values.pop("report")
        values |= users_named({name: values[name] for name in ("first_coder", "second_coder")})
        coding = open_coding(report, CodingDraft(**values), by=self.writer)
        return self.created_response(CodingSerializer, coding, at=reverse("api-coding", args=[coding.key]))


class CodingDetail(RevisedDetail):
    """One coding; its ETag names its version."""

    serializer_class = CodingSerializer
    acts = {"PATCH": "revise_coding"}

    @extend_schema(request=CodingRevisionSerializer, responses=CodingSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change its title; publish it by its marking, or make it internal again; withdraw it, or bring it back."""
        row, changes = self.acted_on(), self.changes(CodingRevisionSerializer)
        revise_coding(row, changes=changes, version=self.version_of(row), by=self.writer, at=clock())
        return self.shown()


class CodingUnits(ListWithin):
    """The developments of a coding in their order, with what both coders gave them once both are done."""

    serializer_class = CodingUnitSerializer
    orderings = {"place": ("place",)}
    of_report = "codings__key"
    model = Coding
    belongs_by = "coding"


class OwnCodes(RecordView):
    """What you gave the developments of a coding, if you are one of its coders."""

    serializer_class = OwnCodeSerializer
    acts = {"GET": "code_development", "PUT": "code_development"}

    def acted_on(self) -> Coding:
        """The coding, for whoever has signed in."""
        return self.find(Coding.objects.visible_to(audience_of(self.writer)), key=self.kwargs["key"])

    @extend_schema(responses=OwnCodeSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Your own codes, in the order of the developments."""
        codes = Code.objects.filter(unit__coding=self.acted_on(), coder=self.writer).select_related("unit")
        return Response(OwnCodeSerializer(codes.order_by("unit__place"), many=True).data)

    @extend_schema(request=CodeDraftSerializer(many=True), responses=OwnCodeSerializer(many=True))
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Code some of its developments, all or none; what you gave them before is replaced."""
        drafts = [CodeDraft(**row) for row in self.rows(CodeDraftSerializer)]
        return Response(OwnCodeSerializer(write_codes(self.acted_on(), drafts, by=self.writer), many=True).data)


class CodingDone(RevisedDetail):
    """That you are done with a coding, if you are one of its coders."""

    serializer_class = CodingSerializer
    http_method_names = ["put", "delete", "options"]
    acts = {"PUT": "code_development", "DELETE": "code_development"}

    @extend_schema(request=None, responses=CodingSerializer)
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say that you have coded all of it; once both have, each sees the other's codes and neither changes theirs."""
        finish_coding(self.acted_on(), by=self.writer, at=clock())
        return self.shown()

    @extend_schema(request=None, responses=CodingSerializer)
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take that back, as long as the other is not done."""
        resume_coding(self.acted_on(), by=self.writer)
        return self.shown()


class CodingSettlement(RecordView):
    """What a difference between two coders was settled on."""

    serializer_class = CodingUnitSerializer
    acts = {"PUT": "settle_difference", "DELETE": "settle_difference"}

    @property
    def unit(self) -> CodingUnit:
        units = CodingUnit.objects.visible_to(self.audience).select_related("coding__report")
        return self.find(units, coding__key=self.kwargs["key"], place=self.kwargs["unit"])

    def acted_on(self) -> Coding:
        return self.unit.coding

    @extend_schema(request=SettlementDraftSerializer, responses=CodingUnitSerializer)
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what it was settled on, and how; what was said before is replaced."""
        values, unit = self.changes(SettlementDraftSerializer), self.unit
        settle_difference(unit, self.kwargs["variable"], **values, by=self.writer, at=clock())
        return Response(self.get_serializer(unit).data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Take back what it was settled on."""
        unsettle_difference(self.unit, self.kwargs["variable"], by=self.writer)


class CodingAgreement(RecordView):
    """How far the two coders of a coding agree, once both are done."""

    serializer_class = AgreementSerializer

    @extend_schema(responses=AgreementSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        coding = self.find(Coding.objects.visible_to(self.audience), key=self.kwargs["key"])
        found = agreement_of(coding, self.audience)
        return Response(AgreementSerializer(found, context=self.get_serializer_context()).data)
