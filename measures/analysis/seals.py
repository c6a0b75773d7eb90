"""The seals of the record: what they are computed from, so that an outsider can compute them again.

The commitment of a row is SHA-256(salt, content); its seal is SHA-256(previous seal, commitment). The content is JSON
with sorted keys, no blanks, in UTF-8, built from stable keys and texts, never from database ids. The first seal of a
chain is taken upon 32 zero bytes. Each row names the format of its content; what a format holds is never changed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from measures.models import (
    AGREEMENT_FORMAT,
    READOUTS_FORMAT,
    Assessment,
    Bearing,
    Capture,
    Citation,
    CorrectionReason,
    Dissent,
    Entry,
    Ground,
    JournalRow,
    Judgement,
    MilestoneMark,
    ReadoutText,
    Redaction,
    RelatedDevelopment,
    Review,
    Sealed,
    SealedByName,
    SecondAgreement,
    Statement,
    StatementPlace,
    StatementReference,
    TextFinding,
    UnreadText,
)

FIRST = bytes(32)
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Format:
    """The columns that are sealed as they are, and whether the writer's name is sealed by a commitment."""

    entry: tuple[str, ...]
    bearing: tuple[str, ...]
    view: tuple[str, ...]
    review: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    unread_text: tuple[str, ...] = ()
    finding: tuple[str, ...] = ()
    judgement: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()
    capture: tuple[str, ...] = ()
    redaction: tuple[str, ...] = ()
    statement: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    has_names_apart: bool = True
    has_readouts: bool = False
    has_agreement: bool = False


SEALED: Mapping[str, type[JournalRow]] = {
    "entry": Entry, "bearing": Bearing, "view": Assessment, "review": Review, "text": ReadoutText,
    "unread_text": UnreadText,
    "finding": TextFinding, "judgement": Judgement, "reason": CorrectionReason, "dissent": Dissent, "capture": Capture,
    "redaction": Redaction, "statement": Statement, "reference": StatementReference,
}  # fmt: skip


def columns_sealed(model: type[JournalRow], format_number: int) -> tuple[str, ...]:
    """The columns of a model that a format seals."""
    return tuple(name for name, since in model.sealed_from_format.items() if since <= format_number)


def format_of(format_number: int) -> Format:
    """What a format from the second on seals."""
    columns: dict[str, Any] = {name: columns_sealed(model, format_number) for name, model in SEALED.items()}
    return Format(
        **columns,
        has_readouts=format_number >= READOUTS_FORMAT,
        has_agreement=format_number >= AGREEMENT_FORMAT,
    )


# What new rows seal.
PRESENT_FORMAT = max(
    AGREEMENT_FORMAT,
    *(since for model in SEALED.values() for since in model.sealed_from_format.values()),
)
FORMATS: Mapping[int, Format] = {
    1: replace(format_of(1), entry=(*columns_sealed(Entry, 1), "author_name"), has_names_apart=False),
    **{format_number: format_of(format_number) for format_number in range(2, PRESENT_FORMAT + 1)},
}

type Content = dict[str, object]


@dataclass(slots=True)
class AssessmentRows:
    """An assessment, or what earlier versions recorded as a view, and what it rests on."""

    assessment: Assessment
    grounds: Sequence[Ground] = ()


@dataclass(slots=True)
class WrittenText:
    """A text of a meeting and what was found in it."""

    text: ReadoutText
    findings: Sequence[TextFinding] = ()


@dataclass(slots=True)
class StatementRows:
    """A party's words, where they are filed, and what they refer to; while it is written, the entries of that."""

    statement: Statement
    places: Sequence[StatementPlace] = ()
    references: Sequence[StatementReference] = ()
    referred: Sequence[Entry] = ()


@dataclass(slots=True)
class EntryRows:
    """An entry of the journal with all that comes with it."""

    entry: Entry
    bearings: list[Bearing] = field(default_factory=list)
    assessments: list[AssessmentRows] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    marks: list[MilestoneMark] = field(default_factory=list)
    related: list[RelatedDevelopment] = field(default_factory=list)
    texts: list[WrittenText] = field(default_factory=list)
    unread_texts: list[UnreadText] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    reasons: list[CorrectionReason] = field(default_factory=list)
    dissents: list[Dissent] = field(default_factory=list)
    statements: list[StatementRows] = field(default_factory=list)
    agreement: SecondAgreement | None = None


# What one seal covers: an entry with all its rows, a review, a copy of a source, or a redaction.
type SealedRows = EntryRows | Review | Capture | Redaction


def sealed_row(rows: SealedRows) -> Sealed:
    return rows.entry if isinstance(rows, EntryRows) else rows


def values(row: object, names: Sequence[str]) -> Content:
    """The values of columns; a date as JSON writes it."""
    return {name: value.isoformat() if isinstance(value := getattr(row, name), date) else value for name in names}


def sorted_contents(rows: list[Content]) -> list[Content]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, ensure_ascii=False))


def moment_as_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def bearing_content(bearing: Bearing, names: Sequence[str]) -> Content:
    return values(bearing, names) | {
        "on": bearing.on.key,
        "about": bearing.about_code,
        "changed_by": bearing.changed_by_id,
    }


def view_content(rows: AssessmentRows, names: Sequence[str]) -> Content:
    assessment = rows.assessment
    return values(assessment, names) | {
        "on": assessment.on.key,
        "whose": assessment.whose_code,
        "about": assessment.about_code,
        "level": assessment.level,
        "rests_on": sorted(ground.entry.key for ground in rows.grounds if ground.entry),
        "sources": sorted(ground.citation.evidence.key for ground in rows.grounds if ground.citation),
    }


def content_of(rows: SealedRows) -> Content:
    """Everything that is sealed of a row, by column name, in the format that the row names.

    Raises KeyError where there is no such format.
    """
    row = sealed_row(rows)
    form = FORMATS[row.seal_format]
    content: Content = {"sequence": row.sequence, "recorded_at": moment_as_text(row.written_at)}
    content["first_marking"] = row.chain.marking
    if form.has_names_apart and isinstance(row, SealedByName):
        content |= {"seal_format": row.seal_format, "name_commitment": bytes(row.name_commitment).hex()}
    if isinstance(rows, Review):
        return content | review_content(rows, form)
    if isinstance(rows, Capture):
        return content | capture_content(rows, form)
    if isinstance(rows, Redaction):
        return content | redaction_content(rows, form)
    return content | entry_content(rows, form)


def entry_content(rows: EntryRows, form: Format) -> Content:
    entry = rows.entry
    content = values(entry, form.entry) | {
        "report": entry.report.slug,
        "occurred": str(entry.occurred),
        "library_as_of": entry.library_as_of.isoformat() if entry.library_as_of else None,
        "baseline": entry.baseline,
        "responds_to": entry.responds_to.key if entry.responds_to else None,
        "corrects": entry.corrects.key if entry.corrects else None,
        "bearings": sorted_contents([bearing_content(bearing, form.bearing) for bearing in rows.bearings]),
        "views": sorted_contents([view_content(each, form.view) for each in rows.assessments]),
        "citations": sorted_contents(
            [{"evidence": row.evidence.key, "passage": row.passage} for row in rows.citations]
        ),
        "marks": sorted_contents(
            [{"milestone": row.milestone.key, "party": row.party_id, "state": row.state} for row in rows.marks]
        ),
    }
    if form.has_readouts:
        content |= readouts_content(rows, form)
    if form.reason:
        content |= {"reasons": sorted_contents([reason_content(row, form.reason) for row in rows.reasons])}
    if form.dissent:
        content |= {"dissents": sorted_contents([dissent_content(row, form.dissent) for row in rows.dissents])}
    if form.statement:
        content |= {"statements": sorted_contents([statement_content(row, form) for row in rows.statements])}
    if form.has_agreement:
        agreed_by = bytes(rows.agreement.name_commitment).hex() if rows.agreement else None
        content |= {"agreed_by_name_commitment": agreed_by}
    return content


def statement_content(rows: StatementRows, form: Format) -> Content:
    statement = rows.statement
    return values(statement, form.statement) | {
        "about_party": statement.about_party_id,
        "said_on": str(statement.said_on),
        "published_on": str(statement.published_on or ""),
        "source": statement.citation.evidence.key,
        "also_in": sorted(row.key for row in rows.places if row.citation),
        "filed_under": sorted(row.key for row in rows.places if not row.citation),
        "refers_to": sorted_contents([values(row, form.reference) for row in rows.references]),
    }


def dissent_content(dissent: Dissent, names: Sequence[str]) -> Content:
    return values(dissent, names) | {"on": dissent.on.key, "about": dissent.about_code}


def reason_content(reason: CorrectionReason, names: Sequence[str]) -> Content:
    return values(reason, names) | {
        "report": reason.report.slug,
        "corrected_on": reason.corrected_on.isoformat(),
        "ground": reason.ground.key if reason.ground else None,
    }


def readouts_content(rows: EntryRows, form: Format) -> Content:
    """The content of a comparison of texts; empty for an entry that compares none."""
    return {
        "of": rows.entry.of.key if rows.entry.of else None,
        "related": sorted(row.development.key for row in rows.related),
        "texts": sorted_contents([text_content(text, form) for text in rows.texts]),
        "unread_texts": sorted_contents(
            [
                values(row, form.unread_text) | {"party": row.party_id, "day": str(row.day or "")}
                for row in rows.unread_texts
            ]
        ),
        "judgements": sorted_contents(
            [values(row, form.judgement) | {"subject": row.subject.key} for row in rows.judgements]
        ),
    }


def text_content(rows: WrittenText, form: Format) -> Content:
    text = rows.text
    return values(text, form.text) | {
        "party": text.party_id,
        "source": text.evidence.key,
        "day": str(text.day or ""),
        "findings": sorted_contents([finding_content(finding, form) for finding in rows.findings]),
    }


def finding_content(finding: TextFinding, form: Format) -> Content:
    return values(finding, form.finding) | {
        "subject": finding.subject.key,
        "filed_under": finding.filed_under.key if finding.filed_under else None,
    }


def review_content(review: Review, form: Format) -> Content:
    return values(review, form.review) | {
        "evidence": review.evidence.key,
        "sealed_at": moment_as_text(review.sealed_at) if review.sealed_at else None,
    }


def capture_content(capture: Capture, form: Format) -> Content:
    return values(capture, form.capture) | {
        "evidence": capture.evidence.key,
        "url": capture.address.url,
        "file": capture.file_id,
        "text_sha256": hashlib.sha256(capture.text.encode()).hexdigest(),
    }


def redaction_content(redaction: Redaction, form: Format) -> Content:
    """As `sealed_upon_last` of `journal.sql` writes it.

    What was redacted is named by its number too: it may have no key.
    """
    return values(redaction, form.redaction) | {
        "entry": redaction.entry.key if redaction.entry else None,
        "report": redaction.report.slug if redaction.report else None,
        "sealed_at": moment_as_text(redaction.sealed_at) if redaction.sealed_at else None,
    }


def canonical(content: Content) -> bytes:
    """The bytes that are hashed."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def commitment_of(salt: bytes, rows: SealedRows) -> bytes:
    return hashlib.sha256(bytes(salt) + canonical(content_of(rows))).digest()


def name_commitment_of(salt: bytes, name: str) -> bytes:
    return hashlib.sha256(bytes(salt) + name.encode()).digest()


def seal_of(previous_seal: bytes, commitment: bytes) -> bytes:
    return hashlib.sha256(bytes(previous_seal) + bytes(commitment)).digest()
