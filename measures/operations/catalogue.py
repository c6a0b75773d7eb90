"""Adding a report: its catalogue of parties, ambiguities, measures and links, and the sources of its record.

Set-shaped: each function takes all rows of a kind. What exists is found by its key; only the report's own text is
brought up to date, and never what people logged or revised.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.models import (
    Addressing,
    Evidence,
    Indicator,
    Link,
    Measure,
    Milestone,
    Redaction,
    Report,
    Review,
    ReviewState,
    RowChange,
)
from measures.models.evidence import address_sha256, comparable_url
from measures.models.markings import Marking
from measures.models.records import Loaded
from measures.models.row_changes import row_number
from measures.operations.evidence import REVISABLE as REVISABLE_SOURCE
from measures.operations.journal import append_reviews
from measures.operations.locks import lock_chain, lock_markings_shared, lock_measures
from measures.operations.nouns import LOADED, MEASURE
from measures.operations.updating import raise_versions, update_columns
from measures.wing import wings

# How the row history names changes by `manage.py load_report`.
LOAD_COMMAND = "load_report"
# What a load of a newer version changes of a report, whoever loads it.
REPORT_VERSIONS = ["library_version", "record_as_of"]
# When somebody withdrew a measure.
WITHDRAWAL = "withdrawn_at"
# What people may revise of what a library has brought.
REVISABLE_OF: dict[type[Model], Collection[str]] = {
    Evidence: REVISABLE_SOURCE,
    **{noun.model: noun.columns_kept for noun in LOADED},
    Measure: (*MEASURE.columns_kept, WITHDRAWAL),
}
# What a library says of a source.
SOURCE_COLUMNS = [
    "title", "title_zh_hans", "original_title_language", "author", "publisher", "publisher_zh_hans", "origin",
    "origin_zh_hans", "url", "published", "accessed", "language", "note", "note_zh_hans", "kind", "grade",
    "credibility", "by_report_author", "read_as_copy", "copy_sha256", "unopened", "address_withheld",
]  # fmt: skip


class LoadOutcome(models.TextChoices):
    """What happens to a row, or one of its fields, when a library is loaded."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    KEPT = "kept", _("Kept: revised here")
    CORRECTED = "corrected", _("Corrected")
    GONE = "gone", _("No longer in the library")
    STANDS = "stands", _("Kept: corrected here")
    REDACTED = "redacted", _("Not brought back: redacted")
    HIDDEN = "hidden", _("Kept: the new version would name something that fewer people may read")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RECOMMENDED_AGAIN = "recommended_again", _("Recommended again")


@dataclass(frozen=True, slots=True)
class CatalogueDifference:
    """One field of one row that a library says otherwise, and why; or a row that it adds or no longer has."""

    fate: LoadOutcome
    what: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""
    why: str = ""


@dataclass(slots=True)
class LoadTally:
    """How many rows of a kind were added, changed, withdrawn and unchanged, and what differs."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    differences: list[CatalogueDifference] = field(default_factory=list)
    # The primary keys of the rows that were changed.
    changed_rows: set[int] = field(default_factory=set)


# By kind.
type Tallies = dict[str, LoadTally]


def lock_for_loading(slug: str, sources: Sequence[Evidence], *, accepted_by: str) -> tuple[LoadTally, dict[str, str]]:
    """Take all locks that loading a library needs, in the one order of locks, and bring its sources up to date.

    What is read of the report afterwards includes all that earlier holders of the locks have written.
    """
    lock_markings_shared([source.url for source in sources])
    report = Report.objects.select_for_update(no_key=True).filter(slug=slug).first()
    markings: set[str] = {Marking.PUBLIC}
    if report is not None:
        # Whoever corrects one of them waits, and finds then that it is corrected.
        entries = report.entries.filter(author=None).order_by("key").select_for_update(no_key=True)
        markings |= set(entries.values_list("marking", flat=True))
    loaded = load_sources(sources, accepted_by=accepted_by)
    if report is not None:
        for marking in sorted(markings):
            lock_chain(report, marking)
        lock_measures(list(report.measures.values_list("pk", flat=True)))
    return loaded


def merge[Row: Model](
    rows: Sequence[Row],
    *,
    identity: Sequence[str],
    texts: Sequence[str],
    insert: Callable[[Sequence[Row]], object] | None = None,
    within: str = "",
) -> LoadTally:
    """Add the rows that are missing and bring the texts of the others up to date; each row gets its primary key.

    If none is missing and they stand here in the same order, `within` that column, they keep their places.
    """
    tally = LoadTally()
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
    if "position" in texts and not missing:
        keep_places([(row, existing[identify(row)]) for row in rows], within)
    tally.differences += [difference(row, LoadOutcome.ADDED, row) for row in missing]
    revised, redacted = revised_fields(existing.values()), redacted_columns(existing.values())
    changed = []
    for row in rows:
        present = existing.get(identify(row))
        if present is not None:
            row.pk = present.pk
            kept = dict.fromkeys(revised.get(present.pk, ()), LoadOutcome.KEPT)
            kept |= dict.fromkeys(redacted.get(str(row_number(present)), ()), LoadOutcome.REDACTED)
            if names := bring_up_to_date(present, row, texts, tally, kept):
                changed.append((present, names))
    update_columns(changed)
    tally.changed_rows = {row.pk for row, _ in changed}
    tally.added, tally.changed = len(missing), len(changed)
    tally.unchanged = len(rows) - len(missing) - len(changed)
    return tally


def keep_places(pairs: Sequence[tuple[Any, Any]], within: str) -> None:
    """Give rows the places that they have here, unless the library has them in another order."""
    last: dict[object, tuple[int, int]] = {}
    for _row, present in pairs:
        group, place = getattr(present, within, None), (present.position, present.pk)
        if place < last.get(group, place):
            return
        last[group] = place
    for row, present in pairs:
        row.position = present.position


def revised_fields(rows: Iterable[Model]) -> dict[int, frozenset[str]]:
    """The fields that somebody here has revised, by primary key, for rows of one model.

    They are what the row history has of rows that were edited, but for what libraries themselves have changed.
    """
    edited = [row for row in rows if isinstance(row, Loaded) and row.version > row.loaded_version]
    revisable: Mapping[type[Model], Collection[str]] = reduce(
        or_, (dict(wing.loaded) for wing in wings()), REVISABLE_OF
    )
    revised: dict[int, frozenset[str]] = {}
    for model in {type(row) for row in edited}:
        changes = RowChange.objects.filter(table=model._meta.db_table, row__in=[row.pk for row in edited])
        edits = not_by_libraries(changes).filter(before__isnull=False)
        for pk, after in edits.order_by("pk").values_list("row", "after"):
            revised[pk] = revised.get(pk, frozenset()) | frozenset(after or ()) & frozenset(revisable[model])
    return revised


def not_by_libraries(changes: QuerySet[RowChange]) -> QuerySet[RowChange]:
    """Changes but for those that libraries themselves have made."""
    loads = RowChange.objects.filter(table=Report._meta.db_table, after__has_any_keys=REPORT_VERSIONS)
    of_loads = loads.exclude(request_id="").values("request_id")
    return changes.exclude(command=LOAD_COMMAND).exclude(request_id__in=of_loads)


def linked_by_people(through: type[Model], owner: str) -> set[int]:
    """The rows whose links in a many-to-many table somebody here has changed."""
    changes = not_by_libraries(RowChange.objects.filter(table=through._meta.db_table, by__isnull=False))
    return {int((after or before or {})[owner]) for before, after in changes.values_list("before", "after")}


def redacted_columns(rows: Iterable[Model]) -> dict[str, set[str]]:
    """The columns of rows of one model that were redacted, by the number of the row."""
    rows = list(rows)
    found: dict[str, set[str]] = defaultdict(set)
    for table in {row._meta.db_table for row in rows}:
        redactions = Redaction.objects.filter(table=table, row__in=[str(row_number(row)) for row in rows])
        for row, columns in redactions.values_list("row", "columns"):
            found[row].update(columns)
    return found


def bring_up_to_date[Row: Model](
    present: Row, row: Row, texts: Sequence[str], tally: LoadTally, kept: Mapping[str, LoadOutcome]
) -> list[str]:
    """Copy the texts that differ, except those that are kept, for a reason; returns which."""
    differing = [name for name in texts if getattr(present, name) != getattr(row, name)]
    for name in differing:
        fate = kept.get(name, LoadOutcome.CHANGED)
        tally.differences.append(difference(present, fate, row, name))
        if fate == LoadOutcome.CHANGED:
            setattr(present, name, getattr(row, name))
    return [name for name in differing if name not in kept]


def difference(present: Model, fate: LoadOutcome, row: Model, name: str = "") -> CatalogueDifference:
    """A difference for the list: what kind of row, which one, which field, from what to what."""
    kind = str(present._meta.verbose_name or "")
    if not name:
        return CatalogueDifference(fate, kind, describe_row(row))
    column = present._meta.get_field(name)
    label = str(getattr(column, "verbose_name", "") or name)
    if fate == LoadOutcome.REDACTED:
        return CatalogueDifference(fate, kind, describe_row(present), label)
    before, after = field_as_text(present, column), field_as_text(row, column)
    return CatalogueDifference(fate, kind, describe_row(row), label, before, after)


def describe_row(row: Model) -> str:
    match row:
        case Link():
            return f"{row.source.code} · {row.get_relation_display()} · {row.target.code}"
        case Addressing():
            return f"{row.measure.code} · {row.ambiguity.code}"
        case Indicator():
            return f"{row.measure.code} · {row}"
        case Milestone():
            return row.key
        case Evidence():
            return f"{row.key} {row}"
        case _:
            return str(row)


def field_as_text(row: Model, column: Any) -> str:
    """What a column of a row holds; of a row that it names, what that is called: nobody knows rows by their numbers."""
    value = getattr(row, column.name)
    return "" if value is None else describe_row(value) if isinstance(value, Model) else str(value)


def withdraw_missing(report: Report, present: Collection[int], tally: LoadTally, *, at: datetime) -> None:
    """Withdraw the measures and parts that a library no longer has, and bring back those it has again.

    One that somebody here has withdrawn or brought back stays so.
    """
    measures = Measure.objects.filter(report=report, from_library=True).select_for_update(no_key=True).order_by("key")
    gone = list(measures.filter(withdrawn_at=None).exclude(pk__in=present))
    again = list(measures.filter(pk__in=present).exclude(withdrawn_at=None))
    revised = revised_fields([*gone, *again])
    gone, again = (
        [row for row in rows if WITHDRAWAL not in revised.get(row.pk, frozenset())] for rows in (gone, again)
    )
    tally.differences += [difference(row, LoadOutcome.WITHDRAWN, row) for row in gone]
    tally.differences += [difference(row, LoadOutcome.RECOMMENDED_AGAIN, row) for row in again]
    tally.withdrawn, tally.changed = len(gone), tally.changed + len(again)
    tally.unchanged -= len(again)
    Measure.objects.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=at)
    Measure.objects.filter(pk__in=[row.pk for row in again]).update(withdrawn_at=None)


def load_sources(sources: Sequence[Evidence], *, accepted_by: str) -> tuple[LoadTally, dict[str, str]]:
    """Add the sources that are missing, which a library accepts, and bring the others up to date.

    Returns, too, which of the library's sources somebody has recorded here already, at the same address.
    """
    addresses = dict(Evidence.objects.filter(key__in=[row.key for row in sources]).values_list("key", "url"))
    elsewhere = Evidence.objects.filter(url__in=[row.url for row in sources if row.url], marking=Marking.PUBLIC)
    taken = dict(elsewhere.exclude(key__in=[row.key for row in sources]).values_list("url", "key"))
    taken |= redacted_here(sources)
    recorded_here = {row.key: taken[row.url] for row in sources if row.url in taken and row.key not in addresses}
    rows = [row for row in sources if row.key not in recorded_here]
    replaced = {row.key: row.replaces for row in rows}
    for row in rows:
        row.replaces = None
        if row.url in taken:
            row.url = addresses[row.key]

    def insert(missing: Sequence[Evidence]) -> None:
        Evidence.objects.bulk_create(missing)
        append_reviews([Review(evidence=row, state=ReviewState.ACCEPTED, reviewer_name=accepted_by) for row in missing])

    tally = merge(rows, identity=["key"], texts=SOURCE_COLUMNS, insert=insert)
    replace_sources(rows, replaced, tally)
    raise_versions(Evidence, tally.changed_rows)
    return tally, recorded_here


def redacted_here(sources: Sequence[Evidence]) -> dict[str, str]:
    """The keys of public sources that were redacted here, by those of these addresses at which they were."""
    hashes = {address_sha256(comparable_url(row.url)): row.url for row in sources if row.url}
    redacted = Evidence.objects.filter(redaction__address_sha256__in=hashes, marking=Marking.PUBLIC)
    elsewhere = redacted.exclude(key__in=[row.key for row in sources])
    return {hashes[address]: key for address, key in elsewhere.values_list("redaction__address_sha256", "key")}


def replace_sources(rows: Sequence[Evidence], replaced: Mapping[str, Evidence | None], tally: LoadTally) -> None:
    """Let saved sources of a library replace those that it says they replace."""
    before = dict(Evidence.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "replaces"))
    added = {each.name for each in tally.differences if each.fate == LoadOutcome.ADDED}
    for row in rows:
        other = replaced[row.key]
        wanted = other.pk if other else None
        if before[row.pk] == wanted:
            continue
        Evidence.objects.filter(pk=row.pk).update(replaces=wanted)
        if describe_row(row) not in added:
            label = str(Evidence._meta.get_field("replaces").verbose_name)
            what, after = str(Evidence._meta.verbose_name), other.key if other else ""
            tally.differences.append(
                CatalogueDifference(LoadOutcome.CHANGED, what, describe_row(row), label, "", after)
            )
            tally.changed += row.pk not in tally.changed_rows
            tally.unchanged -= row.pk not in tally.changed_rows
            tally.changed_rows.add(row.pk)
