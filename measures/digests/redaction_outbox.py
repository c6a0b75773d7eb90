"""The outbox of redactions: every administrator gets a mail about each, whatever digests they chose."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils import translation

from measures.digests.mail_urls import page_url
from measures.digests.messages import make_message
from measures.digests.outbox import Outbox
from measures.models import PARTICIPANTS, RedactionMail


class RedactionOutbox(Outbox[RedactionMail]):
    kind = RedactionMail
    related = ["recipient", "redaction__entry__report"]

    def compose(self, mails: Sequence[RedactionMail]) -> list[tuple[RedactionMail, EmailMessage]]:
        return [(mail, redaction_message(mail)) for mail in mails]


def redaction_message(mail: RedactionMail) -> EmailMessage:
    """The message in the recipient's language: who redacted what, when and why, but nothing of the content.

    Like a digest it says at most what participants may read: of an entry that they may not, its key only.
    """
    redaction, recipient = mail.redaction, mail.recipient
    entry = redaction.entry
    with translation.override(recipient.language):
        context = {
            "redaction": redaction,
            "at": redaction.redacted_at.astimezone(recipient.zone).strftime("%Y-%m-%d %H:%M %Z"),
            "is_told": all(map(PARTICIPANTS.may_read, (entry.marking, entry.report.marking))),
            "entry_url": page_url("entry", entry.key),
        }
        return make_message("redaction", mail, context, written_at=redaction.redacted_at)


REDACTION_MAILS = RedactionOutbox()
