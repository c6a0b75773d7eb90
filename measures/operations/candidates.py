"""What came in: sending it, giving it to somebody, and deciding it: logged, added as a source, or not relevant."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from measures import access
from measures.errors import CameInError, CandidateDecidedError, RedactedRowError
from measures.models import Candidate, CandidateState, DropReason, Entry, Evidence, PartialDate, Report, User
from measures.models.evidence import comparable_url
from measures.operations.developments import correct_entry, log_development
from measures.operations.drafts import EntryDraft
from measures.operations.faults import faults
from measures.operations.locks import lock_markings_shared, require_version
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_values

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
        raise CameInError(candidate=here.pk)
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
