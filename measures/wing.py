"""What a wing tells the rest of the tracker of itself.

A wing is an application of Django's in a folder below `measures/wings/`, with one capability that only reads the record
or feeds it. Nothing outside imports it, except other wings as the contract in pyproject.toml lists them. The core asks
it through this class: to serve its addresses, run its tasks, decide who may do what. Its models have the label of the
core, so that they are migrated with the others.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Choices, Model, QuerySet
from django.db.models.expressions import Combinable
from django.urls import URLPattern
from django.utils.functional import Promise


@dataclass(frozen=True)
class MenuEntry:
    """A page to go to: the name of its address, what it is called, and the act that its readers may do."""

    page: str
    label: str | Promise
    act: str = ""
    # Entries of all wings and of the core stand in the order of their places.
    place: int = 0
    # By which other words people search for it.
    words: str | Promise = ""
    # Whether its address names the report that is read.
    is_of_report: bool = False


@dataclass(frozen=True)
class RetentionPeriod:
    """What is kept for how long, as readers are told; `how_long` says it where the period alone says too little."""

    what: str | Promise
    period: timedelta
    how_long: object = ""


@dataclass(frozen=True)
class Gauge:
    """A metric: its name for Prometheus, what it says, and its figure, or one for each state."""

    name: str
    meaning: str
    figures: Mapping[str, int] | float


@dataclass(frozen=True)
class MethodSection:
    """A section of *About and method*: its name in addresses, its heading, and its template with what that shows."""

    name: str
    title: str | Promise
    template: str
    shown: object


class Wing:
    """One wing; what it does not name, it does not have."""

    # Addresses of the site that stand before those of others; addresses of pages, and of the API below its root.
    addresses: Sequence[URLPattern] = ()
    pages: Sequence[URLPattern] = ()
    endpoints: Sequence[URLPattern] = ()
    # Entries of the menu of a report, and links on the page of one's account.
    menu: Sequence[MenuEntry] = ()
    account_links: Sequence[MenuEntry] = ()
    # Who may do what, as in `access.RULES`; and which of these acts no report bounds.
    rules: Mapping[str, Callable[[Any, Any], bool]] = {}
    of_the_whole_tracker: frozenset[str] = frozenset()
    # Pages about one measure, which their addresses name as `measure`.
    measure_links: Sequence[MenuEntry] = ()
    # Further pages of a report, below its overview.
    further_pages: Sequence[MenuEntry] = ()
    # What happens to accounts by it, as their log says; and how people sign in by it.
    account_events: Sequence[type[Choices]] = ()
    sign_in_methods: Sequence[type[Choices]] = ()
    # Links on the page of a report’s codebook.
    codebook_links: Sequence[MenuEntry] = ()
    # Links on the page about the tracker.
    about_links: Sequence[MenuEntry] = ()
    # What its parts of the API are for, by their tags: the first parts of their addresses.
    tags: Mapping[str, str] = {}
    # Calls that it makes to programs of others, as the description of the API has them (`OpenApiWebhook`).
    calls: Sequence[Any] = ()
    # Closed lists of values that the API shows.
    choices: Sequence[type[Choices]] = ()
    # Sections of digests, after those of the core.
    sections: Sequence[type[Any]] = ()
    # Tables whose texts an administrator redacts one by one.
    redacted_by_text: Sequence[type[Model]] = ()
    # What it requests from other sites: who makes the requests, and the models whose `url` they go to.
    fetchers: Sequence[Any] = ()
    fetched: Sequence[type[Model]] = ()
    # Models of what people give a `name` to for themselves.
    named_by_people: Sequence[type[Model]] = ()
    # Tables whose words are searched, beside those of the record.
    searched: Sequence[type[Model]] = ()
    # What people edit by a declaration, as in `operations/nouns.py`.
    nouns: Sequence[Any] = ()
    # Columns that a newer version of a library brings up to date.
    loaded: Mapping[type[Model], Sequence[str]] = {}
    # Models that store the bytes of a mail.
    mails: Sequence[type[Model]] = ()
    # Models that have a stored `file`.
    with_files: Sequence[type[Model]] = ()
    # Templates of sections of the page of one's account, and what the admin shows beside an account.
    account_panels: Sequence[str] = ()
    admin_inlines: Sequence[type[Any]] = ()
    retention_periods: Sequence[RetentionPeriod] = ()

    def wake(self, *, at: datetime) -> None:
        """Plan what is due, and wake workers; each tick asks for it."""

    def forget(self, *, at: datetime) -> None:
        """Delete what is kept no longer; once a day."""

    def encrypt_anew(self) -> None:
        """Encrypt what is encrypted under the secret key before; once a day while there is one."""

    def links_on_person(self, account: Any) -> Sequence[MenuEntry]:
        """What an administrator may do with an account, beside what the core offers."""
        return ()

    def revoke_keys(self, user: Any, *, at: datetime) -> None:
        """Stop what works for an account without its owner, as its tokens are revoked."""

    def forget_person(self, user: Any) -> None:
        """Take away what may name a person, as their name is taken from what they wrote."""

    def blank_account(self, user: Any) -> None:
        """Delete what a deactivated account had for itself, as its name is taken away."""

    def forget_texts_of(self, row: Model, columns: Collection[str], *, by: Any, reason: str) -> None:
        """Take away what it has from these columns of a row, whose texts are being redacted."""

    def forget_words(self, texts: Collection[str]) -> None:
        """Take texts that are being redacted out of what it has copied."""

    def forget_files(self, files: Collection[Any], *, source: Any, at: datetime) -> None:
        """Take away what it has of files that go, or of one source and its file."""

    def lock_related(self, row: Model) -> Sequence[Any]:
        """Lock its rows that are redacted together with an entry or a source, before that is locked itself."""
        return ()

    def names_of_related(self, entry: Any) -> Sequence[str]:
        """The names of its rows that are redacted together with an entry."""
        return ()

    def forget_related(self, locked: Sequence[Any], redaction: Any, *, by: Any, at: datetime) -> Sequence[str]:
        """Redact these locked rows; returns the texts that they had."""
        return ()

    def forget_computed(self, reports: Any) -> None:
        """Delete what it has computed from the words of reports; it is computed anew."""

    def load(self, report: Any, content: dict[str, Any], *, at: datetime) -> Mapping[str, Any]:
        """Load its section of a library, after all others; returns what came of it, by the name of the section.

        Where the catalogue is elsewhere, `content["report"]` is the short name of the report.
        """
        return {}

    def section_of_library(self, report: Any, audience: Any) -> tuple[Mapping[str, list[Any]], Collection[Any]]:
        """Its section of a library, and the parties that it names."""
        return {}, ()

    def method_section(self, reading: Any) -> MethodSection | None:
        """Its section of the page *About and method* of the report that is read, if it has one."""
        return None

    def narrative_of_check(self, report: Any, measures: Sequence[Any], *, language: str) -> Mapping[str, str]:
        """What it adds to a check of measures, in the words of an entry."""
        return {}

    def unreadable_sides(self, audience: Any, report: str) -> Combinable | None:
        """The codes of a report’s sides whose own pages it cannot read, within another query."""
        return None

    def incoming(self, request: Any, audience: Any) -> Any:
        """What came in that the address of a form names, as `publishing.incoming.IncomingItem`."""
        return None

    def incoming_numbered(self, number: int, audience: Any) -> Any:
        """The same by its number."""
        return None

    def waiting(self, user: Any, report: Any) -> Sequence[tuple[str, QuerySet[Any, Any], Mapping[str, str]]]:
        """What waits for a person in a report: the page that lists it, its rows, and the filters of the page."""
        return ()

    def demonstrate(self, accounts: Mapping[str, Any]) -> None:
        """Make what shows it in a demonstration, by accounts of each role."""

    def notes_of(self, chain: object, *, known_at: datetime | None) -> QuerySet[Any, Any] | None:
        """What was signed of a chain by a moment, the latest first; the chain may be one within another query."""
        return None

    def read_heads(self, rows: Sequence[dict[str, object]]) -> Sequence[object]:
        """What was pinned of what it keeps beside the chains, of rows with an `origin`; else a TypeError."""
        return ()

    def verify(self, pinned: Iterable[Any]) -> Iterable[Any]:
        """What is wrong with what it keeps beside the chains, as faults, and what of it can be pinned."""
        return ()

    def compose_briefs(self, recipients: Sequence[Any]) -> Sequence[Any]:
        """The mails of briefs to those who asked for them."""
        return ()

    def gauges(self) -> Iterable[Gauge]:
        """Its metrics."""
        return ()


@cache
def wings() -> Sequence[Wing]:
    """The wings of this installation, in the order of their list."""
    return [import_module(f"measures.wings.{name}.wing").WING for name in settings.CBM_WINGS]


def from_wings[Item](of: Callable[[Wing], Iterable[Item]]) -> list[Item]:
    """What all wings have of one kind, in the order of their list."""
    return list(chain.from_iterable(of(wing) for wing in wings()))
