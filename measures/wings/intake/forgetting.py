"""Takes away what came in, as its words are redacted."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from measures import access
from measures.errors import RedactedRowError
from measures.models import Entry, Evidence, Redaction, RedactionKind, User
from measures.models.evidence import comparable_url
from measures.operations.clock import clock
from measures.operations.forgetting import forget_copies, forget_host, leave_redaction
from measures.operations.mails import recall_mails
from measures.operations.redactions import CANDIDATE_WORDS, require_reason
from measures.operations.transactions import in_one_transaction
from measures.wings.intake.models import Candidate, CandidateMatch, CandidateState, DropReason, Feed
from measures.wings.intake.operations import locked_candidates


def blank_candidates(candidates: Collection[Candidate], redaction: Redaction, *, by: User, at: datetime) -> None:
    """Take away what locked candidates say; those that wait are decided by it."""
    rows = Candidate.objects.filter(pk__in=[each.pk for each in candidates])
    CandidateMatch.objects.filter(candidate__in=candidates).delete()
    rows.filter(state=CandidateState.WAITING).update(
        state=CandidateState.DROPPED, drop_reason=DropReason.OTHER, decided_by=by, decided_at=at
    )
    for each in candidates:
        # Its number stands for its address, which is once for each feed.
        blank = {"url": "", "address": str(each.pk), "title": "", "text": "", "publisher": ""}
        Candidate.objects.filter(pk=each.pk).update(**blank, redaction=redaction, version=F("version") + 1)


@in_one_transaction
def redact_candidate(candidate: Candidate, *, by: User, reason: str) -> Redaction:
    """Take away what came in; no feed brings its address back."""
    access.require(by, "redact_candidate", candidate)
    require_reason(reason)
    recall_mails()
    [locked] = locked_candidates(Q(pk=candidate.pk))
    if locked.is_redacted:
        raise RedactedRowError
    texts = [locked.title, locked.text, locked.url]
    kind, key = RedactionKind.CANDIDATE, str(locked.pk)
    redaction = leave_redaction(kind, locked, key, CANDIDATE_WORDS, by=by, reason=reason, address=locked.address)
    blank_candidates([locked], redaction, by=by, at=clock())
    forget_copies(texts, [key], reports=[locked.report_id])
    return redaction


def candidates_related(row: Entry | Evidence) -> list[Candidate]:
    """What came in and goes with an entry as which it was logged, or with a source at whose address it is; locked."""
    if isinstance(row, Entry):
        return locked_candidates(Q(redaction=None, entry=row))
    at_its_address = Q(url=row.url) | Q(address=comparable_url(row.url))
    return locked_candidates(Q(redaction=None) & (Q(evidence=row) | at_its_address))


def forget_of_feed(feed: Feed, columns: Collection[str]) -> None:
    """Delete the redacted words of a feed from the candidates that it brought."""
    if "publisher" in columns:
        Candidate.objects.filter(feed=feed).update(publisher="")
    if "url" in columns:
        forget_host(feed.url)
