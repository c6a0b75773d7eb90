"""Mails, each in the language of its recipient."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import formatdate
from typing import NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac

from measures.models import Mail
from measures.publishing.site_urls import absolute, host, page_url
from measures.wings.digests.mail_urls import stop_url
from measures.wings.digests.models import Digest, Schedule
from measures.wings.digests.sections import NamedReport

# Mail programs cut a long mail off: it goes without the indentation of its template.
INDENTATION = re.compile(r"\n\s+")


class ComposedMail(NamedTuple):
    """A digest or a brief with its mail, unless there is nothing to say."""

    digest: Digest
    message: EmailMultiAlternatives | None

    @property
    def html(self) -> str:
        return str(self.message.alternatives[0][0]) if self.message else ""


def make_message(
    kind: str, mail: Mail, context: Mapping[str, object], *, written_at: datetime, has_html: bool = False
) -> EmailMultiAlternatives:
    """A mail in the active language, from the templates of its kind.

    Its subject gives nothing away, because it shows on locked screens.
    """
    words = {"tracker_url": absolute("/"), **context}
    message = EmailMultiAlternatives(
        subject=render_to_string(f"digests/mail/{kind}.subject.txt", words).strip(),
        body=render_to_string(f"digests/mail/{kind}.txt", words),
        to=[mail.recipient.email],
        headers={
            "Message-ID": message_id(kind, mail.pk),
            "Date": formatdate(written_at.timestamp()),
            "Auto-Submitted": "auto-generated",
        },
    )
    if has_html:
        html = render_to_string(f"digests/mail/{kind}.html", words)
        message.attach_alternative(INDENTATION.sub("\n", html), "text/html")
    return message


def message_id(kind: str, pk: int) -> str:
    """The Message-ID of a row's mail: always the same, and not revealing how many mails there are."""
    return f"<{kind}.{salted_hmac(f'measures.{kind}s', str(pk), algorithm='sha256').hexdigest()[:32]}@{host()}>"


def digest_message(
    digest: Digest, schedule: Schedule, reports: Sequence[NamedReport], context: Mapping[str, object]
) -> EmailMultiAlternatives:
    """The mail of a digest or a brief, as HTML too, which one click in the mail program stops."""
    kind, topic = ("brief", "briefs") if digest.brief_of else ("digest", "reminders")
    words = {
        "language": translation.get_language(),
        "digest": digest,
        "settings_url": page_url("my_reminders"),
        "stop_url": stop_url(digest.recipient, digest.brief_of),
        "schedule": schedule.in_words(digest.recipient.time_zone),
        "reports": reports,
        **context,
    }
    message = make_message(kind, digest, words, written_at=digest.claimed_at, has_html=True)
    message.extra_headers |= {
        "List-Id": f"<{topic}.{host()}>",
        "List-Unsubscribe": f"<{words['stop_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return message
