"""Circles: who may read the sessions of a dialogue, named beforehand, whoever will be there."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.sessions import CircleDraftSerializer, CircleMemberDraftSerializer, CircleNameSerializer
from api.views.common import RecordView
from api.views.lists import RecordDetail, RecordList
from api.views.owners import users_by_email
from measures import access
from measures.lists.sessions import CircleMemberSerializer, CircleSerializer
from measures.models import Circle, User
from measures.models.circles import BY_NAME
from measures.operations.circles import leave_out_of_circle, make_circle, name_in_circle, rename_circle
from measures.publishing.session_filters import CircleFilters


class CircleList(RecordList):
    """The circles in which you are named."""

    serializer_class = CircleSerializer
    filterset_class = CircleFilters
    orderings = {"name": BY_NAME, "key": ("key",)}
    acts = {"POST": "make_circle"}

    def get_queryset(self) -> QuerySet[Circle]:
        return access.circles_of(self.request.user)

    @extend_schema(request=CircleDraftSerializer, responses={201: CircleSerializer})
    def post(self, request: Request) -> Response:
        """Make a circle for some sessions of a report; you organise them, until others do."""
        values = dict(self.body(CircleDraftSerializer).validated_data)
        circle = make_circle(values.pop("report"), **values, by=self.writer)
        return self.created_response(CircleSerializer, circle, at=reverse("api-circle", args=[circle.key]))


class OfCircle(RecordView):
    """What is done with one circle in which you are named."""

    def acted_on(self) -> Circle:
        return self.find(access.circles_of(self.request.user).select_related("report"), key=self.kwargs["key"])


class CircleDetail(OfCircle, RecordDetail):
    """One circle."""

    serializer_class = CircleSerializer
    acts = {"PATCH": "organise_session"}

    def get_queryset(self) -> QuerySet[Circle]:
        return access.circles_of(self.request.user)

    @extend_schema(request=CircleNameSerializer, responses=CircleSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it another name."""
        rename_circle(self.acted_on(), **self.body(CircleNameSerializer).validated_data, by=self.writer)
        return self.shown()


class CircleMembers(OfCircle):
    """Who is named in a circle."""

    serializer_class = CircleMemberSerializer
    acts = {"POST": "organise_session"}

    @extend_schema(request=CircleMemberDraftSerializer, responses={201: CircleMemberSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let somebody read its sessions, or organise them, too, or no longer."""
        values = self.body(CircleMemberDraftSerializer).validated_data
        user = users_by_email([values["user"]]).get(values["user"].lower())
        member = name_in_circle(self.acted_on(), user=user, organises=values["organises"], by=self.writer)
        return self.created_response(CircleMemberSerializer, member)


class CircleMemberDetail(OfCircle):
    """One who is named in a circle."""

    acts = {"DELETE": "organise_session"}

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let them no longer read its sessions; that they could is kept nowhere."""
        circle = self.acted_on()
        user = self.find(User.objects.filter(circle_memberships__circle=circle), pk=self.kwargs["user"])
        leave_out_of_circle(circle, user=user, by=self.writer)
