"""Judging whether two sides' texts say the same of a subject."""

from dataclasses import replace
from datetime import date

from measures.models import Entry, User
from measures.operations.developments import correct_entry
from measures.operations.drafts import JudgementDraft
from measures.operations.redrafting import draft_of_entry, readouts_of
from measures.operations.transactions import in_one_transaction

# Why a comparison is corrected of which a subject is judged.
JUDGED = {
    "reason": "Whether the texts say the same of a subject was judged.",
    "reason_zh_hans": "就某一主题各文本所言是否相同作出了判断。",
}


@in_one_transaction
def judge_subject(comparison: Entry, judgement: JudgementDraft, *, by: User, on: date) -> Entry:
    """Judge whether two sides' texts say the same of a subject, by a correction of their comparison."""
    readouts = readouts_of(comparison)
    others = [each for each in readouts.judgements if each.subject != judgement.subject]
    draft = draft_of_entry(comparison, readouts=replace(readouts, judgements=[*others, judgement]), **JUDGED)
    return correct_entry(comparison, draft, by=by, on=on)
