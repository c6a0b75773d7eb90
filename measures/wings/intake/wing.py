"""What this wing tells the rest of the tracker."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Audience, Entry, Evidence, Measure, Party, Redaction, Report, User
from measures.operations.catalogue import LoadTally
from measures.wing import Gauge, MenuEntry, RetentionPeriod, Wing
from measures.wings.intake import urls
from measures.wings.intake.feed_reading import DROPPED_KEPT, FEEDS, FETCHES_KEPT
from measures.wings.intake.forgetting import blank_candidates, candidates_related, forget_of_feed
from measures.wings.intake.gauges import fetch_gauges
from measures.wings.intake.incoming import IncomingItem
from measures.wings.intake.library import feed_content, feed_rows, feeds_to_write
from measures.wings.intake.models import (
    Candidate,
    CandidateQuerySet,
    CandidateState,
    CommonWord,
    DropReason,
    Feed,
    RankingBasis,
    ReportWord,
)
from measures.wings.intake.operations import FEED, load_feeds
from measures.wings.intake.quotes import quote_of_feeds
from measures.wings.intake.readings import unreadable_sides
from measures.wings.intake.sections import FeedsSection, InboxSection
from measures.wings.intake.tasks import FETCHERS, wake_for_fetching


class Intake(Wing):
    """Feeds that are read, what they bring, and copies of what sources say."""

    pages = urls.pages
    endpoints = urls.endpoints
    tags = {"candidates": "What is sent to the inbox of a report."}
    menu = (
        MenuEntry("inbox", _("Inbox"), "read_candidates", place=10),
        MenuEntry("feeds", _("Feeds"), "read_feeds", place=70, words=_("RSS, Atom, news")),
    )
    measure_links = (MenuEntry("inbox", _("What came in"), "read_candidates"),)
    rules = {
        "read_candidates": access.is_contributor,
        "send_candidate": access.is_contributor,
        "decide_candidate": access.is_contributor,
        "redact_candidate": access.is_administrator,
        "read_feeds": access.is_contributor,
        "add_feed": access.is_editor,
        "revise_feed": access.is_editor,
        "remove_feed": access.is_editor,
    }
    choices = (CandidateState, DropReason)
    sections = (InboxSection, FeedsSection)
    redacted_by_text = (Feed,)
    fetchers = FETCHERS
    fetched = (Feed,)
    searched = (Candidate,)
    nouns = (FEED,)
    loaded = {Feed: FEED.columns_kept}
    retention_periods = (
        RetentionPeriod(_("When each feed was read, and what came of it"), FETCHES_KEPT),
        RetentionPeriod(_("Items from feeds that were found not relevant"), DROPPED_KEPT),
    )

    def wake(self, *, at: datetime) -> None:
        wake_for_fetching(at=at)

    def forget(self, *, at: datetime) -> None:
        FEEDS.forget(at=at)

    def gauges(self) -> Iterator[Gauge]:
        return fetch_gauges()

    def unreadable_sides(self, audience: Audience, report: str) -> Combinable:
        return unreadable_sides(audience, report)

    def narrative_of_check(self, report: Report, measures: Sequence[Measure], *, language: str) -> Mapping[str, str]:
        return quote_of_feeds(report, measures, language=language)

    def load(self, report: Report, content: dict[str, Any], *, at: datetime) -> Mapping[str, LoadTally]:
        if isinstance(content["report"], str):
            return {}
        return {"feeds": load_feeds(report, feed_rows(report, content), at=at)}

    def section_of_library(self, report: Report, audience: Audience) -> tuple[dict[str, list[Any]], set[Party]]:
        feeds = feeds_to_write(report, audience)
        return {"feeds": [feed_content(feed, report) for feed in feeds]}, {feed.party for feed in feeds if feed.party}

    def incoming(self, request: HttpRequest, audience: Audience) -> IncomingItem | None:
        return IncomingItem.of(request, audience)

    def incoming_numbered(self, number: int, audience: Audience) -> IncomingItem | None:
        return IncomingItem.numbered(number, audience)

    def waiting(self, user: User, report: Report) -> Sequence[tuple[str, CandidateQuerySet, Mapping[str, str]]]:
        if not access.allows(user, "read_candidates", report):
            return ()
        waiting = Candidate.objects.waiting().likely().filter(report=report)
        return [("inbox", waiting, {"state": CandidateState.WAITING})]

    def lock_related(self, row: Model) -> Sequence[Candidate]:
        return candidates_related(row) if isinstance(row, Entry | Evidence) else ()

    def names_of_related(self, entry: Entry) -> Sequence[str]:
        found = Candidate.objects.filter(entry=entry, redaction=None)
        return [str(each.title_in_language) for each in found]

    def forget_related(
        self, locked: Sequence[Candidate], redaction: Redaction, *, by: User, at: datetime
    ) -> Sequence[str]:
        blank_candidates(locked, redaction, by=by, at=at)
        return [text for each in locked for text in (each.title, each.text, each.url)]

    def forget_computed(self, reports: Collection[int] | QuerySet[Any]) -> None:
        # In this order, in which they are computed anew.
        for computed in (RankingBasis, ReportWord, CommonWord):
            computed._default_manager.filter(report__in=reports).delete()

    def forget_texts_of(self, row: Model, columns: Collection[str], *, by: User, reason: str) -> None:
        if isinstance(row, Feed):
            forget_of_feed(row, columns)


WING = Intake()
