"""Writes digests as mails: each for its recipient, on their day and in their language."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from measures.digests.dates import dates_section
from measures.digests.follow_ups import follow_ups_section
from measures.digests.intake import feeds_section, inbox_section, proposals_section, webhooks_section
from measures.digests.mail_urls import stop_url
from measures.digests.messages import Composed, digest_message
from measures.digests.news import news_section
from measures.digests.notices import NOTICES, entries_in_notices, notices_section
from measures.digests.reminders import due_soon_section, overdue_section, reviews_section, unchecked_section
from measures.digests.sections import NamedReport, Section
from measures.digests.shared import Recipient, recipients_of
from measures.models import Digest, User


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a digest says: the sections that have something to say, in their order."""

    follower: Recipient
    sections: Sequence[Section]

    @property
    def recipient(self) -> User:
        return self.follower.user

    @property
    def has_something_to_say(self) -> bool:
        """Whether any line is due: what was shown lately is counted, but sends no mail by itself."""
        return any(section.has_lines for section in self.sections)

    @property
    def reports(self) -> list[NamedReport]:
        """The reports that appear in it, each once."""
        groups = (group for section in self.sections for group in section.groups)
        reports = {group.report.slug: group.report for group in groups if group.report}
        return sorted(reports.values(), key=lambda report: (report.is_fictional, report.slug))

    @property
    def counts(self) -> dict[str, int]:
        return {section.name: section.count for section in self.sections}

    @property
    def memories(self) -> list[tuple[str, str, str, int]]:
        """What to remember as shown: section, item, fact and how often."""
        items = ((section.name, item) for section in self.sections for item in section.remembered if item.key)
        memories = [(name, item.key, item.fact, self.follower.times(name, item.key, item.fact)) for name, item in items]
        return memories + [(NOTICES, str(notice.pk), "", 1) for notice in self.follower.notices]


def compose(digests: Sequence[Digest]) -> list[Composed]:
    """The mails of digests, in a constant number of queries."""
    composed = []
    for follower in recipients_of(digests):
        with translation.override(follower.user.language):
            contents = Contents(follower, sections_for(follower))
            message = compose_mail(contents) if contents.has_something_to_say else None
            audience = follower.shared.audience.signature
            composed.append(Composed(follower.digest, audience, message, contents.counts, contents.memories))
    return composed


def sections_for(follower: Recipient) -> list[Section]:
    """The sections that the recipient wants, or that the team gets, and that have something in them."""
    wanted = follower.reminders
    sections = [
        wanted.notices and notices_section(follower),
        wanted.overdue and overdue_section(follower),
        wanted.due_soon and due_soon_section(follower),
        wanted.unchecked and unchecked_section(follower),
        wanted.dates and dates_section(follower),
        wanted.reviews and reviews_section(follower),
        wanted.news and news_section(follower, told_as_notices=entries_in_notices(follower) if wanted.notices else ()),
        follow_ups_section(follower),
        inbox_section(follower),
        proposals_section(follower),
        feeds_section(follower),
        webhooks_section(follower),
    ]
    return [section for section in sections if section and section.count]


def compose_mail(contents: Contents) -> EmailMultiAlternatives:
    """The mail in the active language."""
    follower, context = contents.follower, {"contents": contents}
    schedule, stop = follower.reminders.schedule, stop_url(contents.recipient)
    return digest_message("digest", follower.digest, context, schedule, reports=contents.reports, stop=stop)
