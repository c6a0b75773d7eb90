"""How much came in or was proposed and waits, which feeds have long failed, and which webhooks no longer go out."""

from django.utils.translation import gettext as _

from measures import access
from measures.digests.mail_urls import page_url
from measures.digests.sections import DigestLine, Group, Item, LineAction, Section, section_of
from measures.digests.shared import OwnMatter, Recipient
from measures.models import Feed, Words
from measures.models.written_dates import SHORT_MONTH, written_date


def inbox_section(follower: Recipient) -> Section | None:
    """How many candidates wait: the number, nothing else, which sends no mail by itself."""
    if not access.allows_somewhere(follower.user, "decide_candidate"):
        return None
    waiting = Group(None, follower.shared.candidates_waiting, [], page_url("inbox"))
    meaning = _("What came in and waits for somebody to decide.")
    return Section("inbox", _("Inbox"), meaning, [waiting], act=LineAction(_("Open the inbox"), waiting.list_url))


def proposals_section(follower: Recipient) -> Section | None:
    """How many proposals wait for this member of the team: the number, which sends no mail by itself."""
    if not access.allows_somewhere(follower.user, "read_proposals"):
        return None
    waiting = Group(None, follower.shared.proposals_waiting_for(follower.user), [], page_url("proposals"))
    meaning = _("Assessments of ours that wait until a second member of the team agrees.")
    act = LineAction(_("Open the proposals"), waiting.list_url)
    return Section("proposals", _("Proposals"), meaning, [waiting], act=act)


def feeds_section(follower: Recipient) -> Section | None:
    """The feeds that could not be read for long, for those who can change them."""
    if not access.allows_somewhere(follower.user, "revise_feed"):
        return None
    items = [
        Item(
            feed.report,
            None if follower.rests("feeds", feed.key, fact := str(feed.failing_since)) else feed_line(feed),
            feed.key,
            fact,
        )
        for feed in follower.shared.failing_feeds
        if access.allows(follower.user, "revise_feed", feed)
    ]
    meaning = _("Switched on, and not once read for two weeks or longer.")
    return section_of("feeds", _("Feeds that fail"), meaning, items, lambda report: page_url("feeds"))


def webhooks_section(follower: Recipient) -> Section | None:
    """The webhooks of this person that were switched off, since no call came through."""
    items = [
        Item(
            None,
            None
            if follower.rests("webhooks", row.key, fact := str(row.switched_off_at))
            else webhook_line(row, follower),
            row.key,
            fact,
        )
        for row in follower.webhooks_off
    ]
    meaning = _("Switched off, because no call came through for days. What has happened since is kept for them.")
    return section_of("webhooks", _("Webhooks that fail"), meaning, items, lambda report: page_url("webhooks"))


def webhook_line(row: OwnMatter, follower: Recipient) -> DigestLine:
    since = row.failing_since
    before = written_date(since.date(), SHORT_MONTH) if since else ""
    name = Words(row.name, follower.user.language)
    return DigestLine(page_url("webhook", row.key), before, name, [_("Nothing has come through since then")])


def feed_line(feed: Feed) -> DigestLine:
    url, since = page_url("feeds"), feed.failing_since
    before = written_date(since.date(), SHORT_MONTH) if since else ""
    return DigestLine(url, before, feed.words("title"), [_("Not read since then")])
