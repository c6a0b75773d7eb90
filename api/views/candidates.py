"""What came in: listing it, sending it, assigning it, dropping it, and undoing a decision."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.candidates import AssignmentSerializer, CandidateDraftSerializer, DropSerializer
from api.views.common import IF_MATCH
from api.views.lists import DocumentView, RecordDetail, RecordList
from api.views.owners import users_by_email
from measures.intake.ranking import group_near_titles, rank
from measures.lists.candidates import CandidateDetailSerializer, CandidateSerializer
from measures.models import Candidate, User
from measures.operations.candidates import assign_candidate, drop_candidate, send_candidate, undo_decision
from measures.operations.clock import clock
from measures.publishing.candidate_filters import CandidateFilters


class CandidateList(RecordList):
    """What came in for your reports, the likeliest first; for the team."""

    serializer_class = CandidateSerializer
    filterset_class = CandidateFilters
    orderings = {"score": ("score", "found_at", "id"), "found": ("found_at", "id")}
    ordering = "-score"
    acts = {"GET": "read_candidates", "POST": "send_candidate"}

    @extend_schema(request=CandidateDraftSerializer, responses={201: CandidateDetailSerializer})
    def post(self, request: Request) -> Response:
        """Send an address to the inbox of a report; a person decides what becomes of it."""
        body = self.body(CandidateDraftSerializer)
        candidate = send_candidate(body.validated_data["report"], body.draft(), by=self.writer)
        rank([candidate.pk], on=self.today)
        group_near_titles([candidate.pk])
        return self.created_response(
            CandidateDetailSerializer, candidate, at=reverse("api-candidate", args=[candidate.pk])
        )


class OfCandidate(DocumentView):
    """What is done with one candidate."""

    serializer_class = CandidateDetailSerializer
    lookup_field = "id"


class CandidateDetail(OfCandidate, RecordDetail):
    """One candidate, with the beginning of its text; its ETag names its version."""

    acts = {"GET": "read_candidates", "PATCH": "decide_candidate"}

    @extend_schema(request=AssignmentSerializer, responses=CandidateDetailSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Assign a candidate that waits to a member of the team, or to nobody."""
        row: Candidate = self.get_object()
        to = user_called(self.body(AssignmentSerializer).validated_data["assigned_to"])
        assign_candidate(row, to=to, version=self.version_of(row), by=self.writer)
        return self.shown()


class CandidateDrop(OfCandidate):
    """Saying that a candidate is not relevant."""

    acts = {"POST": "decide_candidate"}

    @extend_schema(request=DropSerializer, responses=CandidateDetailSerializer(many=True))
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Drop a candidate as not relevant, and those waiting with nearly the same title unless its source is weak."""
        reason = self.body(DropSerializer).validated_data["reason"]
        rows = drop_candidate(self.get_object(), reason=reason, by=self.writer, at=clock())
        return Response(self.get_serializer(rows, many=True).data)


class CandidateUndoing(OfCandidate):
    """Undoing a decision."""

    acts = {"POST": "decide_candidate"}

    @extend_schema(request=None, responses=CandidateDetailSerializer(many=True))
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let a candidate wait again, with those dropped along with it; what was logged stays in the journal."""
        rows = undo_decision(self.get_object(), by=self.writer)
        return Response(self.get_serializer(rows, many=True).data)


def user_called(name: str | None) -> User | None:
    """The active user of an email address or id; of nothing nobody."""
    if name is None:
        return None
    found = users_by_email([name])
    if name.lower() not in found:
        raise ValidationError({"assigned_to": [_("There is no active user “%(value)s”.") % {"value": name}]})
    return found[name.lower()]
