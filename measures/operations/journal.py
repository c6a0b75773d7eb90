"""Writes entries into the journal: looks up what they name, seals them upon their chain, restates the standings."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from measures.analysis.seals import FIRST, SALT_BYTES, WrittenEntry, commitment_of, seal_of
from measures.models import (
    Bearing,
    Chain,
    Citation,
    Entry,
    Ground,
    Measure,
    MilestoneMark,
    Report,
    View,
)
from measures.operations.clock import clock
from measures.operations.standing import restate

# Rows of a statement: an import may bring thousands of bearings.
BATCH = 1000


@dataclass(slots=True)
class ChainEnd:
    """Where a chain ends: what the next entry is sealed upon."""

    chain: Chain
    sequence: int = 0
    seal: bytes = FIRST

    def seal_upon(self, written: WrittenEntry, *, recorded_at: datetime, salt: bytes) -> None:
        """Make an unsaved entry the new end of the chain."""
        entry = written.entry
        self.sequence += 1
        entry.chain, entry.sequence, entry.recorded_at = self.chain, self.sequence, recorded_at
        entry.salt = salt
        entry.commitment = commitment_of(salt, written)
        entry.seal = self.seal = seal_of(self.seal, entry.commitment)


def append(report: Report, marking: str, entries: Sequence[WrittenEntry]) -> list[Entry]:
    """Seal entries upon the chain of their report and marking, save them and restate what they touch: part of an act.

    The clock is read under the chain's lock and never before its predecessor's, so a chain is in the order of time.
    """
    chain = lock_chain(report, marking)
    now = clock()
    last = chain.entries.order_by("-sequence").values_list("sequence", "seal", "recorded_at").first()
    sequence, seal, before = last or (0, FIRST, now)
    end = ChainEnd(chain, sequence, bytes(seal))
    for written in entries:
        end.seal_upon(written, recorded_at=max(now, before), salt=secrets.token_bytes(SALT_BYTES))
    save(entries)
    restate(touched_measures(entries))
    return [written.entry for written in entries]


def lock_chain(report: Report, marking: str) -> Chain:
    """The chain, locked until the end of the transaction; made with its first entry."""
    chains = Chain.objects.filter(report=report, marking=marking).order_by("pk").select_for_update(no_key=True)
    known = chains.first()
    if known is not None:
        return known
    Chain.objects.bulk_create([Chain(report=report, marking=marking)], ignore_conflicts=True)
    return chains.get()


def save(written: Sequence[WrittenEntry]) -> None:
    """Insert entries and what comes with them: one statement a table, for up to a thousand rows."""
    save_entries([each.entry for each in written])
    Bearing.objects.bulk_create([row for each in written for row in each.bearings], batch_size=BATCH)
    View.objects.bulk_create([row.view for each in written for row in each.views])
    Citation.objects.bulk_create([row for each in written for row in each.citations])
    MilestoneMark.objects.bulk_create([row for each in written for row in each.marks])
    Ground.objects.bulk_create([ground for each in written for row in each.views for ground in row.grounds])


def save_entries(entries: Sequence[Entry]) -> None:
    """Insert entries, those first that others among them respond to."""
    waiting = list(entries)
    while waiting:
        ready = [entry for entry in waiting if entry.responds_to is None or entry.responds_to.pk is not None]
        Entry.objects.bulk_create(ready)
        waiting = [entry for entry in waiting if entry.pk is None]


def touched_measures(entries: Iterable[WrittenEntry]) -> set[int]:
    """The measures that entries say something of, those corrected by them included."""
    touched: set[int | None] = set()
    for written in entries:
        touched |= {row.measure_id for row in written.bearings}
        touched |= {row.view.measure_id for row in written.views}
        touched |= {row.milestone.measure_id for row in written.marks}
        touched |= set(resting_on({row.evidence.replaces_id for row in written.citations}))
        if written.entry.corrects:
            touched |= set(measures_of([written.entry.corrects.pk]))
    return {pk for pk in touched if pk is not None}


def resting_on(evidence: Collection[int | None]) -> Iterable[int]:
    """The measures that entries bear on which cite these sources: what counts of a source changes where they stand."""
    known = [pk for pk in evidence if pk is not None]
    if not known:
        return ()
    return Measure.objects.filter(bearings__entry__citations__evidence__in=known).values_list("pk", flat=True)


def measures_of(entries: Collection[int]) -> Iterable[int]:
    """The measures that saved entries say something of."""
    return (
        Measure.objects.filter(bearings__entry__in=entries)
        .union(
            Measure.objects.filter(views__entry__in=entries),
            Measure.objects.filter(milestones__marks__entry__in=entries),
        )
        .values_list("pk", flat=True)
    )
