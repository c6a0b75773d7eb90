"""Reads the feeds and pages that are due, and makes candidates of what is new there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from measures import access
from measures.errors import HostBusyError
from measures.models import FetchHost, FetchOutcome, FetchQuerySet, User
from measures.models.fetches import host_of
from measures.operations.clock import clock, growing_pause
from measures.wings.intake.extraction import FeedItem, read_feed, read_page
from measures.wings.intake.fetching import Fetcher, claim_host, rest_host
from measures.wings.intake.items import FeedContent, make_candidates, new_items, wanted_items
from measures.wings.intake.models import Candidate, CandidateState, Feed, FeedFetch, FeedKind
from measures.wings.intake.robots import require_allowed
from measures.wings.intake.web import CONDITIONS, Answer, FetchError, Limits, fetch

HOUR = 3600
LONGEST_ETAG, LONGEST_MOMENT = 500, 100
# Somebody waits for what would come.
TRIAL_LIMITS = Limits(seconds=10)
FETCHES_KEPT = timedelta(days=90)
DROPPED_KEPT = timedelta(days=365)
# What every reading leaves on its feed, whatever came of it.
OF_EACH_TRY = ("failing_since", "failures", "tried_at", "tried_outcome")


class FeedReader(Fetcher[FeedFetch, FeedContent]):
    """The readings of feeds: one that fails ends, and the feed falls due again ever later."""

    kind, path, related = FeedFetch, "feed__url", ["feed"]

    @property
    def rows(self) -> FetchQuerySet[FeedFetch]:
        return super().rows.filter(feed__is_on=True)

    @transaction.atomic
    def plan(self, *, at: datetime) -> None:
        """A row for each feed that is due, however long it was left unread, once the one before has ended."""
        due = Feed.objects.due(at=at).exclude(fetches__in=FeedFetch.objects.waiting())
        feeds = list(due.select_for_update(skip_locked=True, no_key=True).order_by("pk"))
        FeedFetch.objects.bulk_create(
            [FeedFetch(feed=feed, due_at=feed.due_at or at) for feed in feeds], ignore_conflicts=True
        )
        next_time = at + F("read_every_hours") * timedelta(hours=1)
        Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).update(due_at=next_time)

    def headers(self, row: FeedFetch) -> Mapping[str, str]:
        given = zip(CONDITIONS, (row.feed.etag, row.feed.last_modified), strict=True)
        return {name: value for name, value in given if value}

    def respects_robots(self, row: FeedFetch) -> bool:
        return respects_robots(row.feed)

    def is_temporary(self, error: FetchError) -> bool:
        return False

    def read(self, row: FeedFetch, answer: Answer) -> FeedContent:
        return read(row.feed, answer)

    def lock(self, row: FeedFetch) -> FeedFetch | None:
        """With its feed, which is locked first; of one that was revised meanwhile nothing is kept."""
        feed = Feed.objects.select_for_update(no_key=True).get(pk=row.feed_id)
        mine = super().lock(row) if feed.version == row.feed.version else None
        if mine:
            mine.feed = feed
        return mine

    def keep(self, row: FeedFetch, content: FeedContent | None, *, at: datetime) -> None:
        feed = row.feed
        feed.read_at, feed.failing_since, feed.failures = at, None, 0
        feed.tried_at, feed.tried_outcome = at, row.outcome
        if content is not None:
            items, feed.last_text = new_items(feed, content)
            feed.etag, feed.last_modified = content.etag, content.last_modified
            row.items, row.candidates_made = len(content.items), make_candidates(items, row, at=at)
            row.detail = dropped_items_detail(content)
        feed.save(update_fields=[*OF_EACH_TRY, "read_at", "etag", "last_modified", "last_text"])

    def after_failure(self, row: FeedFetch, error: FetchError, *, at: datetime) -> None:
        feed = row.feed
        feed.failing_since = feed.failing_since or at
        feed.failures += 1
        feed.tried_at, feed.tried_outcome = at, row.outcome
        rest = max(growing_pause(HOUR, feed.failures - 1), timedelta(seconds=error.retry_after or 0))
        feed.due_at = at + rest
        feed.save(update_fields=[*OF_EACH_TRY, "due_at"])

    def forget(self, *, at: datetime) -> None:
        """Delete old readings, hosts that nobody asked for as long, and candidates that were dropped a year ago."""
        FetchHost.objects.filter(free_at__lt=at - FETCHES_KEPT).delete()
        FeedFetch.objects.filter(due_at__lt=at - FETCHES_KEPT).delete()
        Candidate.objects.filter(state=CandidateState.DROPPED, decided_at__lt=at - DROPPED_KEPT).delete()


FEEDS = FeedReader()


@dataclass(frozen=True, slots=True)
class FeedTrial:
    """What would come in from a feed, and how much its words keep out; or why it cannot be read."""

    outcome: FetchOutcome
    detail: str = ""
    items: Sequence[FeedItem] = ()
    kept_out: int = 0


def try_feed(feed: Feed, *, by: User) -> FeedTrial:
    """What would come in from a feed, by a request that is made at once; that it was tried is all that is kept."""
    access.require(by, "revise_feed", feed)
    trial = make_trial(feed)
    note_trial(feed, trial.outcome, at=clock())
    return trial


def note_trial(feed: Feed, outcome: FetchOutcome, *, at: datetime) -> None:
    """Say of a feed that it was tried, unless it is at another address by now, or not saved at this one."""
    as_tried = Feed.objects.filter(pk=feed.pk, url=feed.url, kind=feed.kind)
    if as_tried.update(tried_at=at, tried_outcome=outcome):
        feed.tried_at, feed.tried_outcome = at, outcome


def make_trial(feed: Feed) -> FeedTrial:
    """Ask the address of a feed, if nobody else is asking its host."""
    at, host = clock(), host_of(feed.url)
    if not claim_host(host, at=at):
        raise HostBusyError
    try:
        if respects_robots(feed):
            require_allowed(feed.url, host=host)
        content = read(feed, fetch(feed.url, limits=TRIAL_LIMITS))
    except FetchError as error:
        return FeedTrial(error.outcome, error.detail)
    finally:
        rest_host(host, seconds=FEEDS.host_pause)
    wanted = wanted_items(feed, content.items)
    kept_out = len(content.items) - len(wanted)
    return FeedTrial(FetchOutcome.READ, dropped_items_detail(content), items=wanted, kept_out=kept_out)


def dropped_items_detail(content: FeedContent) -> str:
    """The detail that tells of items of no use, in English as all details are."""
    return f"without a title or an address that can be followed: {content.left_out}" if content.left_out else ""


def respects_robots(feed: Feed) -> bool:
    """Whether robots.txt is asked first: a feed is there to be fetched by programs."""
    return feed.kind != FeedKind.FEED


def read(feed: Feed, answer: Answer) -> FeedContent:
    """The items of a feed, the links on a page, or the page as one item."""
    # One that is cut never fits again, so all is read anew.
    etag = answer.headers.get("ETag", "")[:LONGEST_ETAG]
    last_modified = answer.headers.get("Last-Modified", "")[:LONGEST_MOMENT]
    text, left_out = "", 0
    if feed.kind == FeedKind.FEED:
        items, left_out = read_feed(answer)
    else:
        page = read_page(answer)
        if feed.kind == FeedKind.LINKS:
            items = [FeedItem(url, title, None, "", "") for url, title in page.links]
        else:
            text = page.text
            items = [FeedItem(feed.url, page.title or feed.title, None, page.language, text)]
    return FeedContent(items, text, etag, last_modified, left_out)
