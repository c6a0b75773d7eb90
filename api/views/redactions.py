"""Taking words away for good; the chains of the record stay whole."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import ReauthenticatedPermission
from api.serializers.redactions import RedactionDraftSerializer
from api.views.common import RecordView
from measures.access import allows
from measures.lists.chains import RedactionSerializer, RowRedactionSerializer
from measures.models import Candidate, Entry, Evidence
from measures.operations.redactions import redact_candidate, redact_copies, redact_entry, redact_source


class RedactionView(RecordView):
    """Removing what a row says for good."""

    model: ClassVar[Any]
    serializer_class = RedactionDraftSerializer
    permission_classes = [*RecordView.permission_classes, ReauthenticatedPermission]

    @property
    def row(self) -> Any:
        """What is redacted; whoever may redact anything finds also what they may not read."""
        rows = self.model._default_manager
        anything = allows(self.writer, self.acts["POST"])
        return self.find(rows.all() if anything else rows.visible_to(self.audience), **self.kwargs)

    def acted_on(self) -> Any:
        return self.row

    @property
    def reason(self) -> str:
        reason: str = self.body(RedactionDraftSerializer).validated_data["reason"]
        return reason


class EntryRedaction(RedactionView):
    """Removing the content of an entry for good."""

    model = Entry
    acts = {"POST": "redact_entry"}

    @extend_schema(request=RedactionDraftSerializer, responses={201: RedactionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Redact an entry: its content goes, its commitment and seal stay.

        By its key, an administrator may also redact an entry that they may not read.
        """
        redaction = redact_entry(self.acted_on(), by=self.writer, reason=self.reason)
        return self.created_response(RedactionSerializer, redaction)


class EvidenceRedaction(RedactionView):
    """Removing what a source says for good."""

    model = Evidence
    acts = {"POST": "redact_source"}

    @extend_schema(request=RedactionDraftSerializer, responses={201: RowRedactionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Redact a source with its file and copies: what cites it keeps its key, and it counts as retracted.

        By its key, an administrator may also redact a source that they may not read.
        """
        redaction = redact_source(self.acted_on(), by=self.writer, reason=self.reason)
        return self.created_response(RowRedactionSerializer, redaction)


class CopiesRedaction(RedactionView):
    """Removing the file and the copies of a source for good."""

    model = Evidence
    acts = {"POST": "redact_source"}

    @extend_schema(request=RedactionDraftSerializer, responses={201: RowRedactionSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Redact the file and the copies of a source: what it is called and where it is stay."""
        redaction = redact_copies(self.acted_on(), by=self.writer, reason=self.reason)
        return self.created_response(RowRedactionSerializer, redaction)


class CandidateRedaction(RedactionView):
    """Removing what came in for good."""

    model = Candidate
    acts = {"POST": "redact_candidate"}

    def acted_on(self) -> None:
        """Whoever may not redact what came in need not know whether it did."""

    @extend_schema(request=RedactionDraftSerializer, responses={201: RowRedactionSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Redact what came in; no feed brings its address back."""
        redaction = redact_candidate(self.row, by=self.writer, reason=self.reason)
        return self.created_response(RowRedactionSerializer, redaction)
