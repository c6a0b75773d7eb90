"""Adding a report: its catalogue of parties, ambiguities, measures and links, and the entries of its record.

Set-shaped: each function takes all rows of a kind. What exists is found by its key; only the report's own text is
brought up to date, and never what people logged or revised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model

from measures.analysis.seals import WrittenEntry
from measures.models import Entry, Evidence, Measure, Report, Review, ReviewState
from measures.models.markings import TEAM, Marking
from measures.operations.clock import clock
from measures.operations.drafts import EntryDraft
from measures.operations.faults import Faults
from measures.operations.journal import append
from measures.operations.locks import hold_markings
from measures.operations.lookup import Lookup, entry_of
from measures.operations.readership import check_readership
from measures.operations.revisions import REVISABLE
from measures.operations.rules import check_entry, check_views_of_others


@dataclass(slots=True)
class Tally:
    """How many rows of a kind were added, changed and left as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def merge[Row: Model](rows: Sequence[Row], *, identity: Sequence[str], texts: Sequence[str]) -> Tally:
    """Add the rows that are missing and bring the texts of the others up to date; each row gets its primary key."""
    tally = Tally()
    if not rows:
        return tally
    manager = type(rows[0])._default_manager

    def name(row: Row) -> tuple[object, ...]:
        return tuple(getattr(row, field) for field in identity)

    narrowing = identity[0].removesuffix("_id")
    existing = {name(row): row for row in manager.filter(**{f"{narrowing}__in": {name(row)[0] for row in rows}})}
    missing = [row for row in rows if name(row) not in existing]
    manager.bulk_create(missing)
    changed = []
    for row in rows:
        known = existing.get(name(row))
        if known is not None:
            row.pk = known.pk
            kept = REVISABLE if isinstance(known, Measure) and known.version > 1 else ()
            stale = [field for field in texts if field not in kept and getattr(known, field) != getattr(row, field)]
            for field in stale:
                setattr(known, field, getattr(row, field))
            changed += [known] if stale else []
    if changed:
        manager.bulk_update(changed, texts, batch_size=500)
    tally.added, tally.changed = len(missing), len(changed)
    tally.unchanged = len(rows) - len(missing) - len(changed)
    return tally


def add_sources(sources: Sequence[Evidence], *, accepted_by: str) -> Tally:
    """Add the sources that are missing; a library's come accepted by the library."""
    known = set(Evidence.objects.filter(key__in=[source.key for source in sources]).values_list("key", flat=True))
    missing = [source for source in sources if source.key not in known]
    Evidence.objects.bulk_create(missing)
    now = clock()
    Review.objects.bulk_create(
        [
            Review(evidence=source, state=ReviewState.ACCEPTED, reviewer_name=accepted_by, recorded_at=now)
            for source in missing
        ]
    )
    return Tally(added=len(missing), unchanged=len(known))


def add_entries(report: Report, drafts: Sequence[EntryDraft], *, author_name: str) -> Tally:
    """Write the entries of a library that are missing, in their order; what is there is never touched.

    Raises ValidationError with the path of every fault, ``3.bears_on.0.on`` for the fourth draft.
    """
    hold_markings()
    known = set(Entry.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True))
    missing = [(index, draft) for index, draft in enumerate(drafts) if draft.key not in known]
    found = Faults()
    lookup = Lookup(report, [draft for _, draft in missing], TEAM)
    written = []
    for index, draft in missing:
        faults_here = Faults()
        written.append(library_entry(draft, lookup, faults_here))
        found.take_over(f"{index}.", faults_here)
    found.raise_if_any()
    for each in written:
        each.entry.report, each.entry.author_name = report, author_name
    if written:
        append(report, Marking.PUBLIC, written)
    return Tally(added=len(missing), unchanged=len(known))


def library_entry(draft: EntryDraft, lookup: Lookup, found: Faults) -> WrittenEntry:
    """The rows of one draft of a library, unsaved and checked."""
    check_entry(draft, found)
    check_views_of_others(draft, None, found)
    written = entry_of(draft, named_sources(draft, lookup.evidence, found), lookup, found)
    check_readership(written, found)
    return written


def named_sources(draft: EntryDraft, known: Mapping[str, Evidence], found: Faults) -> dict[str, Evidence]:
    sources = {}
    for index, key in enumerate(draft.sources):
        if isinstance(key, str) and key in known:
            sources[key] = known[key]
        else:
            found.add_unknown(f"sources.{index}", str(key))
    return sources
