"""Comparisons of texts as drafts again: to be corrected as a whole, or judged."""

from dataclasses import replace
from datetime import date
from typing import Any

from measures.models import Entry, FindingState, ReadoutText, TextFinding, User
from measures.operations.developments import correct_entry
from measures.operations.drafts import (
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    MentionDraft,
    ReadoutsDraft,
    TextDraft,
    UnreadTextDraft,
    comparison_draft,
)
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
    draft = draft_of_comparison(comparison, replace(readouts, judgements=[*others, judgement]), **JUDGED)
    return correct_entry(comparison, draft, by=by, on=on)


def draft_of_comparison(comparison: Entry, readouts: ReadoutsDraft, **given: str) -> EntryDraft:
    """The draft of a comparison with what is said of its texts now; `given` are other fields of it."""
    names = ("title", "title_zh_hans", "narrative", "narrative_zh_hans", "language", "marking")
    return comparison_draft(readouts, **{name: getattr(comparison, name) for name in names}, **given)


def readouts_of(comparison: Entry) -> ReadoutsDraft:
    """What a comparison says, as a draft of it."""
    return ReadoutsDraft(
        of=comparison.of.key if comparison.of else "",
        related=[row.development.key for row in comparison.related.select_related("development")],
        texts=[text_draft_of(text) for text in comparison.texts.select_related("evidence")],
        unread_texts=[
            UnreadTextDraft(party=row.party_id, **draft_columns(row, UnreadTextDraft))
            for row in comparison.unread_texts.all()
        ],
        judgements=[
            JudgementDraft(subject=row.subject.key, **draft_columns(row, JudgementDraft))
            for row in comparison.judgements.select_related("subject")
        ],
    )


def text_draft_of(text: ReadoutText) -> TextDraft:
    findings: dict[str, list[TextFinding]] = {}
    for finding in text.findings.select_related("subject", "filed_under"):
        findings.setdefault(finding.subject.key, []).append(finding)
    return TextDraft(
        source=text.evidence.key,
        party=text.party_id,
        findings=[finding_draft_of(key, rows) for key, rows in findings.items()],
        **draft_columns(text, TextDraft),
    )


def finding_draft_of(subject: str, rows: list[TextFinding]) -> FindingDraft:
    first = rows[0]
    return FindingDraft(
        subject=subject,
        filed_under=first.filed_under.key if first.filed_under else "",
        mentions=[
            MentionDraft(**draft_columns(row, MentionDraft)) for row in rows if row.state == FindingState.MENTIONS
        ],
        **draft_columns(first, FindingDraft),
    )


def draft_columns(row: Any, draft: type) -> dict[str, Any]:
    """The columns of a row that a draft says as they stand."""
    columns = {field.name for field in row._meta.concrete_fields if not field.is_relation}
    return {name: getattr(row, name) for name in draft.__dataclass_fields__ if name in columns}  # type: ignore[attr-defined]
