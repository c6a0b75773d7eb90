"""Subjects, and the texts of one meeting side by side."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.entries import CorrectedReadoutsSerializer
from api.serializers.fields import AsOfSerializer
from api.serializers.readouts import (
    OF_ENTRY,
    DraftOfReadoutsSerializer,
    JudgementDraftSerializer,
    MeetingsSerializer,
    ReadoutsCorrectionSerializer,
    ReadoutsDraftSerializer,
)
from api.views.common import RecordView
from api.views.entries import EntryRedrafting
from api.views.lists import DocumentView, RecordDetail, RecordList
from measures.analysis.readouts import meetings_of
from measures.lists.readouts import ReadoutsSerializer, SubjectSerializer
from measures.models import Entry, EntryKind
from measures.operations.drafts import EntryDraft
from measures.operations.entries import correct_entry, judge_subject, log_development
from measures.operations.redrafting import draft_of_entry, readouts_of
from measures.publishing.row_filters import ReadoutsFilters, SubjectFilters


class SubjectList(RecordList):
    """Subjects that the parties' texts are read for, in the reports' order."""

    serializer_class = SubjectSerializer
    filterset_class = SubjectFilters
    orderings = {"report": ("report__slug", "position", "key"), "key": ("key",)}


class SubjectDetail(RecordDetail):
    """A subject; its ETag names its version."""

    serializer_class = SubjectSerializer


class ComparisonWritingView(DocumentView):
    """An endpoint that answers with the comparison that it has written."""

    serializer_class = ReadoutsSerializer

    def comparison_response(self, entry: Entry) -> Response:
        kind = CorrectedReadoutsSerializer if entry.corrects else ReadoutsSerializer
        return self.created_response(kind, entry, at=reverse("api-readouts-of-meeting", args=[entry.key]))


class ReadoutsList(ComparisonWritingView, RecordList):
    """Comparisons of the texts of a meeting, latest first. Corrected and redacted ones stay, and say so."""

    filterset_class = ReadoutsFilters
    orderings = {"occurred": ("counts_from", "recorded_at", "key"), "recorded": ("recorded_at", "key")}
    ordering = "-occurred"
    parameters = ("as_of", "known_at")
    acts = {"POST": "log_development"}

    def get_queryset(self) -> Any:
        return super().get_queryset().recorded(**self.days)

    @extend_schema(request=ReadoutsDraftSerializer, responses={201: ReadoutsSerializer})
    def post(self, request: Request) -> Response:
        """Compare the texts about a development, all at once; subjects that are not named were not looked for."""
        body = self.body(ReadoutsDraftSerializer)
        seen = Entry.objects.visible_to(self.audience).select_related("report")
        development = self.named(seen, "of", key=body.validated_data["of"])
        draft = body.entry_draft(language=self.writer.language)
        return self.comparison_response(
            log_development(development.report, draft, by=self.writer, on=self.writers_today)
        )


class ReadoutsOfMeeting(RecordDetail):
    """One comparison of the texts of a meeting."""

    serializer_class = ReadoutsSerializer


class ComparisonCorrectionView(ComparisonWritingView):
    """What is done to a comparison, by an entry in its place."""

    acts = {"POST": "correct_entry"}

    def act_target(self) -> Entry:
        return self.find(ReadoutsSerializer.rows(self.audience), key=self.kwargs["key"])


class ReadoutsRedrafting(EntryRedrafting):
    """What a comparison says, to be sent back as its correction."""

    kind = EntryKind.READOUTS
    serializer_class = DraftOfReadoutsSerializer

    def said_in(self, draft: EntryDraft) -> object:
        of_entry = {name: getattr(draft, name) for name in OF_ENTRY}
        return of_entry | {name: getattr(draft.readouts, name) for name in self.serializer_class.draft_fields}


class ReadoutsCorrection(ComparisonCorrectionView):
    """Replacing a comparison by another; the old one stays but no longer counts."""

    @extend_schema(request=ReadoutsCorrectionSerializer, responses={201: CorrectedReadoutsSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Correct a comparison; what you leave out stays as it was, and so does its marking."""
        corrected, body = self.act_target(), self.body(ReadoutsCorrectionSerializer)
        draft = draft_of_entry(corrected, readouts=replace(readouts_of(corrected), **body.changes), **body.others)
        return self.comparison_response(correct_entry(corrected, draft, by=self.writer, on=self.writers_today))


class ReadoutsJudgement(ComparisonCorrectionView):
    """Judging whether two sides' texts say the same on a subject."""

    @extend_schema(request=JudgementDraftSerializer, responses={201: CorrectedReadoutsSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Judge a subject; this corrects the comparison, keeps everything else, and is itself the reason."""
        comparison = self.act_target()
        judgement = self.body(JudgementDraftSerializer).validated_data
        return self.comparison_response(judge_subject(comparison, judgement, by=self.writer, on=self.writers_today))


class EntryReadouts(RecordView):
    """How the texts about a development compare, subject by subject, as of a day."""

    queryset = Entry.objects.all()
    serializer_class = MeetingsSerializer

    @extend_schema(parameters=[AsOfSerializer])
    def get(self, request: Request, key: str) -> Response:
        entry = self.find(Entry.objects.visible_to(self.audience).select_related("report"), key=key)
        fields = self.reading_parameters()
        comparisons = meetings_of(entry.report, self.audience, about=entry, **fields)
        answer = {"entry": entry.key, **self.reading_days(fields), "comparisons": comparisons}
        return Response(MeetingsSerializer(answer, context=self.get_serializer_context()).data)
