"""Checks a single row as it was loaded: an entry of the journal, a review or a copy of a source, or a redaction."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CharField, Exists, F, Model, OuterRef, Prefetch, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from measures.analysis.seals import (
    FORMATS,
    AssessmentRows,
    EntryRows,
    SealedRows,
    StatementRows,
    WrittenText,
    commitment_of,
    name_commitment_of,
    sealed_row,
)
from measures.models import (
    Capture,
    Chain,
    Entry,
    NamedOnce,
    Redaction,
    RedactionKind,
    Review,
    RowChange,
    SealedByName,
    SecondAgreement,
)
from measures.models.markings import is_within
from measures.models.people import NAME_REMOVED


def entries_as_sealed(chain: Chain) -> QuerySet[Entry]:
    """The entries of a chain in order, with everything that is sealed of them and their past markings."""
    changes = RowChange.objects.filter(table=Entry._meta.db_table, row=OuterRef("pk"), after__has_key="marking")
    history = ArraySubquery(changes.order_by("pk").values(after_marking=KT("after__marking")))
    entries = with_all_that_is_sealed(chain.entries.order_by("sequence")).annotate(markings_in_history=history)
    return with_redacted_names(entries, "author")


def with_all_that_is_sealed(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries with everything that `rows_of_entry` reads."""
    return entries.select_related("report", "responds_to", "corrects", "of", "redaction").prefetch_related(
        "bearings__measure",
        "bearings__ambiguity",
        "assessments__measure",
        "assessments__ambiguity",
        "assessments__grounds__entry",
        "assessments__grounds__citation__evidence",
        "citations__evidence",
        "marks__milestone",
        "related__development",
        "texts__evidence",
        "texts__findings__subject",
        "texts__findings__filed_under",
        "unread_texts",
        "judgements__subject",
        "reasons__report",
        "reasons__ground",
        "dissents__measure",
        "dissents__ambiguity",
        "statements__citation__evidence",
        "statements__places__subject",
        "statements__places__measure",
        "statements__places__ambiguity",
        "statements__places__citation__evidence",
        "statements__references",
        Prefetch("agreement", with_redacted_names(SecondAgreement.objects.all(), "agreed_by")),
    )


def reviews_as_sealed(chain: Chain) -> QuerySet[Review]:
    """The reviews of a chain in order, with their sources."""
    reviews = chain.reviews.order_by("sequence").select_related("evidence__redaction")
    return with_redacted_names(reviews, "reviewer")


def with_redacted_names(rows: QuerySet[Model], writer: str) -> QuerySet[Any]:
    """Each with whether the name of who wrote it was redacted, and whether that of their account was too."""
    its_writer = Cast(OuterRef(f"{writer}_id"), CharField())
    redactions = Redaction.objects.filter(kind=RedactionKind.NAME, row=its_writer)
    is_nameless = Exact(F(f"{writer}__name"), NAME_REMOVED)
    annotated: QuerySet[Any] = rows.annotate(has_redacted_name=Exists(redactions), writer_is_nameless=is_nameless)
    return annotated


def captures_as_sealed(chain: Chain) -> QuerySet[Capture]:
    """The copies of a chain in order, with their sources."""
    return chain.captures.order_by("sequence").select_related("address__evidence", "address__redaction")


def redactions_as_sealed(chain: Chain) -> QuerySet[Redaction]:
    """The redactions of a chain in order."""
    return with_redacted_names(chain.redactions.order_by("sequence").select_related("entry", "report"), "by")


def faults_of_entry(entry: Entry, chain: Chain) -> Iterator[str]:
    """What is wrong with an entry in itself."""
    rows = rows_of_entry(entry)
    if entry.is_redacted or entry.seal_format > 1:
        yield from faults_of_name(entry)
    if rows.agreement:
        yield from faults_of_name(rows.agreement, whose="who agreed to it")
    if entry.is_redacted:
        if has_content(rows):
            yield "a redaction says that its content is gone, and it is not"
    elif not entry.salt:
        yield "its content is gone, and no redaction says why"
    else:
        yield from faults_of_seal(rows)
    if entry.report_id != chain.report_id:
        yield "it belongs to another report than its chain"
    if not is_within(entry.marking, chain.marking):
        yield "more people may read it than when it was written"
    yield from faults_of_marking(entry.marking, [chain.marking, *getattr(entry, "markings_in_history", [])])


def faults_of_review(review: Review, chain: Chain) -> Iterator[str]:
    """What is wrong with a review in itself; those from before its source was redacted have lost what they said."""
    yield from faults_of_name(review)
    redaction = review.evidence.redaction
    is_there = any((review.note, review.salt, review.name_salt))
    if redaction and review.recorded_at <= redaction.redacted_at:
        if is_there:
            yield "a redaction says that its note is gone, and it is not"
    elif not is_there:
        yield "its content is gone, and no redaction says why"
    else:
        yield from faults_of_seal(review)
    if not is_within(review.evidence.marking, chain.marking):
        yield "more people may read its source than when it was reviewed"


def faults_of_capture(capture: Capture, chain: Chain) -> Iterator[str]:
    """What is wrong with a copy in itself."""
    is_there = any((capture.file_id, capture.text, capture.payload_sha256, capture.salt, capture.name_salt))
    if capture.address.redaction:
        if is_there:
            yield "a redaction says that the copy is gone, and it is not"
    elif not is_there:
        yield "the copy is gone, and no redaction says why"
    else:
        yield from faults_of_seal(capture)
    if not is_within(capture.evidence.marking, chain.marking):
        yield "more people may read its source than when it was copied"


def faults_of_redaction(redaction: Redaction) -> Iterator[str]:
    """What is wrong with a redaction in itself."""
    yield from faults_of_name(redaction)
    yield from faults_of_seal(redaction)


def faults_of_seal(rows: SealedRows) -> Iterator[str]:
    """How a row differs from what was sealed."""
    row = sealed_row(rows)
    form = FORMATS.get(row.seal_format)
    if form is None:
        yield f"it is sealed in format {row.seal_format}, which this tracker does not know"
        return
    if form.has_names_apart and isinstance(row, SealedByName) and not (has_sealed_name(row) or is_name_removed(row)):
        yield "the name of who wrote it is not what was sealed"
    agreement = rows.agreement if isinstance(rows, EntryRows) else None
    if agreement and not (has_sealed_name(agreement) or is_name_removed(agreement)):
        yield "the name of who agreed to it is not what was sealed"
    if not is_as_sealed(rows):
        yield "what it says is not what was sealed"


def faults_of_name(row: NamedOnce, *, whose: str = "who wrote it") -> Iterator[str]:
    """What is wrong with the name of somebody whose account has lost it."""
    if getattr(row, "writer_is_nameless", False) and row.writer_name != NAME_REMOVED:
        yield f"a redaction says that the name of {whose} is gone, and it is not"


def is_name_removed(row: NamedOnce) -> bool:
    """Whether the name of who wrote it was taken away, and a redaction says so."""
    return getattr(row, "has_redacted_name", False) and row.writer_name == NAME_REMOVED and not row.name_salt


def has_sealed_name(row: NamedOnce) -> bool:
    return name_commitment_of(bytes(row.name_salt), row.writer_name) == bytes(row.name_commitment)


def faults_of_marking(marking: str, history: Sequence[str]) -> Iterator[str]:
    """What is wrong with a marking, compared with those in its row history, the first one in particular."""
    for before, after in pairwise(history):
        if not is_within(after, before):
            yield f"its marking was loosened from {before} to {after}, as its row history tells"
    if marking != history[-1]:
        yield "its marking is not the last one of its row history"


def rows_of_entry(entry: Entry) -> EntryRows:
    """An entry with everything that comes with it, as it was loaded."""
    return EntryRows(
        entry,
        bearings=list(entry.bearings.all()),
        assessments=[
            AssessmentRows(assessment, list(assessment.grounds.all())) for assessment in entry.assessments.all()
        ],
        citations=list(entry.citations.all()),
        marks=list(entry.marks.all()),
        related=list(entry.related.all()),
        texts=[WrittenText(text, list(text.findings.all())) for text in entry.texts.all()],
        unread_texts=list(entry.unread_texts.all()),
        judgements=list(entry.judgements.all()),
        reasons=list(entry.reasons.all()),
        dissents=list(entry.dissents.all()),
        statements=[
            StatementRows(row, list(row.places.all()), list(row.references.all())) for row in entry.statements.all()
        ],
        agreement=getattr(entry, "agreement", None),
    )


def is_as_sealed(rows: SealedRows) -> bool:
    row = sealed_row(rows)
    if isinstance(rows, EntryRows) and not rests_on_its_own(rows):
        return False
    try:
        return commitment_of(bytes(row.salt), rows) == bytes(row.commitment)
    except ObjectDoesNotExist:  # it names a row that is gone
        return False


def rests_on_its_own(rows: EntryRows) -> bool:
    """Whether assessments rest on, and words stand in, sources of their own entry or of one that it names.

    Keys alone cannot show it.
    """
    cited = [each.statement.citation for each in rows.statements]
    cited += [place.citation for each in rows.statements for place in each.places if place.citation]
    return all(citation.entry_id == rows.entry.pk for citation in cited) and all(
        ground.citation is None
        or ground.citation.entry_id in {rows.entry.pk, *(row.entry_id for row in assessment.grounds)}
        for assessment in rows.assessments
        for ground in assessment.grounds
    )


def has_content(rows: EntryRows) -> bool:
    """Whether an entry still has content, apart from citations that assessments of other entries rest on."""
    entry = rows.entry
    words = (entry.title, entry.title_zh_hans, entry.narrative, entry.narrative_zh_hans, entry.salt, entry.name_salt)
    its_own = [row for row in rows.citations if not row.grounds.exclude(assessment__entry=entry).exists()]
    compared = (rows.related, rows.texts, rows.unread_texts, rows.judgements)
    its_rows = (
        rows.bearings,
        rows.assessments,
        its_own,
        rows.marks,
        rows.reasons,
        rows.dissents,
        rows.statements,
        *compared,
    )
    return any((*words, *its_rows, rows.agreement))
