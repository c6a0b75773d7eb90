"""A development in one line: when, by whose account, what, from which sources, and which way we read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from measures.analysis.accounts import Account, account_in_words, accounts_of
from measures.analysis.directions import directions_of, readable_bearings
from measures.analysis.timeline import acting_sides
from measures.models import Entry, Evidence, Words
from measures.views.reading import Reading, query
from measures.views.rows import DirectionRow, direction_rows, entry_heading


@dataclass(frozen=True, slots=True)
class DevelopmentLine:
    """A development in a list; it has no direction until somebody other than its author has accepted a source."""

    entry: Entry
    url: str
    heading: Words
    # The sides whose actions it is about.
    acted: Sequence[str]
    account: str
    is_claim_disputed: bool
    # The publisher of a text of each side.
    sources: Sequence[Evidence]
    names_publishers: bool
    more_sources: int
    comparison_url: str
    directions: Sequence[DirectionRow]
    is_unreviewed: bool
    is_new: bool
    is_struck: bool


def development_lines(
    entries: Iterable[Entry], reading: Reading, *, new: Iterable[Entry] = ()
) -> list[DevelopmentLine]:
    """Lines for developments that came with their bearings, as `for_lists` brings them."""
    developments, fresh = list(entries), set(new)
    accounts = accounts_of(developments, reading.audience, **reading.days)
    return [development_line(entry, accounts, reading, is_new=entry in fresh) for entry in developments]


def development_line(
    entry: Entry, accounts: Mapping[int, Account], reading: Reading, *, is_new: bool
) -> DevelopmentLine:
    account, day, compared = accounts[entry.pk], query(reading.day_kept), accounts[entry.pk].comparison
    return DevelopmentLine(
        entry=entry,
        url=reverse("entry", args=[entry.key]) + day,
        heading=entry_heading(entry),
        acted=acting_sides(
            (each.about_code for each in readable_bearings(entry, reading.audience)), list(reading.side_places)
        ),
        account=account_in_words(account, reading.parties),
        is_claim_disputed=entry.claim == "disputed",
        sources=account.shown_sources,
        names_publishers=len(account.shown_sources) > 1,
        more_sources=len(account.sources) - len(account.shown_sources),
        comparison_url=f"{reverse('entry', args=[compared])}{day}#texts-{compared}" if compared else "",
        directions=direction_rows(directions_of(entry, reading.audience), reading),
        is_unreviewed=not (account.is_accepted or entry.is_redacted),
        is_new=is_new,
        is_struck=entry.is_corrected_by(reading.known_at),
    )
