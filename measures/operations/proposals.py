"""Proposals: what needs a second member's agreement waits until somebody agrees, sends it back or withdraws it."""

from datetime import date

from django.utils.translation import gettext as _

from measures import access
from measures.errors import AgreementNeededError, ProposalSentBackError, ProposalSettledError, ProposerNotAllowedError
from measures.models import Entry, Proposal, Report, User
from measures.operations.draft_fields import body_of, read_draft
from measures.operations.drafts import EntryDraft, SourceDraft
from measures.operations.entries import correct_entry, log_development
from measures.operations.evidence import random_key
from measures.operations.faults import faults
from measures.operations.locks import lock_entry_in_force, require_version
from measures.operations.repeats import forget_answers, settle_answers
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_values


def write_entry(
    report: Report, draft: EntryDraft, *, corrects: Entry | None, by: User, on: date, agreed_by: User | None = None
) -> Entry:
    """Log a development, or correct an entry."""
    if corrects is None:
        return log_development(report, draft, by=by, on=on, agreed_by=agreed_by)
    return correct_entry(corrects, draft, by=by, on=on, agreed_by=agreed_by)


@in_one_transaction
def write_or_propose(
    report: Report, draft: EntryDraft, *, corrects: Entry | None = None, by: User, on: date
) -> Entry | Proposal:
    """Write an entry; if a second member has to agree, propose it, once it is found to be right in all else."""
    try:
        return write_entry(report, draft, corrects=corrects, by=by, on=on)
    except AgreementNeededError:
        refuse_files(draft)
        if corrects is not None:
            # What was locked to write it is free again: it may have been redacted since.
            lock_entry_in_force(corrects)
        proposal = Proposal(report=report, key=random_key("proposal"), corrects=corrects, proposed_by=by)
        proposal.body = body_of(draft)
        proposal.save()
        return proposal


@in_one_transaction
def change_proposal(
    proposal: Proposal, draft: EntryDraft, *, version: int | None = None, by: User, on: date
) -> Entry | Proposal:
    """Propose something else in its place, which waits anew; what needs no agreement any more is written."""
    access.require(by, "change_proposal", proposal)
    locked = lock_proposal(proposal, version)
    try:
        entry = write_entry(locked.report, draft, corrects=locked.corrects, by=by, on=on)
    except AgreementNeededError:
        refuse_files(draft)
        return save_values(locked, body=body_of(draft), sent_back_by=None, words="")
    settle_proposal(locked, logged_as=entry)
    return entry


@in_one_transaction
def agree_to_proposal(proposal: Proposal, *, version: int | None = None, by: User, on: date) -> Entry:
    """Write what is proposed, in the name of its proposer and under the rules of this moment; `by` has agreed."""
    access.require(by, "agree", proposal)
    locked = lock_proposal(proposal, version)
    if locked.is_sent_back:
        raise ProposalSentBackError
    act, act_target = ("correct_entry", locked.corrects) if locked.corrects else ("log_development", locked.report)
    if not access.allows(locked.proposed_by, act, act_target):
        raise ProposerNotAllowedError
    draft = read_draft(EntryDraft, locked.body)
    entry = write_entry(locked.report, draft, corrects=locked.corrects, by=locked.proposed_by, on=on, agreed_by=by)
    settle_proposal(locked, logged_as=entry)
    return entry


@in_one_transaction
def send_back_proposal(proposal: Proposal, *, words: str, version: int | None = None, by: User) -> Proposal:
    """Tell whoever proposed it what stands against it; it waits again once they have changed it."""
    access.require(by, "agree", proposal)
    locked = lock_proposal(proposal, version)
    if locked.is_sent_back:
        raise ProposalSentBackError
    with faults() as found:
        found.require("words", words)
    return save_values(locked, sent_back_by=by, words=words)


@in_one_transaction
def withdraw_proposal(proposal: Proposal, *, by: User) -> None:
    access.require(by, "withdraw_proposal", proposal)
    settle_proposal(lock_proposal(proposal))


def lock_proposal(proposal: Proposal, version: int | None = None) -> Proposal:
    """The proposal as it is now, locked until the end of the transaction, if it still is and was not changed."""
    rows = Proposal.objects.select_related("report", "corrects", "proposed_by")
    locked = rows.select_for_update(of=("self",), no_key=True).filter(pk=proposal.pk).first()
    if locked is None:
        raise ProposalSettledError
    require_version(locked, version)
    return locked


def settle_proposal(proposal: Proposal, *, logged_as: Entry | None = None) -> None:
    """Delete what waits no longer; whoever asks again is told so."""
    settle_answers(proposal.key, logged_as=logged_as.key if logged_as else "")
    proposal.delete()


def forget_proposals_to_correct(entry: Entry) -> None:
    """Delete what waits to be put in place of an entry that is redacted, and the answers that say it."""
    for proposal in Proposal.objects.filter(corrects=entry):
        forget_answers([proposal.key])
        proposal.delete()


def refuse_files(draft: EntryDraft) -> None:
    """A file does not wait: its source is recorded first."""
    with faults() as found:
        for place, source in draft.cited():
            if isinstance(source, SourceDraft) and source.file:
                found.add(f"{place}.file", _("Record the source with its file first, then cite it here."))
