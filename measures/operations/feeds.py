"""Feeds that are read for a report: adding one, changing it, switching it on and off, and removing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.errors import FeedRemovedError
from measures.models import Feed, FeedKind, Party, Report, User
from measures.models.feeds import USUAL_HOURS
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_row, require_version
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_next_version, save_values

WORDS = ("wanted_words", "unwanted_words")
VALUES = (
    "title", "title_zh_hans", "kind", "url", "language", "publisher", "publisher_zh_hans", *WORDS, "read_every_hours",
)  # fmt: skip
# The columns that people may revise of what a library has brought.
REVISABLE = (*VALUES, "party_id")
# What was found at an address, before anything was read at a new one.
NOTHING_READ: Mapping[str, Any] = {
    "read_at": None, "failing_since": None, "failures": 0, "etag": "", "last_modified": "", "last_text": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDraft:
    """A feed to be read for a report; `party` is the code of the party whose official voice it is."""

    title: str
    url: str
    language: str
    kind: str = FeedKind.FEED
    party: str = ""
    publisher: str = ""
    title_zh_hans: str = ""
    publisher_zh_hans: str = ""
    wanted_words: Sequence[str] = field(default_factory=list)
    unwanted_words: Sequence[str] = field(default_factory=list)
    read_every_hours: int = USUAL_HOURS


@in_one_transaction
def add_feed(report: Report, draft: FeedDraft, *, by: User) -> Feed:
    """Add a feed, which is read once somebody switches it on."""
    access.require(by, "add_feed", report)
    report = lock_row(report)
    feed = Feed(
        report=report,
        key=random_key(f"{report.slug}-feed"),
        party_id=draft.party or None,
        added_by=by,
        **column_values(draft, Feed),
    )
    with faults() as found:
        check_feed(feed, found)
    feed.save()
    return feed


@in_one_transaction
def revise_feed(feed: Feed, *, changes: Mapping[str, Any], version: int | None = None, by: User, at: datetime) -> Feed:
    """Change what a feed says, or switch it on (it is then read at the next tick) or off."""
    access.require(by, "revise_feed", feed)
    feed = standing_feed(feed)
    require_version(feed, version)
    columns = dict(changes)
    if "party" in columns:
        columns["party_id"] = columns.pop("party") or None
    changed = {name: value for name, value in columns.items() if getattr(feed, name) != value}
    if changed.keys() & {"url", "kind"}:
        changed |= NOTHING_READ
    if changed.keys() & {*WORDS}:
        # What the old words kept out is sent again, though nothing has changed there.
        changed |= {"etag": "", "last_modified": ""}
    if changed.keys() & {"url", "kind", "is_on"}:
        changed["due_at"] = at if columns.get("is_on", feed.is_on) else None
    for name, value in changed.items():
        setattr(feed, name, value)
    with faults() as found:
        check_feed(feed, found)
    if changed:
        save_next_version(feed, changed)
    return feed


@in_one_transaction
def remove_feed(feed: Feed, *, version: int | None = None, by: User, at: datetime) -> None:
    """Remove a feed; what came from it stays. A library does not bring it back."""
    access.require(by, "remove_feed", feed)
    feed = lock_row(feed)
    require_version(feed, version)
    if feed.removed_at is None:
        save_values(feed, removed_at=at, is_on=False, due_at=None)


def standing_feed(feed: Feed) -> Feed:
    """The feed as it is now, locked with its report until the end of the transaction, if it was not removed."""
    Report.objects.select_for_update(no_key=True).get(pk=feed.report_id)
    feed = lock_row(feed)
    if feed.removed_at is not None:
        raise FeedRemovedError
    return feed


def check_feed(feed: Feed, found: Faults) -> None:
    for name in ("title", "url", "language"):
        found.require(name, getattr(feed, name))
    found.check(feed, [name for name in VALUES if name != "kind" and getattr(feed, name) != ""])
    found.require_choice("kind", feed.kind, FeedKind)
    if feed.party_id and not Party.objects.filter(code=feed.party_id).exists():
        found.add("party", _("There is no party with the code “%(code)s”.") % {"code": feed.party_id})
    if Feed.objects.standing().filter(report=feed.report_id, url=feed.url).exclude(pk=feed.pk).exists():
        found.add("url", _("This address is read for this report already."))
