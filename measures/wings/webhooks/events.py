"""What has happened since a webhook was last looked at, as calls to be made: each once, and none is missed."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from measures import access
from measures.errors import ForgottenMomentError
from measures.models import (
    AnnouncedDate,
    Assessment,
    Audience,
    Bearing,
    CorrectionReason,
    DateState,
    Entry,
    Evidence,
    MarkState,
    Measure,
    MilestoneMark,
    Redaction,
    Review,
    Statement,
    Trace,
)
from measures.models.markings import is_within, narrowest_marking
from measures.operations.transactions import CONNECTION_ERRORS
from measures.publishing.changed import kept_moment, traces_since
from measures.wings.intake.models import Candidate
from measures.wings.webhooks.models import Delivery, Disclosure, Webhook, WebhookEvent
from measures.wings.webhooks.operations import add_deliveries

logger = logging.getLogger(__name__)

# Candidates are dated before they can be seen, by less than this.
SETTLED = timedelta(minutes=1)


class Act(NamedTuple):
    """What an entry does to something: the event, the key of that, and for which party if not for all."""

    event: WebhookEvent
    key: str
    party: str = ""

    def delivery(self, entry: Entry) -> Delivery:
        subject = " ".join((*self.event.split("."), self.key, self.party)).strip()
        return Delivery(
            event=self.event, key=self.key, entry=entry.key, cause=self.party, happened_at=entry.recorded_at,
            subject=subject,
        )  # fmt: skip


def plan_deliveries(*, at: datetime) -> None:
    """Note the calls that each webhook is due; one that another process plans is left to it."""
    for pk in Webhook.objects.switched_on().order_by("pk").values_list("pk", flat=True):
        try:
            plan_for(pk, at=at)
        except CONNECTION_ERRORS:
            raise
        except Exception:
            # Of this one alone: what it is due is noted at a later tick.
            logger.exception("What webhook %s is due could not be noted.", pk)


@transaction.atomic
def plan_for(pk: int, *, at: datetime) -> None:
    rows = Webhook.objects.switched_on().select_for_update(skip_locked=True, of=("self",), no_key=True)
    webhook = rows.select_related("user", "report").filter(pk=pk).first()
    if webhook is None:
        return
    # Before anything is read: what ends while this reads comes again, and is recognised.
    moment, today = kept_moment(), at.astimezone(webhook.user.zone).date()
    audience = access.audience_sent_to(webhook.user)
    found = [
        *of_changes(webhook, audience, at),
        *of_due_days(webhook, audience, today, at),
        *of_candidates(webhook, at),
    ]
    here = webhook.deliveries.filter(subject__in={each.subject for each in found})
    planned = set(here.values_list("event", "key", "entry", "cause"))
    new = {each.identity: each for each in found if each.identity not in planned}
    webhook.changes_until, webhook.due_until = moment, max(today, webhook.due_until)
    webhook.candidates_until = at - SETTLED
    webhook.save(update_fields=["changes_until", "due_until", "candidates_until"])
    if new:
        add_deliveries(webhook, new.values(), at=at)


def of_changes(webhook: Webhook, audience: Audience, at: datetime) -> Iterator[Delivery]:
    """What was recorded, redacted or hidden since: first what the entries say, as it was recorded."""
    try:
        traces, told = traces_since(webhook.changes_until), None
        changed = traces.filter(kind="entry").values("key")
        told = webhook.disclosures.filter(entry__key__in=changed)
    except (ValueError, ForgottenMomentError):
        # In a restored database, or after too long a time: what was recorded meanwhile is told no more, but
        # whoever has words that were redacted is.
        traces, told = Trace.objects.none(), webhook.disclosures.all()
    new = defaultdict(list)
    for kind, key in traces.filter(is_new=True).order_by().values_list("kind", "key").distinct():
        new[kind].append(key)
    calls = [
        *of_entries(webhook, audience, new["entry"]),
        *of_reviews(webhook, audience, new["review"]),
        *of_corrections(webhook, audience, new["correctionreason"], at),
        *of_redactions(webhook, audience, new["redaction"]),
    ]
    yield from (each for each in calls if each.event in webhook.events)
    yield from owed(told.select_related("entry__report", "entry__redaction"), at)


def of_entries(webhook: Webhook, audience: Audience, keys: Collection[str]) -> Iterator[Delivery]:
    """What new entries say, in the order in which they were recorded; of a correction what it changes."""
    seen = Entry.objects.visible_to(audience).filter(key__in=keys, redaction__entry=None)
    entries = list(seen.filter(**webhook.of_report).select_related("corrects").order_by("recorded_at", "key"))
    acts = acts_of({each.pk for each in entries} | {each.corrects_id for each in entries if each.corrects_id}, audience)
    for entry in entries:
        event = WebhookEvent.ENTRY_CORRECTED if entry.corrects else WebhookEvent.ENTRY_LOGGED
        first = entry.corrects or entry
        yield Delivery(
            event=event, key=entry.key, entry=entry.key, happened_at=entry.recorded_at, subject=f"entry {first.key}"
        )
        before = acts[entry.corrects_id] if entry.corrects_id else {}
        for act, values in acts[entry.pk].items():
            if act not in before or before[act] != values:
                yield act.delivery(entry)


def acts_of(entries: Collection[int], audience: Audience) -> Mapping[int, dict[Act, tuple[object, ...]]]:
    """What entries do, each with the values by which a correction is seen to change it."""
    found: defaultdict[int, dict[Act, tuple[object, ...]]] = defaultdict(dict)
    measures = Measure.objects.visible_to(audience)
    of_entries = {"entry__in": entries}
    bearings = Bearing.objects.filter(**of_entries, measure__in=measures).exclude(status="")
    for bearing in bearings.select_related("measure").order_by("pk"):
        act = Act(WebhookEvent.STATUS_SET, bearing.on.key)
        found[bearing.entry_id][act] = bearing.status, bearing.changed_by_id, bearing.reason
    ours = Assessment.objects.of_ours().filter(Q(measure=None) | Q(measure__in=measures), **of_entries)
    for each in ours.select_related("measure", "ambiguity").order_by("pk"):
        act = Act(WebhookEvent.ASSESSMENT_RECORDED, each.on.key, each.about_code)
        found[each.entry_id][act] = each.level, each.nothing, each.direction, each.confidence, each.in_short, each.text
    for statement in Statement.objects.filter(**of_entries).order_by("pk"):
        act = Act(WebhookEvent.STATEMENT_RECORDED, statement.key)
        found[statement.entry_id][act] = statement.quotation, statement.acts, statement.parties
    met = MilestoneMark.objects.filter(**of_entries, state=MarkState.MET, milestone__measure__in=measures)
    for mark in met.select_related("milestone").order_by("pk"):
        found[mark.entry_id][Act(WebhookEvent.MILESTONE_MET, mark.milestone.key, mark.party_id or "")] = ()
    return found


def of_reviews(webhook: Webhook, audience: Audience, numbers: Collection[str]) -> Iterator[Delivery]:
    """New reviews of sources; for a webhook of one report, of those that its entries cite."""
    sources = Evidence.objects.visible_to(audience)
    if webhook.report:
        sources = sources.filter(pk__in=Evidence.objects.filter(citations__entry__report=webhook.report).values("pk"))
    reviews = Review.objects.filter(pk__in=numbers, evidence__in=sources).select_related("evidence")
    for review in reviews.order_by("recorded_at", "pk"):
        source = review.evidence.key
        yield Delivery(
            event=WebhookEvent.SOURCE_REVIEWED, key=source, cause=str(review.pk), happened_at=review.recorded_at,
            subject=f"source {source}",
        )  # fmt: skip


def of_corrections(webhook: Webhook, audience: Audience, numbers: Collection[str], at: datetime) -> Iterator[Delivery]:
    """New lines of the corrections of reports."""
    reasons = CorrectionReason.objects.visible_to(audience).filter(pk__in=numbers, **webhook.of_report)
    for reason in reasons.select_related("report", "entry").order_by("corrected_on", "pk"):
        report = reason.report.slug
        yield Delivery(
            event=WebhookEvent.REPORT_CORRECTED, key=report, entry=reason.entry.key if reason.entry else "",
            cause=str(reason.pk), happened_at=reason.entry.recorded_at if reason.entry else at,
            subject=f"report {report}",
        )  # fmt: skip


def of_redactions(webhook: Webhook, audience: Audience, numbers: Collection[str]) -> Iterator[Delivery]:
    """New redactions of entries."""
    seen = Entry.objects.visible_to(audience).filter(**webhook.of_report)
    redactions = Redaction.objects.filter(pk__in=numbers, entry__in=seen).select_related("entry")
    for redaction in redactions.order_by("redacted_at", "pk"):
        if redaction.entry:
            yield withdrawal(WebhookEvent.ENTRY_REDACTED, redaction.entry, redaction.redacted_at)


def owed(told: QuerySet[Disclosure], at: datetime) -> Iterator[Delivery]:
    """That entries of which a webhook was told were redacted, or that fewer may read them than when it was told."""
    for each in told.order_by("entry__recorded_at", "entry__key"):
        entry, present = each.entry, narrowest_marking(each.entry.marking, each.entry.report.marking)
        if entry.is_redacted:
            yield withdrawal(WebhookEvent.ENTRY_REDACTED, entry, entry.redaction.redacted_at)
            each.delete()
        elif present != each.marking:
            if is_within(present, each.marking):
                yield withdrawal(WebhookEvent.ENTRY_TIGHTENED, entry, at, cause=at.isoformat())
            each.marking = present
            each.save(update_fields=["marking"])


def withdrawal(event: WebhookEvent, entry: Entry, at: datetime, *, cause: str = "") -> Delivery:
    return Delivery(event=event, key=entry.key, cause=cause, happened_at=at, subject=f"entry {entry.key}")


def of_due_days(webhook: Webhook, audience: Audience, today: date, at: datetime) -> Iterator[Delivery]:
    """The open measures and dates ahead whose last day has come since."""
    if WebhookEvent.DATE_DUE not in webhook.events:
        return
    days = (webhook.due_until + timedelta(days=1), today)
    measures = Measure.objects.seen_by(audience).recommended().open().filter(due_by__range=days)
    found: QuerySet[Model] = AnnouncedDate.objects.visible_to(audience).standing().as_found(today)
    dates = found.filter(due_by__range=days).exclude(state=DateState.TOOK_PLACE)
    for rows in (measures, dates):
        for key, day in rows.filter(**webhook.of_report).order_by("due_by", "key").values_list("key", "due_by"):
            yield Delivery(event=WebhookEvent.DATE_DUE, key=key, cause=str(day), happened_at=at, subject=f"due {key}")


def of_candidates(webhook: Webhook, at: datetime) -> Iterator[Delivery]:
    """That more candidates wait, unless a call that says so waits itself."""
    if WebhookEvent.CANDIDATE_FOUND not in webhook.events:
        return
    came = Candidate.objects.waiting().filter(found_at__gt=webhook.candidates_until, found_at__lte=at - SETTLED)
    says_so = webhook.deliveries.waiting().filter(event=WebhookEvent.CANDIDATE_FOUND)
    if came.filter(**webhook.of_report).exists() and not says_so.exists():
        yield Delivery(event=WebhookEvent.CANDIDATE_FOUND, cause=at.isoformat(), happened_at=at, subject="candidates")
