"""What is not as it has to be when the run is over."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from measures.analysis.verification import verify
from measures.models import Entry, Evidence, Measure, Review, Standing, User
from measures.operations.standing import FIGURES, rebuild_standings
from measures.operations.transactions import in_one_snapshot
from measures.wings.imports.models import Import, ImportState
from tests.load.client import CUT, NOT_NOW, Exchange
from tests.load.downtime import Downtime
from tests.load.memory import Memory
from tests.load.writers import Importer, Ledger

# Memory is flat if what a process holds at most in the end is no more than this above what it held when warm.
SHARE, MEGABYTES = 1.1, 20.0


def faults_of_answers(exchanges: Iterable[Exchange], downtime: Downtime) -> Iterator[str]:
    """No fault of ours, and “not now” only while something was down."""
    for each in exchanges:
        if each.status >= 500 and each.status not in NOT_NOW:
            yield f"{each.what}: {each.status} {each.problem}"
        elif each.status in NOT_NOW and not downtime.covers(each):
            yield f"{each.what}: {'cut off' if each.status == CUT else each.status}, and all was up: {each.problem}"


def faults_of_writing(ledger: Ledger, writers: Sequence[User]) -> Iterator[str]:
    """All that was answered with success is there once, and nothing besides."""
    found = {
        "entries": (ledger.entries, Entry.objects.filter(author__in=writers).values_list("key", flat=True)),
        "sources": (ledger.sources, Evidence.objects.filter(recorded_by__in=writers).values_list("title", flat=True)),
        "reviews": (ledger.reviews, Review.objects.filter(reviewer__in=writers).values_list("note", flat=True)),
    }
    for what, (answered, kept) in found.items():
        lost, besides = Counter(answered) - Counter(kept), Counter(kept) - Counter(answered)
        if lost:
            yield f"{lost.total()} {what} are lost: {list(lost)[:3]}"
        if besides:
            yield f"{besides.total()} {what} are there that nobody was told of, or twice: {list(besides)[:3]}"


def faults_of_imports(importer: Importer) -> Iterator[str]:
    for prefix in importer.imported:
        imported = Measure.objects.filter(report__slug="imported", code__startswith=prefix)
        if imported.count() != importer.rows:
            yield f"{imported.count()} rows of import {prefix} are there, not {importer.rows}"
        unstated = imported.filter(standings=None).count()
        if unstated:
            yield f"{unstated} rows of import {prefix} have no standing"
    unfinished = Import.objects.exclude(state__in=(ImportState.APPLIED, ImportState.LOOKED_AT)).count()
    if unfinished:
        yield f"{unfinished} imports are not finished"


def faults_of_record() -> Iterator[str]:
    """The journal verifies, and what is stored is what is computed from it."""
    with in_one_snapshot():
        findings = verify([])
    yield from map(str, findings.faults)
    stored = standings()
    rebuild_standings()
    differing = sum(1 for one, other in zip(stored, standings(), strict=True) if one != other)
    if differing:
        yield f"{differing} of {len(stored)} standings are not those that are rebuilt"


def standings() -> list[tuple[object, ...]]:
    return list(Standing.objects.order_by("measure", "audience").values_list("measure", "audience", *FIGURES))


def faults_of_memory(memory: Memory) -> Iterator[str]:
    for name, first, last in memory.growth():
        if last > first * SHARE + MEGABYTES:
            yield f"The memory of {name} grew from {first:.0f} to {last:.0f} MB"
