"""The dates ahead of a library: what is new is added, what differs brought up to date, what is gone withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from measures.models import AnnouncedDate, Entry, Marking, Report
from measures.models.journal import versions_of
from measures.models.markings import TEAM, narrowest_marking
from measures.operations.announced_dates import DATE
from measures.operations.catalogue import LoadOutcome, LoadTally, difference, merge
from measures.operations.editing import resolve, set_links
from measures.operations.faults import Faults, faults
from measures.operations.updating import raise_versions


@dataclass(frozen=True, slots=True)
class LibraryDate:
    """A date ahead as a library has it, with what it names by key."""

    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """Its columns, the rows that its many-to-many fields name, and how narrow it is."""

    columns: Mapping[str, Any]
    links: Mapping[str, list[Any]]
    marking: str


def load_dates(report: Report, dates: Sequence[LibraryDate], *, author_name: str, on: date, at: datetime) -> LoadTally:
    """Make the dates of a library what stands; what people have edited of them stays."""
    with faults() as found:
        resolved = {each.key: resolve_date(report, each.values, f"{at}.", found) for at, each in enumerate(dates)}
    made = {"report": report, "added_on": on, "added_by_name": author_name}
    rows = [AnnouncedDate(key=key, marking=each.marking, **made, **each.columns) for key, each in resolved.items()]
    tally = merge(rows, identity=["key"], texts=DATE.columns_kept)
    raise_versions(AnnouncedDate, tally.changed_rows)
    of_library = AnnouncedDate.objects.filter(report=report, added_by=None)
    for row in of_library.filter(key__in=resolved):
        narrower = narrowest_marking(row.marking, resolved[row.key].marking)
        is_untouched = row.version == row.loaded_version
        if narrower != row.marking or (is_untouched and row.withdrawn_at):
            row.marking, row.withdrawn_at = narrower, None if is_untouched else row.withdrawn_at
            row.save(update_fields=["marking", "withdrawn_at"])
        if is_untouched:
            set_links([(row, resolved[row.key].links)])
    gone = list(of_library.filter(withdrawn_at=None).exclude(key__in=resolved))
    of_library.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=at)
    tally.withdrawn = len(gone)
    tally.differences += [difference(row, LoadOutcome.WITHDRAWN, row) for row in gone]
    return tally


def resolve_date(report: Report, values: Mapping[str, Any], at: str, found: Faults) -> ResolvedDate:
    """What a date of a library says and names; of the series of an entry, that which is in force."""
    values = {"touches": (), "subjects": (), "sources": (), **values}
    if "development" in values:
        values["development"] = entry_in_force(report, values["development"])
    columns, links = resolve(DATE, values, report, found, audience=TEAM, at=at)
    marked = [*links.get("measures", ()), *links.get("sources", ())]
    marked += Entry.objects.filter(pk__in=filter(None, [columns.get("development_id")]))
    return ResolvedDate(columns, links, narrowest_marking(Marking.PUBLIC, *(row.marking for row in marked)))


def entry_in_force(report: Report, key: str) -> str:
    """The key of the entry that stands for this one now."""
    first = report.entries.filter(key=key).first()
    if first is None:
        return key
    return Entry.objects.filter(pk__in=versions_of({first.pk}), correction=None).get().key
