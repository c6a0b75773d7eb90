"""The journal: what happened, summaries, dissents, what corrects them, and the checks that found nothing new."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.permissions import ActPermission, AnyTokenPermission, ScopePermission
from api.serializers.dissents import DissentCorrectionSerializer, DissentDraftSerializer, DraftOfDissentSerializer
from api.serializers.drafts import CorrectionSerializer, DraftOfEntrySerializer, EntryDraftSerializer
from api.serializers.entries import ChecksDraftSerializer, ChecksSerializer, CorrectedEntrySerializer
from api.serializers.fields import no_row
from api.serializers.summaries import DraftOfSummarySerializer, SummaryCorrectionSerializer, SummaryDraftSerializer
from api.views.common import RecordView
from api.views.lists import DocumentView, NestedList, RecordDetail, RecordList
from measures.lists.entries import EntrySerializer
from measures.lists.proposals import ProposalSerializer
from measures.models import Entry, EntryKind, Measure, PartialDate, Proposal
from measures.models.journal import IN_TIME, EntryQuerySet, on_wholes
from measures.operations.clock import clock
from measures.operations.drafts import EntryDraft, summary_of
from measures.operations.entries import check_kind, confirm_unchanged, correct_entry, dissent_from, write_summary
from measures.operations.faults import faults
from measures.operations.proposals import write_or_propose
from measures.operations.redrafting import draft_of_entry
from measures.publishing.entry_filters import EntryFilters


class EntryWritingView(DocumentView):
    """An endpoint that answers with the entry it has logged."""

    serializer_class = EntrySerializer

    def entry_response(self, entry: Entry) -> Response:
        return entry_response(self, entry)


def entry_response(view: RecordView, entry: Entry) -> Response:
    """The answer with an entry that was logged and, if it corrects one, with what became of the pieces of that."""
    kind = CorrectedEntrySerializer if entry.corrects else EntrySerializer
    return view.created_response(kind, entry, at=reverse("api-entry", args=[entry.key]))


def entry_or_proposal_response(view: RecordView, row: Entry | Proposal) -> Response:
    """The answer with an entry that was logged, or with what now waits for a second member's agreement."""
    if isinstance(row, Entry):
        return entry_response(view, row)
    at = view.location(reverse("api-proposal", args=[row.key]))
    proposal = ProposalSerializer(row, context=view.get_serializer_context())
    return Response(proposal.data, status=status.HTTP_202_ACCEPTED, headers=at)


class Entries(RecordList):
    """Entries that the reader may see, the latest first."""

    # If they are all of one.
    kind: EntryKind | None = None
    serializer_class = EntrySerializer
    filterset_class = EntryFilters
    orderings = {"occurred": IN_TIME, "recorded": ("recorded_at", "key")}
    ordering = "-occurred"
    parameters = ("as_of", "known_at")

    def get_queryset(self) -> EntryQuerySet:
        entries: EntryQuerySet = super().get_queryset()
        recorded = entries.recorded(**self.days)
        return recorded.filter(kind=self.kind) if self.kind else recorded


class MeasureEntries(NestedList, Entries):
    """The entries about a measure or its parts, latest first; corrected ones say so."""

    of_report = "measures__key"

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(on_wholes(self.parent_rows()))


class EntryList(EntryWritingView, Entries):
    """The journal, latest first. Corrected and redacted entries stay in it, and say so."""

    acts = {"POST": "log_development"}

    @extend_schema(request=EntryDraftSerializer, responses={201: EntrySerializer, 202: ProposalSerializer})
    def post(self, request: Request) -> Response:
        """Log one development with everything it affects, all at once.

        Where the report asks for it, one with an assessment of ours waits for a second member: 202, with the proposal.
        """
        body = self.body(EntryDraftSerializer)
        draft = body.draft(language=self.writer.language)
        report, by, today = body.validated_data["report"], self.writer, self.writers_today
        if candidate := body.validated_data.get("candidate"):
            return self.entry_response(candidate.write(report, draft, by=by, on=today, at=clock()))
        return entry_or_proposal_response(self, write_or_propose(report, draft, by=by, on=today))


class EntryDetail(RecordDetail):
    """One entry of the journal."""

    serializer_class = EntrySerializer


class CorrectionWritingView(EntryWritingView):
    """Replacing an entry by another; the old one stays but no longer counts."""

    # If only entries of one are corrected in this way.
    kind: EntryKind | None = None
    acts = {"POST": "correct_entry"}

    def act_target(self) -> Entry:
        of_kind = {"kind": self.kind} if self.kind else {}
        found: Entry = self.find(self.get_queryset().select_related("responds_to"), key=self.kwargs["key"], **of_kind)
        return found


class EntryRedrafting(RecordView):
    """What an entry says, to be sent back as its correction."""

    permission_classes = [AnyTokenPermission, ScopePermission, ActPermission]
    queryset = Entry.objects.all()
    serializer_class: type[BaseSerializer[Any]] = DraftOfEntrySerializer
    kind: EntryKind = EntryKind.DEVELOPMENT
    acts = {"GET": "correct_entry"}

    def act_target(self) -> Entry:
        """The entry; one that was corrected or redacted is corrected no more."""
        counting = Entry.objects.visible_to(self.audience).counting()
        found: Entry = self.find(counting.for_reading(), key=self.kwargs["key"])
        with faults() as wrong:
            check_kind(self.kind, found, wrong)
        return found

    def get(self, request: Request, key: str) -> Response:
        """What it says now, for whoever may correct it: change it, add a `reason`, and send it as the correction."""
        said = self.said_in(draft_of_entry(self.act_target()))
        return Response(self.get_serializer(said).data)

    def said_in(self, draft: EntryDraft) -> object:
        """What of the draft its correction may say."""
        return draft


class EntryCorrection(CorrectionWritingView):
    """Replacing an entry by another, of any kind."""

    @extend_schema(request=CorrectionSerializer, responses={201: CorrectedEntrySerializer, 202: ProposalSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Correct an entry; what you leave out stays as it was, an empty list takes it away. Its marking stays.

        The answer says as well which sources, effects, views and the like stay, change, go and come; try it first
        with `?dry_run=true`.
        """
        corrected = self.act_target()
        with faults() as found:
            check_kind(EntryKind.DEVELOPMENT, corrected, found)
        body = self.body(CorrectionSerializer)
        draft, by, today = draft_of_entry(corrected, **body.changes), self.writer, self.writers_today
        if candidate := body.validated_data.get("candidate"):
            report = corrected.report
            return self.entry_response(candidate.write(report, draft, corrects=corrected, by=by, on=today, at=clock()))
        return entry_or_proposal_response(
            self, write_or_propose(corrected.report, draft, corrects=corrected, by=by, on=today)
        )


class Checks(RecordView):
    """Checking measures."""

    serializer_class = ChecksDraftSerializer
    acts = {"POST": "confirm_unchanged"}

    @extend_schema(request=ChecksDraftSerializer, responses={201: ChecksSerializer})
    def post(self, request: Request) -> Response:
        """Record that measures were checked and there is nothing new."""
        values = self.body(ChecksDraftSerializer).validated_data
        keys, quotes_feeds = values["measures"], values["quotes_feeds"]
        seen = Measure.objects.visible_to(self.audience).select_related("report").filter(key__in=keys)
        measures = {measure.key: measure for measure in seen}
        unknown = {str(index): [no_row(key)] for index, key in enumerate(keys) if key not in measures}
        if unknown:
            raise ValidationError({"measures": unknown})
        by, today = self.writer, self.writers_today
        entries = confirm_unchanged(list(measures.values()), by=by, on=today, quotes_feeds=quotes_feeds)
        return self.created_response(
            ChecksSerializer, {"entries": sorted(entries, key=attrgetter("latest_key"), reverse=True)}
        )


class SummaryList(EntryWritingView, Entries):
    """Summaries, latest first; the overview shows the first that counts. Corrected ones stay, and say so."""

    kind = EntryKind.SUMMARY
    acts = {"POST": "write_summary"}

    @extend_schema(request=SummaryDraftSerializer, responses={201: EntrySerializer})
    def post(self, request: Request) -> Response:
        """Write a summary of a report; it is signed with your name and dated today."""
        body = self.body(SummaryDraftSerializer)
        draft = body.draft(language=self.writer.language, written_on=self.writers_today)
        return self.entry_response(
            write_summary(body.validated_data["report"], draft, by=self.writer, on=self.writers_today)
        )


class SummaryRedrafting(EntryRedrafting):
    """What a summary says, to be sent back as its correction."""

    kind = EntryKind.SUMMARY
    serializer_class = DraftOfSummarySerializer

    def said_in(self, draft: EntryDraft) -> object:
        return summary_of(draft)


class SummaryCorrection(CorrectionWritingView):
    """Replacing a summary by another; the old one stays but no longer counts."""

    kind = EntryKind.SUMMARY

    @extend_schema(request=SummaryCorrectionSerializer, responses={201: CorrectedEntrySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Correct a summary; what you leave out stays as it was, and so does its marking. It is dated today."""
        corrected, body = self.act_target(), self.body(SummaryCorrectionSerializer)
        draft = draft_of_entry(corrected, **{"written_on": self.writers_today} | body.changes)
        return self.entry_response(correct_entry(corrected, draft, by=self.writer, on=self.writers_today))


class DissentList(EntryWritingView, Entries):
    """Dissents, latest first, each with the assessment that it `responds_to`. Corrected ones stay, and say so."""

    kind = EntryKind.DISSENT
    acts = {"POST": "dissent"}

    @extend_schema(request=DissentDraftSerializer, responses={201: EntrySerializer})
    def post(self, request: Request) -> Response:
        """Dissent from an assessment that somebody else wrote; it moves no standing."""
        body = self.body(DissentDraftSerializer)
        assessment, by = body.validated_data["assessment"], self.writer
        return self.entry_response(
            dissent_from(assessment, body.draft(), by=by, on=self.writers_today, language=by.language)
        )


class DissentRedrafting(EntryRedrafting):
    """What a dissent says, to be sent back as its correction."""

    kind = EntryKind.DISSENT
    serializer_class = DraftOfDissentSerializer

    def said_in(self, draft: EntryDraft) -> object:
        return draft.dissent


class DissentCorrection(CorrectionWritingView):
    """Replacing a dissent by another; the old one stays but no longer counts."""

    kind = EntryKind.DISSENT

    @extend_schema(request=DissentCorrectionSerializer, responses={201: CorrectedEntrySerializer})
    def post(self, request: Request, key: str) -> Response:
        """Correct a dissent; what you leave out stays as it was, and so do its marking and its assessment."""
        corrected, body = self.act_target(), self.body(DissentCorrectionSerializer)
        before = draft_of_entry(corrected)
        draft = replace(
            before,
            occurred=PartialDate.of(self.writers_today),
            dissent=before.dissent and body.dissent(before.dissent),
            reason=body.validated_data["reason"],
        )
        return self.entry_response(correct_entry(corrected, draft, by=self.writer, on=self.writers_today))
