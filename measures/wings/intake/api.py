"""What is sent to the inbox of a report."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.drafts import some_text
from api.serializers.fields import OfReportSerializer
from api.views.common import RecordView
from measures.lists.fields import PartialDateOutputField
from measures.wings.intake.lists import CandidateSerializer
from measures.wings.intake.operations import CandidateDraft, send_candidate
from measures.wings.intake.ranking import group_near_titles, rank


class CandidateDraftSerializer(OfReportSerializer):
    """An address that may be worth a development, with what is known of the page."""

    url = serializers.CharField(max_length=1000)
    title = serializers.CharField(max_length=500)
    text = some_text(help_text=_("Its text; the beginning is kept."))
    language = some_text(20)
    publisher = some_text(300)
    published = PartialDateOutputField(required=False, allow_null=True)

    def draft(self) -> CandidateDraft:
        return CandidateDraft(**{name: value for name, value in self.validated_data.items() if name != "report"})


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
