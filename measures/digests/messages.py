"""Mails, each in the language of its recipient."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac

from measures.digests.mail_urls import absolute, host, page_url
from measures.digests.sections import NamedReport
from measures.models import Digest, Mail, Schedule
from measures.models.written_dates import written_date

# The list that a mail is of, to mail programs.
TOPICS = {"digest": "reminders", "brief": "briefs"}

# Mail programs cut a long mail off: it goes without the indentation of its template.
INDENTATION = re.compile(r"\n\s+")


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest or a brief as it was composed for an audience: the mail unless there is nothing to say."""

    digest: Digest
    audience: str
    message: EmailMultiAlternatives | None
    counts: Mapping[str, int] = field(default_factory=dict)
    # What to remember as shown: section, item, fact and how often.
    memories: Sequence[tuple[str, str, str, int]] = ()

    @property
    def html(self) -> str:
        return str(self.message.alternatives[0][0]) if self.message else ""


def make_message(kind: str, mail: Mail, context: Mapping[str, Any], *, written_at: datetime) -> EmailMultiAlternatives:
    """A mail in the active language, from the templates of its kind.

    Its subject gives nothing away, because it shows on locked screens.
    """
    words = {"tracker_url": absolute("/"), **context}
    return EmailMultiAlternatives(
        subject=render_to_string(f"measures/mail/{kind}.subject.txt", words).strip(),
        body=render_to_string(f"measures/mail/{kind}.txt", words),
        to=[mail.recipient.email],
        headers={
            "Message-ID": message_id(kind, mail.pk),
            "Date": formatdate(written_at.timestamp()),
            "Auto-Submitted": "auto-generated",
        },
    )


def message_id(kind: str, pk: int) -> str:
    """The Message-ID of a row's mail: always the same, and not revealing how many mails there are."""
    return f"<{kind}.{salted_hmac(f'measures.{kind}s', str(pk), algorithm='sha256').hexdigest()[:32]}@{host()}>"


def digest_message(
    kind: str,
    digest: Digest,
    context: Mapping[str, Any],
    schedule: Schedule,
    *,
    reports: Sequence[NamedReport],
    stop: str,
) -> EmailMultiAlternatives:
    """The mail of a digest or a brief, as HTML too, which one click in the mail program stops."""
    words = {
        "language": translation.get_language(),
        "tracker_url": absolute("/"),
        "settings_url": page_url("my_reminders"),
        "stop_url": stop,
        "schedule": schedule.in_words(digest.recipient.time_zone),
        "reports": reports,
        "written_day": written_date(digest.day),
        "caught_up_with": written_date(digest.caught_up_with),
        **context,
    }
    message = make_message(kind, digest, words, written_at=digest.claimed_at)
    message.extra_headers |= {
        "List-Id": f"<{TOPICS[kind]}.{host()}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    html = render_to_string(f"measures/mail/{kind}.html", words)
    message.attach_alternative(INDENTATION.sub("\n", html), "text/html")
    return message
