"""What came in, and the feeds that bring it: sending, deciding, adding, changing and loading."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import access
from measures.errors import CandidateDecidedError, CandidateExistsError, FeedRemovedError, RedactedRowError
from measures.models import Entry, Evidence, PartialDate, Report, User
from measures.models.evidence import comparable_url
from measures.operations.catalogue import LoadOutcome, LoadTally, difference, merge
from measures.operations.clock import clock
from measures.operations.drafts import EntryDraft
from measures.operations.editing import Noun
from measures.operations.entries import correct_entry, log_development
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_markings_shared, lock_reports_of, lock_row, require_version
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import raise_versions, save_values
from measures.wings.intake.models import Candidate, CandidateState, DropReason, Feed

TEXT_KEPT = 4000
# What a decision leaves on a candidate, all of which is taken back with it.
UNDECIDED = {
    "state": CandidateState.WAITING, "decided_by": None, "decided_at": None, "drop_reason": "", "entry": None,
    "evidence": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDraft:
    """An address that somebody sends, with what is known of the page."""

    url: str
    title: str
    text: str = ""
    language: str = ""
    publisher: str = ""
    published: PartialDate | None = None


@in_one_transaction
def send_candidate(report: Report, draft: CandidateDraft, *, by: User) -> Candidate:
    """Put an address into the inbox of a report; of a long text the beginning is kept."""
    access.require(by, "send_candidate", report)
    candidate = Candidate(
        report=report, sent_by=by, address=comparable_url(draft.url), **column_values(draft, Candidate)
    )
    candidate.text = candidate.text[:TEXT_KEPT]
    lock_markings_shared([candidate.address])
    with faults() as found:
        found.require("title", draft.title)
        found.check(candidate, ["url", "title", "text", "language", "publisher"])
    here = Candidate.objects.filter(report=report, address=candidate.address).first()
    if here is not None:
        raise CandidateExistsError(candidate=here.pk)
    candidate.save()
    return candidate


@in_one_transaction
def assign_candidate(candidate: Candidate, *, to: User | None, version: int | None = None, by: User) -> Candidate:
    """Give a candidate to a member of the team to decide, or to nobody."""
    access.require(by, "decide_candidate", candidate)
    locked = waiting_candidate(candidate, candidate.report)
    require_version(locked, version)
    with faults() as found:
        if to is not None and not access.allows(to, "decide_candidate", locked):
            found.add("assigned_to", _("Only a member of the team can decide what came in."))
    return save_changes([locked], assigned_to=to)[0]


@in_one_transaction
def drop_candidate(candidate: Candidate, *, reason: str, by: User, at: datetime) -> list[Candidate]:
    """Note that a candidate is not relevant, nor those that wait with nearly the same title.

    Only a source that is too weak says nothing about the others.
    """
    access.require(by, "decide_candidate", candidate)
    with faults() as found:
        found.require_choice("reason", reason, DropReason)
    below = Q() if reason == DropReason.WEAK_SOURCE else Q(near_to=candidate.pk, state=CandidateState.WAITING)
    rows = locked_candidates(Q(pk=candidate.pk) | below)
    if any(not row.is_waiting for row in rows):
        raise CandidateDecidedError
    return save_changes(rows, state=CandidateState.DROPPED, decided_by=by, decided_at=at, drop_reason=reason)


@in_one_transaction
def undo_decision(candidate: Candidate, *, by: User) -> list[Candidate]:
    """Let a candidate wait again, with those that were dropped along with it; what was logged stays in the journal."""
    access.require(by, "decide_candidate", candidate)
    along = Q(near_to=candidate.pk, state=CandidateState.DROPPED, decided_at=candidate.decided_at)
    rows = [row for row in locked_candidates(Q(pk=candidate.pk) | along) if not row.is_waiting]
    if any(row.pk == candidate.pk and row.is_redacted for row in rows):
        raise RedactedRowError
    rows = [row for row in rows if not row.is_redacted]
    return save_changes(rows, **UNDECIDED)


@in_one_transaction
def log_candidate(
    candidate: Candidate, report: Report, draft: EntryDraft, *, by: User, on: date, at: datetime
) -> Entry:
    """Log the development that a candidate of a report is about."""
    access.require(by, "decide_candidate", candidate)
    locked = waiting_candidate(candidate, report)
    entry = log_development(report, draft, by=by, on=on)
    save_changes([locked], state=CandidateState.LOGGED, decided_by=by, decided_at=at, entry=entry)
    return entry


@in_one_transaction
def cite_candidate(candidate: Candidate, entry: Entry, draft: EntryDraft, *, by: User, on: date, at: datetime) -> Entry:
    """Correct an entry of the same report, so that it cites the address of a candidate as well."""
    access.require(by, "decide_candidate", candidate)
    locked = waiting_candidate(candidate, entry.report)
    corrected = correct_entry(entry, draft, by=by, on=on)
    with faults() as found:
        evidence = Evidence.objects.at(locked.url).filter(citations__entry=corrected).first()
        if evidence is None:
            found.add("sources", _("Cite the address that came in: %(address)s.") % {"address": locked.url})
    decided = {"decided_by": by, "decided_at": at, "entry": corrected, "evidence": evidence}
    save_changes([locked], state=CandidateState.CITED, **decided)
    return corrected


def waiting_candidate(candidate: Candidate, report: Report) -> Candidate:
    """The candidate of a report as it is now, locked until the end of the transaction, if nobody has decided it."""
    [locked] = locked_candidates(Q(pk=candidate.pk))
    with faults() as found:
        if locked.report != report:
            found.add("candidate", _("This came in for another report."))
    if not locked.is_waiting:
        raise CandidateDecidedError
    return locked


def locked_candidates(condition: Q) -> list[Candidate]:
    rows = Candidate.objects.filter(condition).select_related("report").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def save_changes(rows: list[Candidate], **values: object) -> list[Candidate]:
    """Save these values of locked candidates."""
    return [save_values(row, **values) for row in rows]


# What was found at an address, before anything was tried or read at a new one.
NOTHING_READ: Mapping[str, object] = {
    "read_at": None, "failing_since": None, "failures": 0, "tried_at": None, "tried_outcome": "", "etag": "",
    "last_modified": "", "last_text": "",
}  # fmt: skip


def check_feed(feed: Feed, found: Faults, _changed: Mapping[str, object]) -> None:
    """An address is read once for a report."""
    if Feed.objects.standing().filter(report=feed.report_id, url=feed.url).exclude(pk=feed.pk).exists():
        found.add("url", _("This address is read for this report already."))


def read_anew(feed: Feed, changed: Collection[str], _by: User) -> dict[str, object]:
    """At a new address a feed is read anew; one that is switched on is read at the next tick."""
    along: dict[str, Any] = {}
    if {"wanted_words", "unwanted_words"} & {*changed}:
        # The site has to send all of it again, since the old words kept some out, though nothing has changed there.
        along |= {"etag": "", "last_modified": ""}
    if {"url", "kind"} & {*changed}:
        along |= NOTHING_READ
    if {"url", "kind", "is_on"} & {*changed}:
        along["due_at"] = clock() if feed.is_on else None
    return along


FEED = Noun(
    name="feeds",
    model=Feed,
    columns=(
        "title", "url", "kind", "language", "publisher", "party", "wanted_words", "unwanted_words", "read_every_hours",
    ),
    switches=("is_on",),
    act="revise_feed",
    act_to_add="add_feed",
    random_key_of="feed",
    ended_by="removed_at",
    ended=FeedRemovedError,
    page="feed",
    list_page="feeds",
    before_adding=gettext_lazy("It is switched off at first: try it on its page to see what would come in."),
    before_editing=gettext_lazy("A new address or kind is read afresh and counts as never tried."),
    hints={
        "kind": gettext_lazy("Choose a page only if there is no feed. Nothing is new at its first reading."),
        "wanted_words": gettext_lazy("Separated by commas, in both languages. Empty: all items come in."),
        "unwanted_words": gettext_lazy("Separated by commas, in both languages."),
    },
    check=check_feed,
    lock=lambda rows: lock_reports_of(Feed.objects.filter(pk__in=rows)),
    stamps=lambda by, _on: {"added_by": by},
    along=read_anew,
)  # fmt: skip


@in_one_transaction
def remove_feed(feed: Feed, *, version: int | None = None, by: User, at: datetime) -> None:
    """Remove a feed; what came from it stays. A library does not bring it back."""
    access.require(by, "remove_feed", feed)
    feed = lock_row(feed)
    require_version(feed, version)
    if feed.removed_at is None:
        save_values(feed, removed_at=at, is_on=False, due_at=None)


def locked_places(keys: Collection[str]) -> dict[int, list[str]]:
    """The address and kind of each of these feeds as it is now, locked until the end of the transaction."""
    rows = Feed.objects.filter(key__in=keys).order_by("key").select_for_update(no_key=True)
    return {feed.pk: [feed.url, feed.kind] for feed in rows}


def load_feeds(report: Report, feeds: Sequence[Feed], *, at: datetime) -> LoadTally:
    """Make the feeds of a library what stands; what people have edited or removed stays so.

    A feed whose address is read already is left out: an address is read once for a report.
    """
    taken = dict(Feed.objects.standing().filter(report=report).values_list("url", "key"))
    rows = [row for row in feeds if taken.get(row.url, row.key) == row.key]
    before = locked_places([row.key for row in rows])
    tally = merge(rows, identity=["key"], texts=FEED.columns_kept)
    raise_versions(Feed, tally.changed_rows)
    changed = Feed.objects.filter(pk__in=tally.changed_rows)
    # Other words may let in what the site would not send again.
    changed.update(etag="", last_modified="")
    elsewhere = {pk for pk, *place in changed.values_list("pk", "url", "kind") if place != before[pk]}
    Feed.objects.filter(pk__in=elsewhere).update(**NOTHING_READ)
    as_loaded = Feed.objects.filter(report=report, added_by=None, version=F("loaded_version"))
    as_loaded.filter(pk__in=[row.pk for row in rows]).exclude(removed_at=None).update(removed_at=None)
    gone = list(as_loaded.filter(removed_at=None).exclude(key__in=[row.key for row in feeds]))
    as_loaded.filter(pk__in=[row.pk for row in gone]).update(removed_at=at)
    tally.withdrawn = len(gone)
    tally.differences += [difference(row, LoadOutcome.WITHDRAWN, row) for row in gone]
    return tally
