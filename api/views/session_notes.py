"""Notes of dialogue sessions: drafted, shown, amended line by line, cleared and made final; nothing says by whom."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.etags import tagged_answer
from api.permissions import ReauthenticatedPermission
from api.serializers.redactions import RedactionDraftSerializer
from api.serializers.sessions import (
    ClearanceSerializer,
    NoteDraftSerializer,
    NoteLineDraftSerializer,
    NoteLinesSerializer,
    NoteLineTextSerializer,
    NoteSerializer,
    NoteStateSerializer,
)
from api.views.common import IF_MATCH, RecordView
from api.views.sessions import OfSession
from measures import access
from measures.analysis.attributions import finder_for
from measures.models import DialogueSession, NoteLine, NoteState, SessionNote
from measures.operations.session_notes import (
    NoteLineDraft,
    add_line,
    amend_line,
    clear_note,
    finish_note,
    redact_note,
    show_note,
    strike_line,
    write_note,
)


class NoteView(RecordView):
    """An endpoint that shows notes."""

    serializer_class = NoteSerializer

    def note_context(self, session: DialogueSession) -> dict[str, Any]:
        """What the text of a note is warned of: told to those who write it."""
        is_writer = access.allows(self.request.user, "organise_session", session)
        return {**self.get_serializer_context(), "find": finder_for(session) if is_writer else lambda text: []}

    def note_shown(self, note: SessionNote) -> HttpResponse:
        fresh = access.notes_for(self.request.user, note.session).get(pk=note.pk)
        fresh.session = note.session
        data = NoteSerializer(fresh, context=self.note_context(note.session)).data
        return tagged_answer(self.request, JSONRenderer().render(data), version=fresh.version)


class SessionNotes(OfSession, NoteView):
    """The notes of a session: for its organisers drafts too, for its circle those shown, for others final ones."""

    serializer_class = NoteSerializer
    acts = {"POST": "organise_session"}

    @extend_schema(operation_id="sessions_notes_list", responses=NoteSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All that you may read, beside each other; none is the record."""
        session = self.acted_on()
        notes = access.notes_for(request.user, session).select_related("session").prefetch_related("lines")
        return Response(NoteSerializer(notes, many=True, context=self.note_context(session)).data)

    @extend_schema(request=NoteDraftSerializer, responses={201: NoteSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write the first draft of a note of a side, or of the chair’s summary."""
        session, values = self.acted_on(), dict(self.body(NoteDraftSerializer).validated_data)
        lines = [NoteLineDraft(**line) for line in values.pop("lines")]
        note = write_note(session, lines, **values, version=0, by=self.writer)
        context = self.note_context(session)
        return Response(NoteSerializer(note, context=context).data, status=status.HTTP_201_CREATED)


class OfNote(NoteView):
    """What is done with one note."""

    @property
    def note(self) -> SessionNote:
        sessions = access.sessions_for(self.request.user)
        rows = SessionNote.objects.filter(session__in=sessions.values("pk")).select_related("session__report")
        note: SessionNote = self.find(rows, key=self.kwargs["key"])
        return self.find(
            access.notes_for(self.request.user, note.session).select_related("session__report"), pk=note.pk
        )

    def acted_on(self) -> DialogueSession:
        return self.note.session


class NoteDetail(OfNote):
    """One note; its ETag names its version."""

    acts = {"PUT": "organise_session"}

    @extend_schema(operation_id="sessions_notes_retrieve")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.note_shown(self.note)

    @extend_schema(request=NoteLinesSerializer, responses=NoteSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write a draft anew, with all its lines."""
        note = self.note
        lines = [NoteLineDraft(**line) for line in self.body(NoteLinesSerializer).validated_data["lines"]]
        side, version = note.of_side_id or "", self.version_of(note)
        write_note(note.session, lines, kind=note.kind, of_side=side, version=version, by=self.writer)
        return self.note_shown(note)


class NoteStateView(OfNote):
    """How far a note has come."""

    acts = {"PUT": "organise_session"}

    @extend_schema(request=NoteStateSerializer, responses=NoteSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a draft to the circle, or make a note final: from the 15th day on, or once both chairs cleared it."""
        note, state = self.note, self.changes(NoteStateSerializer)["state"]
        act = show_note if state == NoteState.SHOWN else finish_note
        act(note, on=self.writers_today, version=self.version_of(note), by=self.writer)
        return self.note_shown(note)


class NoteClearance(OfNote):
    """How many of the chairs have cleared a note."""

    acts = {"PUT": "organise_session"}

    @extend_schema(request=ClearanceSerializer, responses=NoteSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say how many have cleared it; never which."""
        note, cleared_by = self.note, self.changes(ClearanceSerializer)["cleared_by"]
        clear_note(note, cleared_by=cleared_by, version=self.version_of(note), by=self.writer)
        return self.note_shown(note)


class NoteLines(OfNote):
    """Lines of a note that was shown."""

    acts = {"POST": "organise_session"}

    @extend_schema(request=NoteLineDraftSerializer, responses=NoteSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add a line, as somebody asked; nothing says who."""
        note = self.note
        add_line(note, NoteLineDraft(**self.body(NoteLineDraftSerializer).validated_data), by=self.writer)
        return self.note_shown(note)


class NoteLineDetail(NoteView):
    """One line of a note that was shown."""

    acts = {"PUT": "organise_session", "DELETE": "organise_session"}

    @property
    def line(self) -> NoteLine:
        sessions = access.sessions_for(self.request.user).values("pk")
        rows = NoteLine.objects.filter(note__session__in=sessions).select_related("note__session__report")
        return self.find(rows, pk=self.kwargs["line"])

    def acted_on(self) -> DialogueSession:
        return self.line.note.session

    @extend_schema(request=NoteLineTextSerializer, responses=NoteSerializer)
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put other words in its place, as somebody asked; nothing says who."""
        line = amend_line(self.line, **self.body(NoteLineTextSerializer).validated_data, by=self.writer)
        return self.note_shown(line.note)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Strike it, without a trace."""
        strike_line(self.line, by=self.writer)


class NoteRedaction(RecordView):
    """Removing the lines of a note for good."""

    serializer_class = RedactionDraftSerializer
    permission_classes = [*RecordView.permission_classes, ReauthenticatedPermission]
    acts = {"POST": "redact_note"}

    @extend_schema(request=RedactionDraftSerializer, responses={204: None})
    def post(self, request: Request, key: str) -> None:
        """Redact a note by its key, whether or not you may read it; commitment and seal of a final one stay."""
        reason = self.body(RedactionDraftSerializer).validated_data["reason"]
        redact_note(self.find(SessionNote.objects.all(), key=key), by=self.writer, reason=reason)
