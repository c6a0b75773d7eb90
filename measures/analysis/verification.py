"""Whether the journal still says what was sealed: walks every chain, reads every file and names each fault.

Walk it in one snapshot, as `verify_journal` does: an entry that is redacted meanwhile would look tampered with.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import pairwise

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet
from django.db.models.fields.json import KT

from measures.analysis.files import faults_of_files
from measures.analysis.seals import FIRST, WrittenEntry, WrittenView, commitment_of, seal_of
from measures.models import Chain, Entry, JournalRow, RowChange
from measures.models.markings import is_within

BATCH = 500


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a chain, as it was or is."""

    report: str
    marking: str
    sequence: int
    seal: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was sealed, and where: a chain and mostly an entry, or a row that has neither."""

    what: str
    report: str = ""
    marking: str = ""
    sequence: int | None = None
    entry: str = ""

    def __str__(self) -> str:
        where = [
            f"chain {self.report} {self.marking}" if self.report else "",
            f"entry {self.entry}" if self.entry else "",
            f"sequence {self.sequence}" if self.sequence is not None else "",
        ]
        return f"{', '.join(filter(None, where))}: {self.what}".removeprefix(": ")


@dataclass(frozen=True, slots=True)
class Emptied:
    """An entry whose content was taken away, by whom and why: its place is verified, what it said is gone."""

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


@dataclass(slots=True)
class Findings:
    """What a walk of the whole journal has found."""

    faults: list[Fault] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    redactions: list[Emptied] = field(default_factory=list)
    entries: int = 0


def verify(pinned: Iterable[Head] = (), *, batch: int = BATCH) -> Findings:
    """Walk every chain, `batch` entries at a time, compare it with pinned heads, and read every file."""
    findings = Findings()
    awaited: dict[tuple[str, str], list[Head]] = defaultdict(list)
    for head in sorted(pinned, key=lambda head: head.sequence):
        awaited[head.report, head.marking].append(head)
    for chain in Chain.objects.select_related("report"):
        walk = Walk(chain, awaited.pop((chain.report.slug, chain.marking), []))
        findings.faults += walk.faults(batch)
        findings.entries += walk.entries
        findings.redactions += walk.redactions
        if walk.before:
            findings.heads.append(Head(*walk.place, walk.sequence, walk.seal.hex()))
    for place, heads in awaited.items():
        findings.faults += [Fault("the pinned chain is gone", *place, head.sequence) for head in heads]
    findings.faults += strays()
    findings.faults += [Fault(f"file {file.pk}: {what}") for file, what in faults_of_files()]
    return findings


class Walk:
    """The walk of one chain, from its first entry to its last; `pinned` are heads that it once had."""

    def __init__(self, chain: Chain, pinned: list[Head]) -> None:
        self.chain, self.pinned = chain, pinned
        self.place = chain.report.slug, chain.marking
        self.entries = self.sequence = 0
        self.redactions: list[Emptied] = []
        self.seal = FIRST
        self.before: Entry | None = None

    def faults(self, batch: int) -> Iterator[Fault]:
        for entry in as_sealed(self.chain).iterator(chunk_size=batch):
            for what in (*self.faults_of_place(entry), *faults_of_content(entry, self.chain), *self.compared(entry)):
                yield Fault(what, *self.place, entry.sequence, entry.key)
            if entry.is_redacted:
                self.redactions.append(emptied(entry, *self.place))
            self.entries += 1
            self.sequence, self.seal, self.before = entry.sequence, bytes(entry.seal), entry
        for head in self.pinned:
            yield Fault(f"its end is missing: the chain ends at {self.sequence}", *self.place, head.sequence)

    def faults_of_place(self, entry: Entry) -> Iterator[str]:
        """What is wrong with an entry's place after the one before it."""
        if entry.sequence != self.sequence + 1:
            yield f"what was between {self.sequence} and {entry.sequence} is missing"
        elif seal_of(self.seal, bytes(entry.commitment)) != bytes(entry.seal):
            yield "its seal does not follow from the one before: the order, its commitment or a seal was changed"
        if self.before and entry.recorded_at < self.before.recorded_at:
            yield f"it was recorded before {self.before.key}, which it follows"

    def compared(self, entry: Entry) -> Iterator[str]:
        """How it differs from what was pinned at its place, or at one that is missing before it."""
        while self.pinned and self.pinned[0].sequence <= entry.sequence:
            head = self.pinned.pop(0)
            if head.sequence < entry.sequence:
                yield f"sequence {head.sequence}, which was pinned, is missing before it"
            elif head.seal != bytes(entry.seal).hex():
                yield "its seal is not the one that was pinned"


def as_sealed(chain: Chain) -> QuerySet[Entry]:
    """The entries of a chain in their order, with all that is sealed of them and the markings of their history."""
    changes = RowChange.objects.filter(table=Entry._meta.db_table, row=OuterRef("pk")).order_by("pk")
    return (
        chain.entries.order_by("sequence")
        .annotate(markings_in_history=ArraySubquery(changes.values(after_marking=KT("after__marking"))))
        .select_related("report", "responds_to", "corrects", "redaction")
        .prefetch_related(
            "bearings__measure",
            "bearings__ambiguity",
            "views__measure",
            "views__ambiguity",
            "views__grounds__entry",
            "views__grounds__citation__evidence",
            "citations__evidence",
            "marks__milestone",
        )
    )


def emptied(entry: Entry, report: str, marking: str) -> Emptied:
    found = entry.redaction
    at = found.redacted_at.astimezone(UTC).isoformat()
    return Emptied(report, marking, entry.sequence, entry.key, found.by_name, at, found.reason)


def faults_of_content(entry: Entry, chain: Chain) -> Iterator[str]:
    """What is wrong with an entry by itself."""
    written = written_entry(entry)
    if entry.is_redacted:
        if has_content(written):
            yield "a redaction says that its content is gone, and it is not"
    elif not entry.salt:
        yield "its content is gone, and no redaction says why"
    elif not is_as_sealed(written):
        yield "what it says is not what was sealed"
    if entry.report_id != chain.report_id:
        yield "it belongs to another report than its chain"
    if not is_within(entry.marking, chain.marking):
        yield "more people may read it than when it was written"
    yield from faults_of_marking(entry.marking, [chain.marking, *getattr(entry, "markings_in_history", [])])


def faults_of_marking(marking: str, history: Sequence[str]) -> Iterator[str]:
    """What is wrong with a marking, by those that its row history tells, the first of them before all else."""
    for before, after in pairwise(history):
        if not is_within(after, before):
            yield f"its marking was loosened from {before} to {after}, as its row history tells"
    if marking != history[-1]:
        yield "its marking is not the last one of its row history"


def written_entry(entry: Entry) -> WrittenEntry:
    """An entry with all that comes with it, as it was loaded."""
    return WrittenEntry(
        entry,
        bearings=list(entry.bearings.all()),
        views=[WrittenView(view, list(view.grounds.all())) for view in entry.views.all()],
        citations=list(entry.citations.all()),
        marks=list(entry.marks.all()),
    )


def is_as_sealed(written: WrittenEntry) -> bool:
    salt, commitment = bytes(written.entry.salt), bytes(written.entry.commitment)
    try:
        return rests_on_its_own(written) and commitment_of(salt, written) == commitment
    except ObjectDoesNotExist:  # it names a row that is gone
        return False


def rests_on_its_own(written: WrittenEntry) -> bool:
    """Whether each view rests on sources of its own entry or of one that it names, as keys alone do not tell."""
    return all(
        ground.citation is None
        or ground.citation.entry_id in {written.entry.pk, *(row.entry_id for row in view.grounds)}
        for view in written.views
        for ground in view.grounds
    )


def has_content(written: WrittenEntry) -> bool:
    """Whether anything is left of what an entry said, but for citations that views of other entries rest on."""
    entry = written.entry
    words = (entry.title, entry.title_zh_hans, entry.narrative, entry.narrative_zh_hans, entry.salt)
    its_own = [row for row in written.citations if not row.grounds.exclude(view__entry=entry).exists()]
    return any((*words, written.bearings, written.views, its_own, written.marks))


def strays() -> Iterator[Fault]:
    """Rows of the journal that hang on a row which is gone."""
    tables: list[type[Model]] = [Chain, *(model for model in apps.get_models() if issubclass(model, JournalRow))]
    for model in tables:
        for key in model._meta.concrete_fields:
            if not isinstance(key, ForeignKey):
                continue
            target = key.related_model._default_manager.filter(pk=OuterRef(key.attname))
            rows = model._default_manager.filter(~Exists(target), **{f"{key.attname}__isnull": False})
            for pk in rows.order_by("pk").values_list("pk", flat=True):
                yield Fault(f"row {pk} of {model._meta.db_table}: its {key.name} is gone")
