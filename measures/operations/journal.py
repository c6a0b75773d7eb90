"""Appends entries, reviews and copies: seals them onto their chain, and restates the standings."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Self

from django.db.models.functions import Coalesce

from measures.analysis.seals import (
    FIRST,
    PRESENT_FORMAT,
    SALT_BYTES,
    EntryRows,
    SealedRows,
    commitment_of,
    name_commitment_of,
    seal_of,
    sealed_row,
)
from measures.models import (
    Assessment,
    Bearing,
    Capture,
    Chain,
    ChainKind,
    Citation,
    CorrectionReason,
    Dissent,
    Entry,
    Ground,
    Judgement,
    Measure,
    MilestoneMark,
    NamedOnce,
    ReadoutText,
    RelatedDevelopment,
    Report,
    Review,
    SealedByName,
    SecondAgreement,
    Statement,
    StatementPlace,
    StatementReference,
    TextFinding,
    UnreadText,
)
from measures.operations.clock import Clock, clock
from measures.operations.locks import lock_chain, lock_sources_chain
from measures.operations.standing import restate

# Rows per statement: an import may bring thousands of bearings.
BATCH = 1000


@dataclass(slots=True)
class ChainEnd:
    """The end of a chain: what the next row is sealed onto, and the earliest moment it can have."""

    chain: Chain
    sequence: int = 0
    seal: bytes = FIRST
    since: datetime | None = None
    now: datetime | None = None

    @classmethod
    def of(cls, chain: Chain) -> Self:
        """The end of a locked chain, with the moment at which it was read."""
        rows = chain.entries if chain.kind == ChainKind.JOURNAL else chain.source_links
        since = Coalesce("sealed_at", "recorded_at") if chain.kind == ChainKind.SOURCES else "recorded_at"
        last = rows.order_by("-sequence").values_list("sequence", "seal", since, Clock()).first()
        if last is None:
            return cls(chain)
        sequence, seal, moment, now = last
        return cls(chain, sequence, bytes(seal), moment, now)

    def seal_upon(self, rows: SealedRows, *, salt: bytes = b"", name_salt: bytes = b"") -> None:
        """Seal an unsaved row as the new end of the chain, with random salts unless they are given."""
        row = sealed_row(rows)
        self.sequence += 1
        row.chain, row.sequence, row.seal_format = self.chain, self.sequence, PRESENT_FORMAT
        if isinstance(rows, EntryRows) and rows.agreement:
            commit_name(rows.agreement)
        row.salt = salt or secrets.token_bytes(SALT_BYTES)
        if isinstance(row, SealedByName):
            commit_name(row, salt=name_salt)
        row.commitment = commitment_of(row.salt, rows)
        row.seal = self.seal = seal_of(self.seal, row.commitment)


def commit_name(row: NamedOnce, *, salt: bytes = b"") -> None:
    row.name_salt = salt or secrets.token_bytes(SALT_BYTES)
    row.name_commitment = name_commitment_of(row.name_salt, row.writer_name)


def append(report: Report, marking: str, entries: Sequence[EntryRows]) -> list[Entry]:
    """Seal entries onto the chain of their report and marking, save them and restate what they touch: part of an act.

    The clock is read under the chain's lock and never before its predecessor's, so a chain is in the order of time.
    """
    return append_to(lock_chain(report, marking), entries)


def append_to(chain: Chain, entries: Sequence[EntryRows]) -> list[Entry]:
    """The same for a chain that the caller has locked."""
    end = ChainEnd.of(chain)
    now = end.now or clock()
    for rows in entries:
        rows.entry.recorded_at = max(now, end.since or now)
        end.seal_upon(rows)
    insert_entries(entries)
    restate(touched_measures(entries))
    return [rows.entry for rows in entries]


def append_reviews(reviews: Sequence[Review]) -> None:
    """Seal unsaved reviews onto the chains of their sources' present markings, and save them: part of an act."""
    seal_in_chains_of_sources(reviews)
    Review.objects.bulk_create(reviews, batch_size=BATCH)


def append_capture(capture: Capture) -> None:
    """Seal an unsaved copy onto the chain of its source's present marking, and save it: part of an act."""
    seal_in_chains_of_sources([capture])
    capture.save()


def seal_in_chains_of_sources(rows: Sequence[Review | Capture]) -> None:
    for marking, group in groupby(sorted(rows, key=marking_of_source), key=marking_of_source):
        end = ChainEnd.of(lock_sources_chain(marking))
        now = end.now or clock()
        if end.since is not None:
            # Later than all before, since a source has one review at a moment.
            now = max(now, end.since + timedelta(microseconds=1))
        for row in group:
            row.recorded_at = now
            end.seal_upon(row)


def marking_of_source(row: Review | Capture) -> str:
    return row.evidence.marking


def insert_entries(rows: Sequence[EntryRows]) -> None:
    """Insert entries and everything that comes with them: one statement per table, up to a thousand rows."""
    save_entries([each.entry for each in rows])
    Bearing.objects.bulk_create([row for each in rows for row in each.bearings], batch_size=BATCH)
    Assessment.objects.bulk_create([row.assessment for each in rows for row in each.assessments])
    Citation.objects.bulk_create([row for each in rows for row in each.citations])
    MilestoneMark.objects.bulk_create([row for each in rows for row in each.marks])
    Dissent.objects.bulk_create([row for each in rows for row in each.dissents])
    statements = [each for row in rows for each in row.statements]
    Statement.objects.bulk_create([each.statement for each in statements])
    StatementPlace.objects.bulk_create([place for each in statements for place in each.places], batch_size=BATCH)
    StatementReference.objects.bulk_create([row for each in statements for row in each.references])
    SecondAgreement.objects.bulk_create([each.agreement for each in rows if each.agreement])
    CorrectionReason.objects.bulk_create([row for each in rows for row in each.reasons])
    Ground.objects.bulk_create([ground for each in rows for row in each.assessments for ground in row.grounds])
    RelatedDevelopment.objects.bulk_create([row for each in rows for row in each.related])
    ReadoutText.objects.bulk_create([row.text for each in rows for row in each.texts])
    TextFinding.objects.bulk_create([found for each in rows for row in each.texts for found in row.findings])
    UnreadText.objects.bulk_create([row for each in rows for row in each.unread_texts])
    Judgement.objects.bulk_create([row for each in rows for row in each.judgements])


def save_entries(entries: Sequence[Entry]) -> None:
    """Insert entries; those that others among them respond to or compare the texts of come first."""
    waiting = list(entries)
    while waiting:
        ready = [
            entry
            for entry in waiting
            if all(other is None or other.pk is not None for other in (entry.responds_to, entry.of))
        ]
        Entry.objects.bulk_create(ready)
        waiting = [entry for entry in waiting if entry.pk is None]


def touched_measures(entries: Iterable[EntryRows]) -> set[int]:
    """The measures that entries say something about, including those of corrected entries."""
    touched: set[int | None] = set()
    for rows in entries:
        touched |= {row.measure_id for row in rows.bearings}
        touched |= {row.assessment.measure_id for row in rows.assessments}
        touched |= {row.milestone.measure_id for row in rows.marks}
        touched |= set(resting_on({row.evidence.replaces_id for row in rows.citations}))
        if rows.entry.corrects:
            touched |= set(measures_touched_by([rows.entry.corrects.pk]))
    return {pk for pk in touched if pk is not None}


def resting_on(evidence: Collection[int | None]) -> Iterable[int]:
    """The measures borne on by entries that cite these sources: their standings depend on the sources."""
    pks = [pk for pk in evidence if pk is not None]
    if not pks:
        return ()
    return Measure.objects.filter(bearings__entry__citations__evidence__in=pks).values_list("pk", flat=True)


def measures_touched_by(entries: Collection[int]) -> Iterable[int]:
    """The measures that saved entries say something about."""
    return (
        Measure.objects.filter(bearings__entry__in=entries)
        .union(
            Measure.objects.filter(assessments__entry__in=entries),
            Measure.objects.filter(milestones__marks__entry__in=entries),
        )
        .values_list("pk", flat=True)
    )
