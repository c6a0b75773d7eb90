"""Circles: who may read the sessions of a dialogue, named beforehand, whoever will be there."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.sessions import (
    CircleDraftSerializer,
    CircleMemberDraftSerializer,
    CircleMemberSerializer,
    CircleNameSerializer,
    CircleSerializer,
)
from api.views.owners import users_by_email
from api.views.sessions import DialogueView
from measures import access
from measures.models import Circle, User
from measures.operations.circles import leave_out_of_circle, make_circle, name_in_circle, rename_circle


class CircleView(DialogueView):
    """An endpoint of the circles in which you are named."""

    serializer_class: Any = CircleSerializer

    @property
    def circles(self) -> QuerySet[Circle]:
        return access.circles_of(self.request.user).select_related("report")

    def get_serializer_context(self) -> dict[str, Any]:
        """Who is in a circle is told to those of the team who organise its sessions."""
        organised = Circle.objects.organised_by(self.request.user.pk).select_related("report")
        told = {circle.pk for circle in organised if access.allows(self.request.user, "organise_session", circle)}
        return {**super().get_serializer_context(), "organised": told}

    def acted_on(self) -> Circle:
        return self.find(self.circles, key=self.kwargs["key"])


class CircleList(CircleView):
    """The circles in which you are named."""

    acts = {"POST": "make_circle"}

    def acted_on(self) -> None:  # type: ignore[override]
        """A circle is made for the report that the body names; the operation asks for the role there."""
        return

    @extend_schema(operation_id="circles_list", responses=CircleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All of them at once."""
        return self.answer(CircleSerializer, self.circles)

    @extend_schema(request=CircleDraftSerializer, responses={201: CircleSerializer})
    def post(self, request: Request) -> Response:
        """Make a circle for some sessions of a report; you organise them, until others do."""
        values = dict(self.body(CircleDraftSerializer).validated_data)
        circle = make_circle(values.pop("report"), **values, by=self.writer)
        return self.created_response(CircleSerializer, circle, at=reverse("api-circle", args=[circle.key]))


class CircleDetail(CircleView):
    """One circle."""

    acts = {"PATCH": "organise_session"}

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.acted_on()).data)

    @extend_schema(request=CircleNameSerializer, responses=CircleSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it another name."""
        rename_circle(self.acted_on(), **self.body(CircleNameSerializer).validated_data, by=self.writer)
        return self.get(request)


class CircleMembers(CircleView):
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


class CircleMemberDetail(CircleView):
    """One who is named in a circle."""

    acts = {"DELETE": "organise_session"}

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let them no longer read its sessions; that they could is kept nowhere."""
        circle = self.acted_on()
        user = self.find(User.objects.filter(circle_memberships__circle=circle), pk=self.kwargs["user"])
        leave_out_of_circle(circle, user=user, by=self.writer)
        return Response(status=status.HTTP_204_NO_CONTENT)
