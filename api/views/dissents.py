"""Dissents from assessments of ours, by members of the team."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.dissents import DissentCorrectionSerializer, DissentDraftSerializer
from api.views.entries import Correcting, Entries, Logging
from measures.lists.entries import EntrySerializer
from measures.models import EntryKind
from measures.operations.developments import correct_entry
from measures.operations.dissents import dissent_from
from measures.operations.drafts import dissent_draft


class DissentList(Logging, Entries):
    """Dissents, latest first, each with the assessment that it `responds_to`. Corrected ones stay, and say so."""

    kind = EntryKind.DISSENT
    acts = {"POST": "dissent"}

    @extend_schema(request=DissentDraftSerializer, responses={201: EntrySerializer})
    def post(self, request: Request) -> Response:
        """Dissent from an assessment that somebody else wrote; it moves no standing."""
        body = self.body(DissentDraftSerializer)
        assessment, by = body.validated_data["assessment"], self.writer
        return self.logged(dissent_from(assessment, body.draft(), by=by, on=self.writers_today, language=by.language))


class DissentCorrection(Correcting):
    """Replacing a dissent by another; the old one stays but no longer counts."""

    kind = EntryKind.DISSENT

    @extend_schema(request=DissentCorrectionSerializer, responses={201: EntrySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Correct a dissent; the correction keeps its marking and its assessment."""
        corrected, body = self.acted_on(), self.body(DissentCorrectionSerializer)
        draft = dissent_draft(
            body.draft(),
            assessment=corrected.responds_to.key if corrected.responds_to else "",
            on=self.writers_today,
            language=corrected.language,
            marking=corrected.marking,
            reason=body.validated_data["reason"],
        )
        return self.logged(correct_entry(corrected, draft, by=self.writer, on=self.writers_today))
