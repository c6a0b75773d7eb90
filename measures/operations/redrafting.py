"""Entries as drafts again: what a correction leaves out stays as it was, and a list that it names stands as it says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from measures.models import Assessment, Dissent, Entry, EntryKind, FindingState, ReadoutText, Statement, TextFinding
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    DissentDraft,
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    MarkDraft,
    MentionDraft,
    ReadoutsDraft,
    ReferenceDraft,
    SourceDraft,
    StatementDraft,
    TextDraft,
    UnreadTextDraft,
)

# The fields that tell a row of an entry from the others of its part.
NAMED_BY: Mapping[type, Sequence[str]] = {
    SourceDraft: ("title", "url"),
    BearingDraft: ("on",),
    AssessmentDraft: ("on", "about"),
    MarkDraft: ("on", "party"),
    StatementDraft: ("name",),
    TextDraft: ("party", "source"),
    UnreadTextDraft: ("party", "title"),
    JudgementDraft: ("subject",),
}


def draft_of_entry(entry: Entry, **changes: Any) -> EntryDraft:
    """What an entry says, with changes: the draft of what corrects it. It has the key and the day of no library."""
    written = EntryDraft(
        **draft_columns(entry, EntryDraft) | {"key": "", "library_as_of": None},
        responds_to=entry.responds_to.key if entry.responds_to else "",
        bears_on=[
            BearingDraft(
                on=row.on.key,
                about=row.about_code,
                changed_by=row.changed_by_id or "",
                **draft_columns(row, BearingDraft),
            )
            for row in entry.bearings.select_related("measure", "ambiguity").order_by("pk")
        ],
        assessments=[
            assessment_draft_of(row)
            for row in entry.assessments.of_ours().select_related("measure", "ambiguity").order_by("pk")
        ],
        milestones=[
            MarkDraft(on=row.milestone.key, party=row.party_id or "", state=row.state)
            for row in entry.marks.select_related("milestone").order_by("pk")
        ],
        # Of an entry that has them prefetched, `entry.statements` cannot be prefetched from again.
        statements=[
            statement_draft_of(row) for row in Statement.objects.filter(entry=entry).for_reading().order_by("pk")
        ],
        # The texts that are compared name their sources themselves.
        sources=() if entry.of_id else list(entry.citations.order_by("pk").values_list("evidence__key", flat=True)),
        rests_on=related_keys(entry) if entry.kind == EntryKind.SUMMARY else (),
        readouts=readouts_of(entry) if entry.of_id else None,
        dissent=next((dissent_draft_of(row) for row in entry.dissents.select_related("measure", "ambiguity")), None),
    )
    if "readouts" in changes:
        changes = {"occurred": changes["readouts"].latest_day} | changes
    return replace(written, **changes)


def assessment_draft_of(assessment: Assessment) -> AssessmentDraft:
    grounds = assessment.grounds.order_by("pk").values_list("entry__key", "citation__evidence__key")
    return AssessmentDraft(
        on=assessment.on.key,
        about=assessment.about_code,
        rests_on=[entry for entry, _source in grounds if entry],
        sources=[source for _entry, source in grounds if source],
        **draft_columns(assessment, AssessmentDraft),
    )


def statement_draft_of(statement: Statement) -> StatementDraft:
    places, references = list(statement.places.all()), list(statement.references.all())
    return StatementDraft(
        **draft_columns(statement, StatementDraft) | {"about": statement.about_code},
        source=statement.citation.evidence.key,
        also_in=[place.key for place in places if place.citation],
        subjects=[place.key for place in places if place.subject],
        on=[place.key for place in places if place.measure or place.ambiguity],
        refers_to=[
            ReferenceDraft(
                statement=row.to_statement,
                entry=row.to_entry,
                **draft_columns(row, ReferenceDraft),
            )
            for row in references
        ],
    )


def dissent_draft_of(dissent: Dissent) -> DissentDraft:
    return DissentDraft(on=dissent.on.key, about=dissent.about_code, **draft_columns(dissent, DissentDraft))


def readouts_of(comparison: Entry) -> ReadoutsDraft:
    """What a comparison says, as a draft of it."""
    return ReadoutsDraft(
        of=comparison.of.key if comparison.of else "",
        related=related_keys(comparison),
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


def related_keys(entry: Entry) -> list[str]:
    return [row.development.key for row in entry.related.select_related("development")]


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


class Piece(NamedTuple):
    """One piece of an entry: of which part it is, and the key or code of what it is about."""

    part: str
    what: str


@dataclass(frozen=True, slots=True)
class CorrectedPieces:
    """What of an entry its correction leaves as it was, says otherwise, takes away and adds."""

    stays: Sequence[Piece]
    changes: Sequence[Piece]
    goes: Sequence[Piece]
    comes: Sequence[Piece]


def compare_drafts(before: EntryDraft, after: EntryDraft) -> CorrectedPieces:
    """What becomes of each source, effect, assessment and the like of an entry in its correction."""
    was, now = dict(pieces_of(before)), dict(pieces_of(after))
    return CorrectedPieces(
        stays=[piece for piece, row in was.items() if piece in now and now[piece] == row],
        changes=[piece for piece, row in was.items() if piece in now and now[piece] != row],
        goes=[piece for piece in was if piece not in now],
        comes=[piece for piece in now if piece not in was],
    )


def pieces_of(draft: EntryDraft) -> Iterator[tuple[Piece, object]]:
    """The pieces of an entry, each with what is said of it."""
    for holder in (draft, draft.readouts):
        for field in fields(holder) if holder else ():
            rows = getattr(holder, field.name)
            for row in rows if isinstance(rows, list | tuple) else ():
                yield Piece(field.name, name_of(row)), row


def name_of(row: object) -> str:
    """What a row of a draft is about, in keys and codes."""
    if isinstance(row, str):
        return row
    parts = (getattr(row, name) for name in NAMED_BY[type(row)])
    return ":".join(name_of(part) for part in parts if part)
