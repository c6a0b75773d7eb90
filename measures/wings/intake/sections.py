"""What a digest says of what came in, and of feeds that fail."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.publishing.site_urls import page_url
from measures.wings.digests.sections import DigestLine, Item, Section, short_date
from measures.wings.digests.shared import AudienceRows
from measures.wings.intake.models import Candidate, Feed


def candidates_waiting(shared: AudienceRows) -> int:
    """How many candidates wait, as the inbox counts them, of reports that an audience may read."""
    return shared.of_teams(Candidate.objects.waiting().likely()).count()


def failing_feeds(shared: AudienceRows) -> list[Feed]:
    """The feeds of such reports that could not be read for long, the longest failing first."""
    feeds = shared.of_teams(Feed.objects.failing_long(at=shared.window.until))
    return list(feeds.select_related("report").order_by("failing_since", "key"))


class InboxSection(Section):
    """How many candidates wait: the number, nothing else."""

    name = "inbox"
    heading = gettext_lazy("Inbox")
    meaning = gettext_lazy("New items to decide on, without those that have little in common with the report.")
    needs = "decide_candidate"
    page = "inbox"
    page_label = gettext_lazy("Open the inbox")

    def items(self) -> Iterator[Item]:
        yield Item(None, count=self.recipient.shared.read_once(candidates_waiting))


class FeedsSection(Section):
    """The feeds that could not be read for long, for those who can change them."""

    name = "feeds"
    heading = gettext_lazy("Feeds that fail")
    meaning = gettext_lazy("Switched on, and not once read for two weeks or longer.")
    needs = "revise_feed"
    page = "feeds"

    def items(self) -> Iterator[Item]:
        for feed in self.recipient.shared.read_once(failing_feeds):
            if self.recipient.may(self.needs, feed.report_id):
                yield Item(feed, feed.report, feed.key, str(feed.failing_since))

    def line(self, feed: Feed) -> DigestLine:
        facts = [_("Not read since then")]
        return DigestLine(page_url("feeds"), short_date(feed.failing_since), feed.words("title"), facts)
