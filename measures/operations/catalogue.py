"""Adding a report: its catalogue of parties, ambiguities, measures and links, and the entries of its record.

Set-shaped: each function takes all rows of a kind. What exists is found by its key; only the report's own text is
brought up to date, and never what people logged or revised.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from measures.analysis.seals import WrittenEntry
from measures.models import (
    Addressing,
    Entry,
    Evidence,
    Indicator,
    Link,
    Measure,
    Milestone,
    Report,
    Review,
    ReviewState,
    RowChange,
)
from measures.models.markings import TEAM, Marking
from measures.models.records import Loaded
from measures.operations.drafts import EntryDraft
from measures.operations.faults import Faults
from measures.operations.journal import append, append_reviews, lock_chain
from measures.operations.locks import hold_markings, lock_measures
from measures.operations.lookup import Lookup, entry_of
from measures.operations.milestones import REVISABLE as REVISABLE_MILESTONE
from measures.operations.readership import check_readership
from measures.operations.revisions import REVISABLE
from measures.operations.rules import check_entry, check_views_of_others
from measures.operations.updating import update_columns

# How the row history names changes by `manage.py load_report`.
LOAD_COMMAND = "load_report"
# The fields from a library that people may revise.
REVISABLE_OF: dict[type[Loaded], Collection[str]] = {Measure: REVISABLE, Milestone: REVISABLE_MILESTONE}


class Fate(models.TextChoices):
    """What happens to a row, or one of its fields, when a library is loaded."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    KEPT = "kept", _("Kept, for somebody has revised it")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RECOMMENDED_AGAIN = "recommended_again", _("Recommended again")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs in a library, or a row that it adds or no longer has."""

    fate: Fate
    what: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Tally:
    """How many rows of a kind were added, changed, withdrawn and unchanged, and what differs."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    differences: list[Difference] = field(default_factory=list)
    # The primary keys of the rows that were changed.
    changed_rows: set[int] = field(default_factory=set)


def lock_for_loading(slug: str, sources: Sequence[Evidence], *, accepted_by: str) -> Tally:
    """Take all locks that loading a library needs, in the one order, and add the missing sources.

    What is read of the report afterwards is as those left it who held it before.
    """
    hold_markings([source.url for source in sources])
    report = Report.objects.select_for_update(no_key=True).filter(slug=slug).first()
    added = add_sources(sources, accepted_by=accepted_by)
    if report is not None:
        lock_chain(report, Marking.PUBLIC)
        lock_measures(list(report.measures.values_list("pk", flat=True)))
    return added


def merge[Row: Model](
    rows: Sequence[Row],
    *,
    identity: Sequence[str],
    texts: Sequence[str],
    insert: Callable[[Sequence[Row]], object] | None = None,
) -> Tally:
    """Add the rows that are missing and bring the texts of the others up to date; each row gets its primary key."""
    tally = Tally()
    if not rows:
        return tally
    manager = type(rows[0])._default_manager

    def identify(row: Row) -> tuple[object, ...]:
        return tuple(getattr(row, name) for name in identity)

    narrowing = identity[0].removesuffix("_id")
    there = manager.filter(**{f"{narrowing}__in": {identify(row)[0] for row in rows}})
    existing = {identify(row): row for row in there.order_by(*identity).select_for_update(of=("self",), no_key=True)}
    missing = [row for row in rows if identify(row) not in existing]
    (insert or manager.bulk_create)(missing)
    tally.differences += [difference(row, Fate.ADDED, row) for row in missing]
    revised = revised_fields(existing.values())
    changed = []
    for row in rows:
        known = existing.get(identify(row))
        if known is not None:
            row.pk = known.pk
            if names := bring_up_to_date(known, row, texts, tally, kept=revised.get(known.pk, frozenset())):
                changed.append((known, names))
    update_columns(changed)
    tally.changed_rows = {row.pk for row, _ in changed}
    tally.added, tally.changed = len(missing), len(changed)
    tally.unchanged = len(rows) - len(missing) - len(changed)
    return tally


def revised_fields(rows: Iterable[Model]) -> dict[int, frozenset[str]]:
    """The fields that somebody here has revised, by primary key, for rows of one model.

    They are what the row history has of rows that were edited, but for what libraries themselves have changed.
    """
    edited = [row for row in rows if isinstance(row, Loaded) and row.version > row.loaded_version]
    loads = RowChange.objects.filter(table=Report._meta.db_table, after__has_key="library_version")
    revised: dict[int, frozenset[str]] = {}
    for model in {type(row) for row in edited}:
        edits = (
            RowChange.objects.filter(table=model._meta.db_table, row__in=[row.pk for row in edited])
            .filter(before__isnull=False)
            .exclude(command=LOAD_COMMAND)
            .exclude(request_id__in=loads.exclude(request_id="").values("request_id"))
        )
        for pk, after in edits.order_by("pk").values_list("row", "after"):
            revised[pk] = revised.get(pk, frozenset()) | frozenset(after or ()) & frozenset(REVISABLE_OF[model])
    return revised


def bring_up_to_date[Row: Model](
    known: Row, row: Row, texts: Sequence[str], tally: Tally, *, kept: Collection[str]
) -> list[str]:
    """Copy the texts that differ, except those that are kept; returns which."""
    differing = [name for name in texts if getattr(known, name) != getattr(row, name)]
    for name in differing:
        fate = Fate.KEPT if name in kept else Fate.CHANGED
        tally.differences.append(difference(known, fate, row, name))
        if fate == Fate.CHANGED:
            setattr(known, name, getattr(row, name))
    return [name for name in differing if name not in kept]


def difference(known: Model, fate: Fate, row: Model, name: str = "") -> Difference:
    """A difference for the list: what kind of row, which one, which field, from what to what."""
    kind = str(known._meta.verbose_name or "")
    if not name:
        return Difference(fate, kind, name_of(row))
    column = known._meta.get_field(name)
    label = str(getattr(column, "verbose_name", "") or name)
    return Difference(fate, kind, name_of(row), label, written(getattr(known, name)), written(getattr(row, name)))


def name_of(row: Model) -> str:
    match row:
        case Link():
            return f"{row.source.code} · {row.get_relation_display()} · {row.target.code}"
        case Addressing():
            return f"{row.measure.code} · {row.ambiguity.code}"
        case Indicator():
            return f"{row.measure.code} · {row}"
        case Milestone():
            return row.key
        case _:
            return str(row)


def written(value: object) -> str:
    return "" if value is None else str(value)


def withdraw_missing(report: Report, present: Collection[int], tally: Tally, *, at: datetime) -> None:
    """Withdraw the measures and parts that a library no longer has; bring back those it has again."""
    measures = Measure.objects.filter(report=report, from_library=True).select_for_update(no_key=True).order_by("key")
    gone = list(measures.filter(withdrawn_at=None).exclude(pk__in=present))
    again = list(measures.filter(pk__in=present).exclude(withdrawn_at=None))
    tally.differences += [difference(row, Fate.WITHDRAWN, row) for row in gone]
    tally.differences += [difference(row, Fate.RECOMMENDED_AGAIN, row) for row in again]
    tally.withdrawn, tally.changed = len(gone), tally.changed + len(again)
    tally.unchanged -= len(again)
    Measure.objects.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=at)
    Measure.objects.filter(pk__in=[row.pk for row in again]).update(withdrawn_at=None)


def add_sources(sources: Sequence[Evidence], *, accepted_by: str) -> Tally:
    """Add the missing sources; those of a library are accepted by it."""
    named = Evidence.objects.filter(key__in=[source.key for source in sources]).order_by("key")
    known = set(named.select_for_update(no_key=True).values_list("key", flat=True))
    missing = [source for source in sources if source.key not in known]
    insert_sources(missing)
    append_reviews(
        [Review(evidence=source, state=ReviewState.ACCEPTED, reviewer_name=accepted_by) for source in missing]
    )
    return Tally(added=len(missing), unchanged=len(known))


def insert_sources(sources: Sequence[Evidence]) -> None:
    """Insert sources; those that others among them replace come first."""
    waiting = list(sources)
    while waiting:
        ready = [source for source in waiting if source.replaces is None or source.replaces.pk is not None]
        Evidence.objects.bulk_create(ready)
        waiting = [source for source in waiting if source.pk is None]


def add_entries(report: Report, drafts: Sequence[EntryDraft], *, author_name: str, on: date) -> Tally:
    """Write the entries of a library that are missing, in their order; what is there is never touched.

    Raises ValidationError with the path of every fault, ``3.bears_on.0.on`` for the fourth draft.
    """
    known = set(Entry.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True))
    missing = [(index, draft) for index, draft in enumerate(drafts) if draft.key not in known]
    found = Faults()
    lookup = Lookup(report, [draft for _, draft in missing], TEAM)
    written = []
    for index, draft in missing:
        faults_here = Faults()
        written.append(library_entry(draft, report, lookup, faults_here, on=on))
        found.take_over(f"{index}.", faults_here)
    found.raise_if_any()
    for each in written:
        each.entry.report, each.entry.author_name = report, author_name
    if written:
        append(report, Marking.PUBLIC, written)
    return Tally(added=len(missing), unchanged=len(known))


def library_entry(draft: EntryDraft, report: Report, lookup: Lookup, found: Faults, *, on: date) -> WrittenEntry:
    """The unsaved, checked rows of one draft of a library."""
    check_entry(draft, report, found, on=on)
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
