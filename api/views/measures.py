"""Measures, where they stand, and who answers for them or follows them."""

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import VersionMismatchError, VersionRequiredError
from api.pagination import flag
from api.serializers.fields import AsOfSerializer
from api.serializers.measures import (
    MeasureDetailSerializer,
    MeasureRevisionSerializer,
    MeasureSerializer,
    OwnerDraftSerializer,
    OwnerSerializer,
)
from api.serializers.row_history import KnownAtSerializer, RowHistorySerializer
from api.serializers.standings import StandingAsOfSerializer
from api.views.common import RecordDetail, RecordList, RecordView
from measures import access
from measures.analysis.differences import differences_of, sides_of
from measures.analysis.row_history import row_history
from measures.analysis.standing import with_standings
from measures.errors import VersionConflictError
from measures.models import Measure, Owner
from measures.models.measures import MeasureQuerySet
from measures.operations.responsibility import name_owner, release_owner, unwatch_measure, watch_measure
from measures.operations.revisions import revise_measure
from measures.publishing.filters import MeasureFilters

PARTS = OpenApiParameter("parts", OpenApiTypes.BOOL, description="Whether to list parts of measures, too.")
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="ETag of the version that is to be changed."
)


class MeasureList(RecordList):
    """Measures with their standings, in the reports' order; whole ones unless parts are asked for."""

    queryset = Measure.objects.all()
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilters
    keyset = ("report__slug", "position", "key")
    parameters = ("parts",)

    def get_queryset(self) -> MeasureQuerySet:
        measures = as_read(Measure.objects.seen_by(self.audience))
        return measures if flag(self.request, "parts") else measures.whole()

    @extend_schema(parameters=[PARTS])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MeasureDetail(RecordDetail):
    """A measure or a part of one; its ETag names its version."""

    queryset = Measure.objects.all()
    serializer_class = MeasureDetailSerializer

    def get_queryset(self) -> MeasureQuerySet:
        return as_read(Measure.objects.seen_by(self.audience)).prefetch_related("indicators")

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = self.tagged(self.get_object())
        if answer["ETag"] in parse_etags(request.headers.get("If-None-Match", "")):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": answer["ETag"]})
        return answer

    @extend_schema(request=MeasureRevisionSerializer, responses=MeasureDetailSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Revise what is this tracker's own about a measure."""
        measure = self.get_object()
        changes = dict(self.body(MeasureRevisionSerializer).validated_data)
        sent = changes.pop("version", None)
        matched = version_in(request, measure)
        version = matched if matched is not None else sent
        if version is None:
            raise VersionRequiredError
        try:
            revise_measure(measure, changes=changes, version=version, by=self.writer)
        except VersionConflictError as error:
            if matched is None:
                raise
            raise VersionMismatchError(error, self.get_object().version) from error
        return self.tagged(self.get_object())

    def tagged(self, measure: Measure) -> Response:
        content = self.get_serializer(measure).data
        digest = hashlib.sha256(JSONRenderer().render(content)).hexdigest()[:16]
        return Response(content, headers={"ETag": f'"{measure.version}.{digest}"'})


class MeasureStanding(RecordView):
    """Where a measure stands, and how the sides' views differ: now, or replayed for a past day."""

    queryset = Measure.objects.all()
    serializer_class = StandingAsOfSerializer

    @extend_schema(parameters=[AsOfSerializer])
    def get(self, request: Request, key: str) -> Response:
        asked = self.asked_for()
        found = with_standings(Measure.objects.filter(key=key), self.audience, **asked)
        measure: Any = found[0] if found else self.find(Measure.objects.none())
        views = measure.standing.views if measure.standing else []
        reading = {
            **asked,
            "measure": measure.key,
            "standing": measure.standing,
            "differences": differences_of(measure, views, sides_of(measure.report)),
        }
        return Response(self.get_serializer(reading).data)


class MeasureHistory(RecordView):
    """What was changed of a measure itself: titles, dates, owners, links, milestones; to the team markings, too."""

    queryset = Measure.objects.all()
    serializer_class = RowHistorySerializer

    @extend_schema(parameters=[KnownAtSerializer])
    def get(self, request: Request, key: str) -> Response:
        known_at = self.asked_for(KnownAtSerializer)["known_at"]
        measure: Measure = self.find(Measure.objects.visible_to(self.audience), key=key)
        changes = row_history(measure, self.audience, known_at=known_at)
        return Response(self.get_serializer({"measure": measure, "known_at": known_at, "changes": changes}).data)


class MeasureOwners(RecordList):
    """Who answers for a measure."""

    queryset = Owner.objects.all()
    serializer_class = OwnerSerializer
    # By the person, not by the row: the number of a row tells how many there are.
    keyset = ("named_at", "user_id")

    def measure(self) -> Measure:
        found: Measure = self.find(Measure.objects.visible_to(self.audience), key=self.kwargs["key"])
        return found

    def get_queryset(self) -> QuerySet[Owner]:
        return self.measure().owners.select_related("user")

    @extend_schema(request=OwnerDraftSerializer, responses={201: OwnerSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Make someone answer for an open measure."""
        measure = self.measure()
        # Before the body is read: whoever may not name owners does not learn whose accounts there are.
        access.require(self.writer, "name_owner", measure)
        asked = self.body(OwnerDraftSerializer).validated_data
        owner = name_owner(measure, user=asked["user"], role=asked["role"], by=self.writer)
        return self.written(OwnerSerializer, Owner.objects.select_related("user").get(pk=owner.pk))


class MeasureOwner(RecordView):
    """One who answers for a measure."""

    queryset = Owner.objects.all()

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, key: str, user: int) -> Response:
        """Let somebody no longer answer for a measure."""
        owners = Owner.objects.filter(measure__in=Measure.objects.visible_to(self.audience))
        release_owner(self.find(owners, measure__key=key, user=user), by=self.writer)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeasureWatch(RecordView):
    """Following a measure in one's reminder digests."""

    queryset = Measure.objects.all()

    def get_queryset(self) -> MeasureQuerySet:
        return Measure.objects.visible_to(self.audience)

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, key: str) -> Response:
        """Follow the measure; a second time changes nothing."""
        watch_measure(self.find(self.get_queryset(), key=key), by=self.writer)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Stop following the measure."""
        unwatch_measure(self.find(self.get_queryset(), key=key), by=self.writer)
        return Response(status=status.HTTP_204_NO_CONTENT)


def as_read(measures: MeasureQuerySet) -> MeasureQuerySet:
    """With all that an answer shows of measures."""
    return (
        measures.for_reading()
        .select_related("parent")
        .prefetch_related("needs_to_complete", "addressings__ambiguity", "owners__user")
    )


def version_in(request: Request, measure: Measure) -> int | None:
    """The version that If-Match names: the number before the point of an ETag."""
    tags = parse_etags(request.headers.get("If-Match", ""))
    if not tags:
        return None
    if tags == ["*"]:
        return measure.version
    number = tags[0].strip('"').split(".")[0]
    return int(number) if number.isdecimal() else 0
