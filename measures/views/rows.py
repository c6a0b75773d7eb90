"""Rows of lists as templates show them: entries with what they affect, and measures to link to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.directions import DirectionGroup, grouped_by_direction, readable_bearings
from measures.models import FROM_ABSENCE, Ambiguity, Claim, Entry, EntryKind, Measure, Standing, Status, Track, Words
from measures.models.texts import reading_language
from measures.models.written_dates import SHORT_MONTH, written_date
from measures.views.reading import Reading, query


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A link to a measure or ambiguity that shows its code, with its title on hover."""

    code: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class DirectionRow:
    """A direction, with links to what it was given for."""

    direction: str
    targets: Sequence[ShortLink]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in a list; it has no directions until somebody other than its author has accepted a source."""

    entry: Entry
    url: str
    heading: Words
    groups: Sequence[DirectionRow]
    viewed: Sequence[ShortLink]
    track: str
    claim: str
    is_disputed: bool
    sources: int
    is_struck: bool
    is_unreviewed: bool


def entry_rows(entries: Iterable[Entry], reading: Reading) -> list[EntryRow]:
    """Rows for entries that came `for_lists`."""
    return [entry_row(entry, reading) for entry in entries]


def entry_row(entry: Any, reading: Reading) -> EntryRow:
    return EntryRow(
        entry=entry,
        url=reverse("entry", args=[entry.key]) + query(reading.day_kept),
        heading=entry_heading(entry),
        groups=direction_rows(grouped_by_direction(readable_bearings(entry, reading.audience)), reading),
        viewed=viewed_only(entry, reading),
        track=str(Track(entry.track).label) if entry.track else "",
        claim=str(Claim(entry.claim).label) if entry.claim and entry.claim != Claim.REPORTED else "",
        is_disputed=entry.claim == Claim.DISPUTED,
        sources=0 if entry.is_redacted else entry.sources,
        is_struck=entry.is_corrected_by(reading.known_at),
        is_unreviewed=entry.is_unreviewed and not entry.is_redacted,
    )


def entry_heading(entry: Entry) -> Words:
    """The title of an entry in whichever language it has, or what kind of entry it is."""
    if entry.is_redacted:
        return Words(_("Redacted"), reading_language())
    return entry.words("title") or Words(str(EntryKind(entry.kind).label), reading_language())


def direction_rows(groups: Iterable[DirectionGroup], reading: Reading) -> list[DirectionRow]:
    return [DirectionRow(group.direction, [short_link(each, reading) for each in group.targets]) for group in groups]


def viewed_only(entry: Entry, reading: Reading) -> list[ShortLink]:
    """The targets of the views of an entry that affects nothing: an assessment."""
    seen = {} if entry.bearings.all() else {view.on: None for view in entry.assessments.all()}
    return [
        short_link(row, reading)
        for row in seen
        if isinstance(row, Ambiguity) or reading.audience.may_read(row.marking, row.report_id)
    ]


def short_link(row: Measure | Ambiguity, reading: Reading) -> ShortLink:
    page = "measure" if isinstance(row, Measure) else "ambiguity"
    url = reverse(page, args=[row.key]) + query(reading.day_kept)
    return ShortLink(row.code, str(row.words("title")), url)


def status_with_day(standing: Standing) -> str:
    """The status as the first words of a line: since when, if somebody's act has changed it."""
    if not standing.status:
        return _("No status recorded.")
    words = Status(standing.status).in_words
    if standing.status in (Status.PROPOSED, *FROM_ABSENCE) or not standing.status_since:
        return _("%(status)s.") % {"status": words}
    since = written_date(standing.status_since, SHORT_MONTH)
    return _("%(status)s since %(day)s.") % {"status": words, "day": since}
