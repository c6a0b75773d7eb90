"""Trying a feed before it is switched on: what would have come from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from measures.intake.extraction import FeedItem
from measures.intake.feed_reading import preview
from measures.intake.web import FetchError
from measures.models import Feed, FetchOutcome


@dataclass(frozen=True, slots=True)
class Trial:
    """What would come in from a feed, and how much its words keep out; or why it cannot be read."""

    outcome: FetchOutcome
    detail: str = ""
    items: Sequence[FeedItem] = ()
    kept_out: int = 0


def try_feed(feed: Feed) -> Trial:
    """Read a feed at once, and keep nothing."""
    try:
        found = preview(feed)
    except FetchError as error:
        return Trial(error.outcome, error.detail)
    return Trial(FetchOutcome.READ, items=found.items, kept_out=found.kept_out)
