"""What is sent to the inboxes of reports."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.incoming import CandidateDraftSerializer
from api.views.common import RecordView
from measures.intake.ranking import group_near_titles, rank
from measures.lists.candidates import CandidateSerializer
from measures.operations.candidates import send_candidate


class CandidateList(RecordView):
    """What waits in the inboxes for a decision."""

    serializer_class = CandidateSerializer
    acts = {"POST": "send_candidate"}

    @extend_schema(request=CandidateDraftSerializer, responses={201: CandidateSerializer})
    def post(self, request: Request) -> Response:
        """Send an address to the inbox of a report; a person decides what becomes of it."""
        body = self.body(CandidateDraftSerializer)
        candidate = send_candidate(body.validated_data["report"], body.draft(), by=self.writer)
        rank([candidate.pk], on=self.today)
        group_near_titles([candidate.pk])
        return self.created_response(CandidateSerializer, candidate)
