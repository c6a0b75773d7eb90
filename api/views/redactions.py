"""Taking words away for good, and letting fewer people read; the chains of the record stay whole."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import CreateAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import ReauthenticatedPermission
from api.serializers.fields import no_row
from api.serializers.redactions import (
    MarkingDraftSerializer,
    RedactionDraftSerializer,
    TextRedactionDraftSerializer,
    TightenedSerializer,
)
from api.views.common import RecordView
from api.views.lists import RecordList
from measures.access import allows
from measures.lists.chains import RedactionSerializer, RowRedactionSerializer, TextRedactionSerializer
from measures.models import Candidate, Entry, Evidence, Party, User
from measures.operations.catalogue_texts import CATALOGUE_BY_NAME
from measures.operations.markings import tighten_marking
from measures.operations.names import redact_name
from measures.operations.redactions import redact_candidate, redact_copies, redact_entry, redact_source, redact_texts
from measures.publishing.filters import ReportFilters


class RedactionView(RecordView, CreateAPIView[Any]):
    """Removing what a row says for good."""

    model: ClassVar[Any]
    redact: ClassVar[Callable[..., Any]]
    serializer_class: Any = RowRedactionSerializer
    permission_classes = [*RecordView.permission_classes, ReauthenticatedPermission]

    @property
    def row(self) -> Any:
        """What is redacted; whoever may redact anything finds also what they may not read."""
        rows = self.model._default_manager
        anything = allows(self.writer, self.acts["POST"])
        return self.find(rows.all() if anything else rows.visible_to(self.audience), **self.kwargs)

    def acted_on(self) -> Any:
        return self.row

    @extend_schema(request=RedactionDraftSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, reason = self.row, self.body(RedactionDraftSerializer).validated_data["reason"]
        return self.created_response(self.serializer_class, self.redact(row, by=self.writer, reason=reason))


class EntryRedaction(RedactionView):
    """Redact an entry: its content goes, its commitment and seal stay.

    By its key, an administrator may also redact an entry that they may not read.
    """

    model, redact = Entry, staticmethod(redact_entry)
    serializer_class = RedactionSerializer
    acts = {"POST": "redact_entry"}


class EvidenceRedaction(RedactionView):
    """Redact a source with its file and copies: what cites it keeps its key, and it counts as retracted.

    By its key, an administrator may also redact a source that they may not read.
    """

    model, redact = Evidence, staticmethod(redact_source)
    acts = {"POST": "redact_source"}


class CopiesRedaction(RedactionView):
    """Redact the file and the copies of a source: what it is called and where it is stay."""

    model, redact = Evidence, staticmethod(redact_copies)
    acts = {"POST": "redact_source"}


class CandidateRedaction(RedactionView):
    """Redact what came in; no feed brings its address back."""

    model, redact = Candidate, staticmethod(redact_candidate)
    acts = {"POST": "redact_candidate"}

    def acted_on(self) -> None:
        """Whoever may not redact what came in need not know whether it did."""


class NameRedaction(RedactionView):
    """Remove somebody's name from all that they wrote, and the name and address of a deactivated account.

    Entries that were sealed together with the name (`seal_format` 1) keep it until they are redacted.
    """

    redact = staticmethod(redact_name)
    acts = {"POST": "redact_name"}

    @property
    def row(self) -> User:
        return self.find(User.objects.all(), pk=self.kwargs["user"])

    def acted_on(self) -> None:
        """Whoever may not manage accounts need not know whether there is one."""


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


class Tightening(RecordView):
    """A marking may be tightened, never loosened."""

    model: Any = None
    serializer_class = MarkingDraftSerializer
    acts = {"POST": "tighten_marking"}

    def acted_on(self) -> Any:
        return self.find(self.model.objects.visible_to(self.audience), key=self.kwargs["key"])

    @extend_schema(request=MarkingDraftSerializer, responses={200: TightenedSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Let fewer people read a row, and everything that names it."""
        marking = self.body(MarkingDraftSerializer).validated_data["marking"]
        reach = tighten_marking(self.acted_on(), marking=marking, by=self.writer)
        counts = {
            "entries": len(reach.entries),
            "measures": len(reach.measures),
            "evidence": len(reach.evidence),
            "dates": len(reach.dates),
        }
        return Response(TightenedSerializer(counts).data)
