"""Taking words away for good; the chains of the record stay whole."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import ReauthenticatedPermission
from api.serializers.fields import no_row
from api.serializers.redactions import RedactionDraftSerializer, TextRedactionDraftSerializer
from api.views.common import RecordView
from api.views.lists import RecordList
from measures.access import allows
from measures.lists.chains import RedactionSerializer, RowRedactionSerializer, TextRedactionSerializer
from measures.models import Candidate, Entry, Evidence, Party, User
from measures.operations.catalogue_texts import CATALOGUE_BY_NAME
from measures.operations.names import redact_name
from measures.operations.redactions import (
    redact_candidate,
    redact_copies,
    redact_entry,
    redact_source,
    redact_texts,
)
from measures.publishing.filters import ReportFilters


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


class NameRedaction(RedactionView):
    """Removing somebody's name for good."""

    model = User
    acts = {"POST": "redact_name"}

    def acted_on(self) -> None:
        """Whoever may not manage accounts need not know whether there is one."""

    @extend_schema(request=RedactionDraftSerializer, responses={201: RowRedactionSerializer})
    def post(self, request: Request, user: int) -> Response:
        """Remove somebody's name from all that they wrote, and the name and address of a deactivated account.

        Entries that were sealed together with the name (`seal_format` 1) keep it until they are redacted.
        """
        account = self.find(User.objects.all(), pk=user)
        redaction = redact_name(account, by=self.writer, reason=self.reason)
        return self.created_response(RowRedactionSerializer, redaction)


class TextRedactionList(RecordList):
    """Texts of the catalogue and, for the team, names that were redacted, the latest first.

    Entries and sources say so themselves.
    """

    serializer_class = TextRedactionSerializer
    filterset_class = ReportFilters
    orderings = {"redacted": ("redacted_at", "id")}
    ordering = "-redacted"
    acts = {"POST": "redact_text"}

    def get_permissions(self) -> list[Any]:
        needed = [ReauthenticatedPermission()] if self.request.method == "POST" else []
        return [*super().get_permissions(), *needed]

    @extend_schema(request=TextRedactionDraftSerializer, responses={201: TextRedactionSerializer})
    def post(self, request: Request) -> Response:
        """Redact texts of one row of the catalogue; in their place stands that they were redacted."""
        sent = self.body(TextRedactionDraftSerializer).validated_data
        row = row_of_catalogue(sent["noun"], sent["row"])
        if row is None:
            raise ValidationError({"row": [no_row(sent["row"])]})
        redaction = redact_texts(row, sent["texts"], by=self.writer, reason=sent["reason"])
        return self.created_response(TextRedactionSerializer, redaction)


def row_of_catalogue(noun: str, key: str) -> Any:
    """The row of a kind with this key, or with this number where rows have no key; None if there is none."""
    model: Any = CATALOGUE_BY_NAME[noun]
    by_key = {field.name for field in model._meta.concrete_fields} & {"key", "slug"}
    name = next(iter(by_key), "pk")
    if name == "pk" and model is not Party and not key.isdecimal():
        return None
    return model._default_manager.filter(**{name: key}).first()
