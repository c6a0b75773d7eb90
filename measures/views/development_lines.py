"""A development in one line: when, by whose account, what, from which sources, and where it points as we read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.accounts import Account, AccountKind, accounts_of
from measures.models import Direction, Entry, Evidence, Party, Words
from measures.views.reading import Reading, query
from measures.views.rows import BearingGroup, bearing_groups, entry_heading

# How many sources a line names; the entry has them all.
NAMED = 1


@dataclass(frozen=True, slots=True)
class DevelopmentLine:
    """A development as lists of them show it; without what we read in it where nobody has accepted its sources."""

    entry: Entry
    url: str
    heading: Words
    account: str
    is_claim_disputed: bool
    sources: Sequence[Evidence]
    more_sources: int
    comparison_url: str
    pointing: Sequence[BearingGroup]
    is_reviewed: bool
    is_new: bool = False
    is_struck: bool = False


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
    account, day = accounts.get(entry.pk, Account(AccountKind.NONE)), query(reading.day_kept)
    return DevelopmentLine(
        entry=entry,
        url=reverse("entry", args=[entry.key]) + day,
        heading=entry_heading(entry),
        account=account_in_words(account, reading),
        is_claim_disputed=entry.claim == "disputed",
        sources=account.sources[:NAMED],
        more_sources=len(account.sources[NAMED:]),
        comparison_url=reverse("entry", args=[account.comparison]) + day if account.comparison else "",
        pointing=pointing_of(entry, reading) if account.is_accepted else (),
        is_reviewed=account.is_accepted,
        is_new=is_new,
        is_struck=entry.is_corrected_by(reading.known_at),
    )


def account_in_words(account: Account, reading: Reading) -> str:
    """Both texts, by the text of one side, by press reports: by whose account a development is known."""
    if account.kind != AccountKind.TEXTS:
        return str(account.kind.label)
    if len(account.parties) > 1:
        return _("both texts") if len(account.parties) == 2 else _("texts of several sides")
    return by_text_of(account.parties[0], reading)


def by_text_of(code: str, reading: Reading) -> str:
    party: Party | str = reading.parties.get(code, code)
    return _("by the %(party)s text") % {"party": party}


def pointing_of(entry: Entry, reading: Reading) -> list[BearingGroup]:
    """Where it points, on measures; on ambiguities where it bears on no measure but as background."""
    bearings = [each for each in entry.bearings.all() if each.direction != Direction.BACKGROUND]
    on_measures = [each for each in bearings if each.measure_id is not None]
    return bearing_groups(on_measures or bearings, reading)
