"""What was read of a feed or page, and which of it becomes candidates: what is new, and has the words for it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from measures.models.evidence import comparable_url
from measures.models.redactions import redacted_addresses
from measures.wings.intake.extraction import LONGEST_ADDRESS, FeedItem
from measures.wings.intake.models import Candidate, Feed, FeedFetch, FeedKind
from measures.wings.intake.operations import TEXT_KEPT
from measures.wings.intake.ranking import group_near_titles, rank

# How many addresses are remembered, so that what comes again is not new.
MOST_REMEMBERED = 4000
MARK = 20


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed or page holds: items that it lists, and for changes of a page its text."""

    items: Sequence[FeedItem]
    text: str = ""
    etag: str = ""
    last_modified: str = ""
    # How many others it lists, without a title or an address that can be followed.
    left_out: int = 0


def new_items(feed: Feed, reading: FeedContent) -> tuple[list[FeedItem], str]:
    """What is new since the last reading, and what to remember for the next.

    A page that is read for the first time has nothing new: its links and its text are what later ones differ from.
    """
    if feed.kind == FeedKind.TEXT:
        return changed_text(feed, reading), "\n".join(map(mark_of, reading.text.splitlines()))
    before = feed.last_text.splitlines()
    wanted = wanted_items(feed, reading.items)
    # A feed's items that its words keep out are judged anew each time: its words may change.
    listed = wanted if feed.kind == FeedKind.FEED else reading.items
    marks = (mark_of(comparable_url(item.url)) for item in listed)
    remembered = list(dict.fromkeys([*marks, *before]))[:MOST_REMEMBERED]
    is_first_of_page = feed.kind == FeedKind.LINKS and not before
    seen = set(before)
    fresh = [] if is_first_of_page else [item for item in wanted if mark_of(comparable_url(item.url)) not in seen]
    return fresh, "\n".join(remembered)


def mark_of(line: str) -> str:
    """A hash by which an address or a line of a page is recognised: it holds no words that could need redaction."""
    return sha256(line.encode()).hexdigest()[:MARK]


def changed_text(feed: Feed, reading: FeedContent) -> list[FeedItem]:
    """A page whose text changed, with the lines that were not there before."""
    before = set(feed.last_text.splitlines())
    lines = [line for line in reading.text.splitlines() if mark_of(line) not in before]
    if not before or not lines:
        return []
    return wanted_items(feed, [replace(item, text="\n".join(lines)) for item in reading.items])


def wanted_items(feed: Feed, items: Iterable[FeedItem]) -> list[FeedItem]:
    """Those that have one of the words that let an item in, where there are any, and none that keeps it out."""
    wanted, unwanted = words_pattern(feed.wanted_words), words_pattern(feed.unwanted_words)
    return [
        item
        for item in items
        for text in [f"{item.title}\n{item.text}"]
        if (not wanted or wanted.search(text)) and not (unwanted and unwanted.search(text))
    ]


def words_pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """What finds one of these words, or another that begins with it; Chinese does not separate words."""
    choices = "|".join((r"(?<![a-z0-9])" if word[:1].isascii() else "") + re.escape(word) for word in words)
    return re.compile(choices, re.IGNORECASE) if choices else None


def make_candidates(items: Sequence[FeedItem], row: FeedFetch, *, at: datetime) -> int:
    """Make candidates of items, ranked and grouped, except of what the feed had before or what was redacted."""
    rows = [candidate_of(item, row, at=at) for item in items]
    redacted = redacted_addresses(each.address for each in rows)
    rows = [each for each in rows if each.address not in redacted]
    Candidate.objects.bulk_create(rows, ignore_conflicts=True)
    made = list(Candidate.objects.filter(pk__in=[each.pk for each in rows]).values_list("pk", flat=True))
    if made:
        rank(made, on=at.date())
        group_near_titles(made)
    return len(made)


def candidate_of(item: FeedItem, row: FeedFetch, *, at: datetime) -> Candidate:
    feed, address = row.feed, comparable_url(item.url)
    if feed.kind == FeedKind.TEXT:
        # Each change of one page is news of its own.
        address = f"{address[:900]}#{row.due_at.isoformat()}"
    return Candidate(
        report_id=feed.report_id,
        feed=feed,
        fetch=row,
        url=item.url,
        address=address[:LONGEST_ADDRESS],
        title=item.title[:500],
        text=item.text[:TEXT_KEPT],
        language=item.language or feed.language,
        publisher=feed.publisher,
        published=item.published,
        found_at=at,
    )
