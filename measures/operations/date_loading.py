"""The dates to watch of a library: what is new is added, what differs brought up to date, what is gone withdrawn."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from measures.models import AnnouncedDate, Entry, Marking, Report
from measures.models.journal import versions_of
from measures.models.markings import TEAM, narrowest_marking
from measures.operations.announced_dates import REVISABLE, DateDraft, RelatedRows, rows_of_keys
from measures.operations.catalogue import LoadOutcome, LoadTally, difference, merge
from measures.operations.faults import Faults, faults
from measures.operations.rows import column_values
from measures.operations.updating import raise_versions


@dataclass(frozen=True, slots=True)
class LibraryDate:
    """A date to watch as a library has it."""

    key: str
    draft: DateDraft


def load_dates(report: Report, dates: Sequence[LibraryDate], *, author_name: str, on: date, at: datetime) -> LoadTally:
    """Make the dates of a library what stands; what people have edited of them stays."""
    with faults() as found:
        related = {
            each.key: related_rows_of(report, each.draft, f"{at_row}.", found) for at_row, each in enumerate(dates)
        }
    rows = [unsaved_date(report, each, related[each.key], author_name, on) for each in dates]
    tally = merge(rows, identity=["key"], texts=REVISABLE)
    raise_versions(AnnouncedDate, tally.changed_rows)
    of_library = AnnouncedDate.objects.filter(report=report, added_by=None)
    for row in of_library.filter(key__in=related):
        narrower = narrowest_marking(row.marking, *related[row.key].markings)
        is_untouched = row.version == row.loaded_version
        if narrower != row.marking or (is_untouched and row.withdrawn_at):
            row.marking, row.withdrawn_at = narrower, None if is_untouched else row.withdrawn_at
            row.save(update_fields=["marking", "withdrawn_at"])
        if is_untouched:
            related[row.key].keep_with(row)
    gone = list(of_library.filter(withdrawn_at=None).exclude(key__in=related))
    of_library.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=at)
    tally.withdrawn = len(gone)
    tally.differences += [difference(row, LoadOutcome.WITHDRAWN, row) for row in gone]
    return tally


def related_rows_of(report: Report, draft: DateDraft, at_row: str, found: Faults) -> RelatedRows:
    """What a date of a library names; of the series of an entry, that which is in force."""
    of_row = Faults()
    in_force = entry_in_force(report, draft.development)
    related = rows_of_keys(report, asdict(draft) | {"development": in_force}, TEAM, of_row)
    found.add_below(at_row, of_row)
    return related


def entry_in_force(report: Report, key: str) -> str:
    """The key of the entry that stands for this one now."""
    first = report.entries.filter(key=key).first()
    if first is None:
        return key
    return Entry.objects.filter(pk__in=versions_of({first.pk}), correction=None).get().key


def unsaved_date(report: Report, each: LibraryDate, related: RelatedRows, author_name: str, on: date) -> AnnouncedDate:
    marking = narrowest_marking(Marking.PUBLIC, *related.markings)
    return AnnouncedDate(
        report=report,
        key=each.key,
        development=related.development,
        added_on=on,
        added_by_name=author_name,
        **column_values(each.draft, AnnouncedDate) | {"marking": marking},
    )
