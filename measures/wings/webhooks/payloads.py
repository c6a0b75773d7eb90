"""What a call says: of what everybody may read the row before and after, of all else its key and addresses only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from measures import access
from measures.lists.corrections import CorrectionReasonSerializer
from measures.lists.entries import AssessmentSerializer, BearingSerializer, EntrySerializer, MarkSerializer
from measures.lists.evidence import ReviewSerializer
from measures.lists.fields import moment_text
from measures.lists.records import RecordSerializer
from measures.lists.statements import StatementSerializer
from measures.lists.tables import placeholder_values
from measures.models import (
    PUBLIC,
    Ambiguity,
    AnnouncedDate,
    Assessment,
    Audience,
    Bearing,
    CorrectionReason,
    Entry,
    Evidence,
    FetchOutcome,
    Measure,
    Milestone,
    MilestoneMark,
    Report,
    Review,
    Statement,
)
from measures.models.journal import IN_TIME
from measures.models.voices import BOTH, NONE
from measures.operations.clock import clock
from measures.publishing.site_urls import list_url, page_url
from measures.wings.intake.models import Candidate
from measures.wings.intake.web import FetchError
from measures.wings.webhooks.models import WITHDRAWALS, Delivery, Webhook, WebhookEvent

type Row = dict[str, Any]
type Payload = dict[str, Any]

# The least by which one moment is before another, as the database counts.
INSTANT = timedelta(microseconds=1)


class CalledEntrySerializer(EntrySerializer):
    """An entry, as a call has it."""

    class Meta(EntrySerializer.Meta):
        fields = [
            "key", "kind", "occurred", "recorded_at", "title", "title_zh_hans", "language", "track", "claim",
            "bears_on", "corrects",
        ]  # fmt: skip


class CalledAssessmentSerializer(AssessmentSerializer):
    """An assessment of ours, as a call has it."""

    class Meta(AssessmentSerializer.Meta):
        fields = ["on", "about", "level", "nothing", "direction", "confidence", "in_short", "in_short_zh_hans"]


class CalledStatementSerializer(StatementSerializer):
    """A party's own words, as a call has them."""

    class Meta(StatementSerializer.Meta):
        fields = [
            "key", "parties", "about", "said_on", "quotation", "quotation_language", "acts", "to", "subjects", "on",
        ]  # fmt: skip


class CalledReviewSerializer(ReviewSerializer):
    """A review of a source, as a call has it."""

    class Meta(ReviewSerializer.Meta):
        fields = ["state", "is_self_review", "recorded_at"]


class CalledCorrectionSerializer(CorrectionReasonSerializer):
    """A line of the corrections of a report, as a call has it."""

    class Meta(CorrectionReasonSerializer.Meta):
        fields = [
            "corrected_on", "name", "corrects", "entry", "was", "was_zh_hans", "now", "now_zh_hans", "why",
            "why_zh_hans",
        ]  # fmt: skip


# On which page each row is read, and at which address of the API.
PLACES: Mapping[type[Model], tuple[str, str]] = {
    Ambiguity: ("ambiguity", "api-ambiguity"),
    AnnouncedDate: ("date", "api-date"),
    Entry: ("entry", "api-entry"),
    Evidence: ("source", "api-evidence"),
    Measure: ("measure", "api-measure"),
    Milestone: ("measure", "api-milestone"),
    Report: ("corrections", "api-corrections"),
    Statement: ("entry", "api-statement"),
}


def entries_in_line(row: Delivery) -> QuerySet[Entry]:
    return Entry.objects.filter(Q(key=row.entry) | Q(correction__key=row.entry))


def statuses(row: Delivery) -> QuerySet[Bearing]:
    return Bearing.objects.filter(measure__key=row.key).exclude(status="")


def assessments(row: Delivery) -> QuerySet[Assessment]:
    about = None if row.cause in (BOTH, NONE) else row.cause
    on = Q(measure__key=row.key) | Q(ambiguity__key=row.key)
    return Assessment.objects.of_ours().filter(on, about=about, about_both=row.cause == BOTH)


def statements(row: Delivery) -> QuerySet[Statement]:
    return Statement.objects.filter(key=row.key)


def marks(row: Delivery) -> QuerySet[MilestoneMark]:
    return MilestoneMark.objects.filter(milestone__key=row.key, party=row.cause or None)


def reviews(row: Delivery) -> QuerySet[Review]:
    return Review.objects.filter(evidence__key=row.key, recorded_at__lte=row.happened_at).order_by("-recorded_at")


def corrections(row: Delivery) -> QuerySet[CorrectionReason]:
    return CorrectionReason.objects.filter(pk=row.cause)


@dataclass(frozen=True)
class Kind:
    """What the calls of an event are about: of which models their key may be, what else they name, and the rows.

    `rows` are those about the same thing, among them the row that happened: the one of the call's entry, to which
    `path` leads, or, where no path does, the one with the number that is the cause of the call.
    """

    models: Sequence[type[Model]]
    names: Sequence[str]
    serializer: type[RecordSerializer]
    rows: Callable[[Delivery], QuerySet[Any]]
    path: str | None = "entry__"


KINDS: Mapping[str, Kind] = {
    WebhookEvent.ENTRY_LOGGED: Kind([Entry], ["report"], CalledEntrySerializer, entries_in_line, path=""),
    WebhookEvent.ENTRY_CORRECTED: Kind(
        [Entry], ["report", "corrects"], CalledEntrySerializer, entries_in_line, path=""
    ),
    WebhookEvent.STATUS_SET: Kind([Measure], ["report", "measure", "entry"], BearingSerializer, statuses),
    WebhookEvent.ASSESSMENT_RECORDED: Kind(
        [Measure, Ambiguity], ["report", "measure", "entry"], CalledAssessmentSerializer, assessments
    ),
    WebhookEvent.STATEMENT_RECORDED: Kind([Statement], ["report", "entry"], CalledStatementSerializer, statements),
    WebhookEvent.SOURCE_REVIEWED: Kind([Evidence], [], CalledReviewSerializer, reviews, path=None),
    WebhookEvent.MILESTONE_MET: Kind([Milestone], ["report", "measure", "entry"], MarkSerializer, marks),
    WebhookEvent.REPORT_CORRECTED: Kind(
        [Report], ["report", "entry", "corrects"], CalledCorrectionSerializer, corrections, path=None
    ),
}
# What falls due.
DUE: Sequence[type[Model]] = [Measure, AnnouncedDate]


def payload_of(row: Delivery) -> tuple[Payload, set[int]]:
    """What a call says, and of which entries, by primary key; a FetchError if its owner may not be told."""
    data, entries = data_of(row)
    return {"type": row.event, "timestamp": moment_text(row.happened_at), "data": data}, entries


def data_of(row: Delivery) -> tuple[Row, set[int]]:
    if row.event == WebhookEvent.TEST:
        return {}, set()
    if row.event == WebhookEvent.CANDIDATE_FOUND:
        return candidates_for(row.webhook), set()
    if row.event in WITHDRAWALS:
        return {"key": row.key}, set()
    audience = access.audience_sent_to(row.webhook.user)
    seen, entry = named(row, audience), entry_of(row, audience)
    if seen is None:
        raise FetchError(FetchOutcome.WITHHELD)
    entries = {entry.pk} if entry else set()
    data = {"key": row.key, **addresses(row, seen)}
    if named(row, PUBLIC):
        data |= content_of(row, seen, entry)
        for name, of_row in change_of(row, entry).items():
            if of_row and (shown := document(row, of_row)):
                data[name] = shown
                entries |= entries_of(of_row)
    return data, entries


def named(row: Delivery, audience: Audience) -> Model | None:
    """What a call names, if an audience may read it, and the entry by which it happened."""
    if row.entry and not entry_of(row, audience):
        return None
    for model in DUE if row.event == WebhookEvent.DATE_DUE else KINDS[row.event].models:
        by: Row = {"slug": row.key} if model is Report else {"key": row.key}
        if model is Statement:
            by["entry__key"] = row.entry
        rows: QuerySet[Any] = model._default_manager.visible_to(audience)  # type: ignore[attr-defined]
        if found := rows.filter(**by).first():
            return found  # type: ignore[no-any-return]
    return None


def entry_of(row: Delivery, audience: Audience) -> Entry | None:
    """The entry by which it happened, if an audience may read it and it is not redacted."""
    seen = Entry.objects.visible_to(audience).filter(key=row.entry, redaction__entry=None)
    return seen.select_related("report", "corrects").first()


def addresses(row: Delivery, seen: Model) -> Row:
    """Its page and its address in the API."""
    page, resource = PLACES[type(seen)]
    if isinstance(seen, Report):
        return {"url": list_url(page, seen), "api_url": list_url(resource, seen)}
    on_page = row.key
    if isinstance(seen, Milestone):
        on_page = seen.measure.key
    elif isinstance(seen, Statement):
        on_page = row.entry
    return {"url": page_url(page, on_page), "api_url": page_url(resource, row.key)}


def content_of(row: Delivery, seen: Any, entry: Entry | None) -> Row:
    """What else a call names: the report, the measure, the entry and what that corrects, or the day of what is due."""
    measure = seen.measure if isinstance(seen, Milestone) else seen if isinstance(seen, Measure) else None
    report = seen if isinstance(seen, Report) else entry.report if entry else getattr(seen, "report", None)
    corrected = None
    if entry and entry.corrects_id:
        corrected = Entry.objects.visible_to(PUBLIC).filter(pk=entry.corrects_id).first()
    found = {
        "report": report and report.slug,
        "measure": measure and measure.key,
        "entry": entry and entry.key,
        "corrects": corrected and corrected.key,
        "due": row.cause,
    }
    return {name: found[name] for name in names_of(row.event) if found[name]}


def names_of(event: str) -> Sequence[str]:
    return ["report", "measure", "due"] if event == WebhookEvent.DATE_DUE else KINDS[event].names


def change_of(row: Delivery, entry: Entry | None) -> Mapping[str, Model | None]:
    """The row that held until then, for everybody, and the one that happened."""
    if row.event == WebhookEvent.DATE_DUE:
        return {}
    kind = KINDS[row.event]
    rows = kind.rows(row)
    if kind.path is None or entry is None:
        return {"before": rows.exclude(pk=row.cause).first(), "after": rows.filter(pk=row.cause).first()}
    until = Entry.objects.visible_to(PUBLIC).counting(known_at=entry.recorded_at - INSTANT)
    latest_first = [f"-{kind.path}{column}" for column in IN_TIME]
    before = rows.filter(**{f"{kind.path}pk__in": until.values("pk")}).order_by(*latest_first)
    return {"before": before.first(), "after": rows.filter(**{f"{kind.path}key": entry.key}).first()}


def entries_of(row: Model) -> set[int]:
    """The entries whose words are in a row."""
    if isinstance(row, Entry):
        return {row.pk}
    if isinstance(row, CorrectionReason) and row.entry:
        return {row.entry.pk, row.entry.corrects_id or row.entry.pk}
    found = getattr(row, "entry_id", None)
    return {found} if found else set()


def document(row: Delivery, of_row: Model) -> Row | None:
    """A row as everybody may read it."""
    context = {"placeholders": placeholder_values(clock().date(), root=settings.CBM_SITE_URL)}
    return next(iter(KINDS[row.event].serializer(context=context).documents([of_row])), None)


def candidates_for(webhook: Webhook) -> Row:
    """How many candidates wait, of those that its owner may decide."""
    if not access.allows(webhook.user, "read_candidates", webhook.report):
        raise FetchError(FetchOutcome.WITHHELD)
    waiting = Candidate.objects.waiting().visible_to(access.audience_of(webhook.user)).filter(**webhook.of_report)
    return {"waiting": waiting.count(), "url": list_url("inbox", webhook.report)}
