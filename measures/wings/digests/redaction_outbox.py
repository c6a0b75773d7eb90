"""The outbox of redactions: every administrator gets a mail about each, whatever digests they chose."""

from django.core.mail import EmailMessage
from django.utils import translation

from measures.models import PARTICIPANTS, Evidence, Redaction, RedactionMail
from measures.publishing.site_urls import page_url
from measures.wings.digests.messages import make_message
from measures.wings.digests.outbox import Outbox


class RedactionOutbox(Outbox[RedactionMail]):
    kind = RedactionMail
    related = ["recipient", "redaction__entry__report"]

    def message(self, mail: RedactionMail) -> EmailMessage:
        """Who redacted what, when and why, but nothing of the content.

        Like a digest it says at most what participants may read: of an entry or source that they may not, its key only.
        """
        redaction, recipient = mail.redaction, mail.recipient
        with translation.override(recipient.language):
            context = {
                "redaction": redaction,
                "what": redaction.get_kind_display(),
                "at": redaction.redacted_at.astimezone(recipient.zone).strftime("%Y-%m-%d %H:%M %Z"),
                "is_told": participants_may_read(redaction),
                "page_url": page_url_of(redaction),
            }
            return make_message("redaction", mail, context, written_at=redaction.redacted_at)


def participants_may_read(redaction: Redaction) -> bool:
    """Whether participants may know why something was redacted, because they may read its place."""
    if entry := redaction.entry:
        return all(map(PARTICIPANTS.may_read, (entry.marking, entry.report.marking)))
    if redaction.is_of_source:
        return Evidence.objects.visible_to(PARTICIPANTS).filter(key=redaction.key).exists()
    return False


def page_url_of(redaction: Redaction) -> str:
    """The page of the entry or source, which say that it was redacted."""
    if redaction.entry:
        return page_url("entry", redaction.entry.key)
    return page_url("source", redaction.key) if redaction.is_of_source else ""


REDACTION_MAILS = RedactionOutbox()
