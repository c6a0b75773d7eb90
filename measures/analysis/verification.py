"""Checks that the record still matches its seals: walks every chain, reads every file and names each fault.

Walk it in one snapshot, as `verify_journal` does: an entry that is redacted meanwhile would look tampered with.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC
from functools import cache
from heapq import merge
from operator import attrgetter
from typing import Any, NamedTuple, Self

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model, QuerySet
from psycopg import sql

from measures.analysis.files import faults_of_files
from measures.analysis.sealed_rows import (
    captures_as_sealed,
    entries_as_sealed,
    faults_of_capture,
    faults_of_entry,
    faults_of_redaction,
    faults_of_review,
    redactions_as_sealed,
    reviews_as_sealed,
)
from measures.analysis.seals import FIRST, seal_of
from measures.models import Capture, Chain, ChainKind, Entry, Evidence, JournalRow, Redaction, Review, Sealed
from measures.wing import from_wings

BATCH = 500


class ChainPlace(NamedTuple):
    """Identifies a chain: its kind, its report, if any, and its marking."""

    kind: str
    report: str
    marking: str

    @classmethod
    def of(cls, chain: Chain) -> Self:
        return cls(chain.kind, chain.report.slug if chain.report else "", chain.marking)

    def __str__(self) -> str:
        if self.kind == ChainKind.JOURNAL:
            return f"chain {self.report} {self.marking}"
        return f"chain of {self.kind} {self.marking}"


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a chain, then or now; of the journal unless `kind` says otherwise, as in older files."""

    report: str
    marking: str
    sequence: int
    seal: str
    kind: str = ChainKind.JOURNAL.value

    @property
    def place(self) -> ChainPlace:
        return ChainPlace(self.kind, self.report, self.marking)

    @property
    def as_json(self) -> str:
        """The line in which it is pinned."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that differs from what was sealed, and where: usually a chain and an entry, or a source."""

    what: str
    report: str = ""
    marking: str = ""
    sequence: int | None = None
    entry: str = ""
    kind: str = ""
    source: str = ""
    origin: str = ""

    @classmethod
    def at(cls, place: ChainPlace, sequence: int, what: str, row: Sealed | None = None) -> Self:
        fault = cls(what, place.report, place.marking, sequence, kind=place.kind)
        match row:
            case Entry():
                return replace(fault, entry=row.key)
            case Review() | Capture():
                return replace(fault, source=row.evidence.key)
        return fault

    def __str__(self) -> str:
        where = [
            str(ChainPlace(self.kind, self.report, self.marking)) if self.kind else "",
            f"entry {self.entry}" if self.entry else "",
            f"source {self.source}" if self.source else "",
            f"origin {self.origin}" if self.origin else "",
            f"sequence {self.sequence}" if self.sequence is not None else "",
        ]
        return f"{', '.join(filter(None, where))}: {self.what}".removeprefix(": ")


@dataclass(frozen=True, slots=True)
class RedactedEntry:
    """An entry whose content was redacted, by whom and why: its place in the chain is verified, its content is gone."""

    report: str
    marking: str
    sequence: int
    entry: str
    by: str
    at: str
    reason: str

    def __str__(self) -> str:
        place = f"chain {self.report} {self.marking}, entry {self.entry}, sequence {self.sequence}"
        return f"{place}: redacted by {self.by} on {self.at[:10]}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RedactedRow:
    """A row outside the journal whose words were redacted, by whom and why."""

    kind: str
    key: str
    by: str
    at: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: redacted by {self.by} on {self.at[:10]}: {self.reason}"


@dataclass(slots=True)
class Findings:
    """What a walk of the whole journal has found."""

    faults: list[Fault] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    # What wings have to pin, each with the line in which it is.
    signed: list[Any] = field(default_factory=list)
    redactions: list[RedactedEntry] = field(default_factory=list)
    redacted_rows: list[RedactedRow] = field(default_factory=list)
    entries: int = 0
    reviews: int = 0
    captures: int = 0

    @property
    def totals(self) -> str:
        copies = f" with {self.captures} copies of sources" if self.captures else ""
        return f"{self.entries} entries and {self.reviews} reviews{copies} in {len(self.heads)} chains"


def verify(pinned: Iterable[Head] = (), signed: Iterable[Any] = ()) -> Findings:
    """Walk every chain, compare it with pinned heads and with what was signed of it, and read every file.

    `signed` is what `Wing.read_heads` has read.
    """
    findings, signed = Findings(), list(signed)
    awaited: dict[ChainPlace, list[Head]] = defaultdict(list)
    for head in sorted(pinned, key=lambda head: head.sequence):
        awaited[head.place].append(head)
    for row in Chain.objects.select_related("report"):
        walk = ChainWalk(row, awaited.pop(ChainPlace.of(row), []))
        findings.faults += walk.faults()
        findings.redactions += walk.redactions
        findings.entries += walk.counts[Entry]
        findings.reviews += walk.counts[Review]
        findings.captures += walk.counts[Capture]
        if walk.before:
            findings.heads.append(walk.head)
    for place, heads in awaited.items():
        findings.faults += [Fault.at(place, head.sequence, "the pinned chain is gone") for head in heads]
    for found in from_wings(lambda wing: wing.verify(signed)):
        (findings.faults if isinstance(found, Fault) else findings.signed).append(found)
    findings.faults += stray_rows()
    findings.faults += faults_of_waiting()
    findings.redacted_rows += map(redacted_rows, Redaction.objects.filter(entry=None).order_by("pk"))
    findings.faults += [Fault(f"file {file.pk}: {what}") for file, what in faults_of_files()]
    return findings


class ChainWalk:
    """The walk of one chain, from its first row to its last; `pinned` are heads that it once had."""

    def __init__(self, chain: Chain, pinned: list[Head]) -> None:
        self.chain, self.pinned = chain, pinned
        self.place = ChainPlace.of(chain)
        self.counts: Counter[type[Sealed]] = Counter()
        self.sequence = 0
        self.redactions: list[RedactedEntry] = []
        self.seal = FIRST
        self.before: Sealed | None = None

    @property
    def head(self) -> Head:
        place = self.place
        return Head(place.report, place.marking, self.sequence, self.seal.hex(), place.kind)

    def faults(self) -> Iterator[Fault]:
        for row, faults_of_content in self.checked():
            for what in (*self.faults_of_place(row), *faults_of_content, *self.compared(row)):
                yield Fault.at(self.place, row.sequence, what, row)
            if isinstance(row, Entry) and row.is_redacted:
                self.redactions.append(redacted_entry(row, self.place))
            self.counts[type(row)] += 1
            self.sequence, self.seal, self.before = row.sequence, bytes(row.seal), row
        for head in self.pinned:
            yield Fault.at(self.place, head.sequence, f"its end is missing: the chain ends at {self.sequence}")

    def checked(self) -> Iterator[tuple[Sealed, Iterator[str]]]:
        """The rows of the chain in their order, each with what is wrong with it by itself."""
        if self.chain.kind == ChainKind.JOURNAL:
            for entry in entries_as_sealed(self.chain).iterator(chunk_size=BATCH):
                yield entry, faults_of_entry(entry, self.chain)
        elif self.chain.kind == ChainKind.REDACTIONS:
            for redaction in redactions_as_sealed(self.chain).iterator(chunk_size=BATCH):
                yield redaction, faults_of_redaction(redaction)
        else:
            reviews = reviews_as_sealed(self.chain).iterator(chunk_size=BATCH)
            captures = captures_as_sealed(self.chain).iterator(chunk_size=BATCH)
            rows: Iterator[Review | Capture] = merge(reviews, captures, key=attrgetter("sequence"))
            for row in rows:
                match row:
                    case Review():
                        yield row, faults_of_review(row, self.chain)
                    case Capture():
                        yield row, faults_of_capture(row, self.chain)

    def faults_of_place(self, row: Sealed) -> Iterator[str]:
        """What is wrong with a row's place after the previous one."""
        if row.sequence != self.sequence + 1:
            yield f"what was between {self.sequence} and {row.sequence} is missing"
        elif seal_of(self.seal, bytes(row.commitment)) != bytes(row.seal):
            yield "its seal does not follow from the one before: the order, its commitment or a seal was changed"
        if self.before and row.sealed_since < self.before.sealed_since:
            yield f"it was recorded before {sealed_name(self.before)}, which it follows"

    def compared(self, row: Sealed) -> Iterator[str]:
        """How the chain differs from the pinned head at this place, or at one that is missing before it."""
        while self.pinned and self.pinned[0].sequence <= row.sequence:
            head = self.pinned.pop(0)
            if head.sequence < row.sequence:
                yield f"sequence {head.sequence}, which was pinned, is missing before it"
            elif head.seal != bytes(row.seal).hex():
                yield "its seal is not the one that was pinned"


def sealed_name(row: Sealed) -> str:
    return row.key if isinstance(row, Entry) else f"sequence {row.sequence}"


def redacted_entry(entry: Entry, place: ChainPlace) -> RedactedEntry:
    found = entry.redaction
    at = moment_of(found)
    return RedactedEntry(place.report, place.marking, entry.sequence, entry.key, found.by_name, at, found.reason)


def redacted_rows(redaction: Redaction) -> RedactedRow:
    at = moment_of(redaction)
    return RedactedRow(redaction.kind, redaction.key, redaction.by_name, at, redaction.reason)


def moment_of(redaction: Redaction) -> str:
    return redaction.redacted_at.astimezone(UTC).isoformat()


def faults_of_waiting() -> list[Fault]:
    """The sources that are kept as waiting for a review, or as not, against what their reviews say."""
    waiting, by_reviews = (
        set(sources.values_list("key", flat=True))
        for sources in (Evidence.objects.pending(), Evidence.objects.unsettled())
    )
    what = "whether it waits for a review is not what its reviews say"
    return [Fault(what, source=key) for key in sorted(waiting ^ by_reviews)]


def stray_rows() -> Iterator[Fault]:
    """Rows that belong to a row that is gone, or to a chain of another kind, where no walk finds them."""
    elsewhere: list[tuple[QuerySet[Any], str]] = [
        (Entry.objects.exclude(chain__kind=ChainKind.JOURNAL), "an entry"),
        (Review.objects.exclude(chain__kind=ChainKind.SOURCES), "a review"),
        (Capture.objects.exclude(chain__kind=ChainKind.SOURCES), "a copy"),
        (Redaction.objects.exclude(chain__kind=ChainKind.REDACTIONS), "a redaction"),
    ]
    for rows, what in elsewhere:
        for row in rows.select_related("chain__report").order_by("pk"):
            yield Fault.at(ChainPlace.of(row.chain), row.sequence, f"{what} is in a chain of another kind", row)
    keys = keys_of_journal()
    with connection.cursor() as cursor:
        cursor.execute(rows_without_parents())
        for place, pk in cursor.fetchall():
            yield Fault(f"row {pk} of {keys[place].model._meta.db_table}: its {keys[place].name} is gone")


@cache
def keys_of_journal() -> list[ForeignKey[Any, Any]]:
    tables: list[type[Model]] = [Chain, *(model for model in apps.get_models() if issubclass(model, JournalRow))]
    return [key for model in tables for key in model._meta.concrete_fields if isinstance(key, ForeignKey)]


@cache
def rows_without_parents() -> sql.Composed:
    """One statement for all keys of the journal: to compile one for each takes longer than what they ask."""
    rows = sql.SQL("""
        SELECT {place} AS place, child.{pk} AS pk FROM {child} AS child
        WHERE {key} IS NOT NULL AND NOT EXISTS (SELECT FROM {parent} AS parent WHERE parent.{target} = child.{key})
    """)
    each = [
        rows.format(
            place=sql.Literal(place),
            pk=sql.Identifier(key.model._meta.pk.attname),
            child=sql.Identifier(key.model._meta.db_table),
            key=sql.Identifier(key.column),
            parent=sql.Identifier(key.related_model._meta.db_table),
            target=sql.Identifier(key.related_model._meta.pk.attname),
        )
        for place, key in enumerate(keys_of_journal())
    ]
    return sql.SQL(" UNION ALL ").join(each) + sql.SQL(" ORDER BY place, pk")
