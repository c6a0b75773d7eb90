"""Writes a digest as a mail: for its recipient, on their day and in their language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from measures.digests.links import absolute
from measures.digests.news import news_section
from measures.digests.reminders import Follower, due_soon_section, overdue_section, unchecked_section
from measures.digests.sections import NamedReport, Section
from measures.models import Digest, User
from measures.models.written_dates import written_date

TEMPLATE = "measures/mail/digest"


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a digest says: the sections that have something to say."""

    recipient: User
    day: date
    sections: Sequence[Section]

    @property
    def written_day(self) -> str:
        return written_date(self.day)

    @property
    def reports(self) -> list[NamedReport]:
        """The reports that are named, each once."""
        named = {group.report.slug: group.report for section in self.sections for group in section.groups}
        return sorted(named.values(), key=lambda report: (report.is_fictional, report.slug))


def message_for(digest: Digest) -> EmailMultiAlternatives | None:
    """The mail of a digest, or none where it has nothing to say."""
    with translation.override(digest.recipient.language):
        contents = contents_of(digest)
        return written(contents) if contents.sections else None


def contents_of(digest: Digest) -> Contents:
    """What a digest has to say to its recipient."""
    follower = Follower.of(digest.recipient, day_of(digest))
    sections = [
        overdue_section(follower),
        due_soon_section(follower),
        unchecked_section(follower),
        news_section(follower, after=digest.covers_since, until=digest.claimed_at),
    ]
    return Contents(digest.recipient, follower.day, [section for section in sections if section.count])


def day_of(digest: Digest) -> date:
    """The recipient's day: the due day, or the later one on which a missed digest is caught up with."""
    return max(digest.due_on, digest.claimed_at.astimezone(digest.recipient.zone).date())


def written(contents: Contents) -> EmailMultiAlternatives:
    """The mail in the active language. Its subject carries no substance, for it shows on locked screens."""
    context = {
        "contents": contents,
        "language": translation.get_language(),
        "tracker_url": absolute("/"),
    }
    host = urlsplit(settings.CBM_SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=render_to_string(f"{TEMPLATE}.subject.txt", context).strip(),
        body=render_to_string(f"{TEMPLATE}.txt", context),
        to=[contents.recipient.email],
        headers={
            "Message-ID": make_msgid("digest", domain=host),
            "Auto-Submitted": "auto-generated",
            "List-Id": f"<reminders.{host}>",
        },
    )
    message.attach_alternative(render_to_string(f"{TEMPLATE}.html", context), "text/html")
    return message
