"""Proposals: what waits for a second member's agreement, and what becomes of it."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.proposals import ProposalDraftSerializer, SendBackSerializer
from api.views.common import IF_MATCH
from api.views.entries import entry_or_proposal_response, entry_response
from api.views.lists import DocumentView, RecordDetail, RecordList
from measures.lists.entries import EntrySerializer
from measures.lists.proposals import ProposalSerializer
from measures.models import Proposal
from measures.operations.draft_fields import read_draft
from measures.operations.drafts import EntryDraft
from measures.operations.proposals import agree_to_proposal, change_proposal, send_back_proposal, withdraw_proposal
from measures.publishing.row_filters import ProposalFilters


class ProposalList(RecordList):
    """What waits for a second member's agreement or was sent back, the oldest first; for the team."""

    serializer_class = ProposalSerializer
    filterset_class = ProposalFilters
    orderings = {"proposed": ("proposed_at", "key"), "key": ("key",)}
    acts = {"GET": "read_proposals"}


class ProposalView(DocumentView):
    """What is done with one proposal."""

    serializer_class = ProposalSerializer

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("report", "corrects")


class ProposalDetail(ProposalView, RecordDetail):
    """One proposal; its ETag names its version."""

    acts = {"GET": "read_proposals", "PUT": "change_proposal", "DELETE": "withdraw_proposal"}

    @extend_schema(
        request=ProposalDraftSerializer,
        responses={201: EntrySerializer, 202: ProposalSerializer},
        parameters=[IF_MATCH],
    )
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Propose something else in its place, if you proposed it; what needs no agreement any more is logged.

        Of one that corrects an entry, what you leave out stays as it was proposed.
        """
        row, body = self.get_object(), self.body(ProposalDraftSerializer)
        given = {name: row.body[name] for name in ("language", "marking") if name in row.body}
        draft = replace(read_draft(EntryDraft, row.body), **body.changes) if row.corrects else body.draft(**given)
        written = change_proposal(row, draft, version=self.version_of(row), by=self.writer, on=self.writers_today)
        return entry_or_proposal_response(self, written)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Withdraw it: nothing of it is kept."""
        withdraw_proposal(self.get_object(), by=self.writer)


class ProposalAgreement(ProposalView):
    """Agreeing to a proposal."""

    acts = {"POST": "agree"}

    @extend_schema(request=None, responses={201: EntrySerializer}, parameters=[IF_MATCH])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Agree to what somebody else proposed: it is logged by them, under the rules of now, and names you."""
        row: Proposal = self.get_object()
        return entry_response(
            self, agree_to_proposal(row, version=self.version_of(row), by=self.writer, on=self.writers_today)
        )


class ProposalReturn(ProposalView):
    """Sending a proposal back."""

    acts = {"POST": "agree"}

    @extend_schema(request=SendBackSerializer, responses=ProposalSerializer, parameters=[IF_MATCH])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send back what somebody else proposed, and say why: it waits again once they have changed it."""
        row, words = self.get_object(), self.body(SendBackSerializer).validated_data["words"]
        return self.tagged(send_back_proposal(row, words=words, version=self.version_of(row), by=self.writer))
