"""Sends every administrator a mail about every redaction, whatever digests they chose.

As with digests the row is the truth: the message is stored on it before it is sent, so the same bytes go out.
"""

import email.policy
import logging
from collections.abc import Sequence
from datetime import datetime
from email.utils import formatdate
from smtplib import SMTPException

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from measures.digests.mail_urls import absolute, message_id, page_url
from measures.digests.outcomes import SendOutcome, describe_error, outcome_of_error
from measures.digests.send import LAST_WORDS, MESSAGES_KEPT, MOST_ATTEMPTS, StoredMessage, pause_after
from measures.models import PARTICIPANTS, RedactionMail
from measures.operations.clock import clock
from measures.operations.locks import lock_mails_shared

logger = logging.getLogger(__name__)

TEMPLATE = "measures/mail/redaction"


def mails_to_send(*, at: datetime) -> Sequence[int]:
    return list(RedactionMail.objects.to_send(at=at).order_by("pk").values_list("pk", flat=True))


def send_waiting_redaction_mails(*, at: datetime) -> None:
    """Send the waiting mails that nobody else is sending; if the mail server wants no more, the rest wait."""
    try:
        with mailers["default"] as connection:
            for pk in mails_to_send(at=at):
                if not begin_attempt(pk, at=at):
                    continue
                store_message(pk)
                if send_redaction_mail(pk, connection) is SendOutcome.ALL_WAIT:
                    break
    except (SMTPException, OSError) as error:
        logger.warning("The mail server could not be reached: %s", error)


def lock_mail(mails: QuerySet[RedactionMail], pk: int) -> RedactionMail | None:
    """One of these mails, locked until the end of the transaction, unless another worker has it."""
    rows = mails.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("recipient", "redaction__entry__report").filter(pk=pk).first()


@transaction.atomic
def begin_attempt(pk: int, *, at: datetime) -> bool:
    """Count an attempt before it is made, so that even one that kills its process makes the pauses grow."""
    mail = lock_mail(RedactionMail.objects.to_send(at=at), pk)
    if mail is None:
        return False
    if mail.attempts >= MOST_ATTEMPTS:
        park(mail, mail.problem or LAST_WORDS, at=at)
        return False
    mail.next_attempt_at = at + pause_after(mail.attempts)
    mail.attempts += 1
    mail.save(update_fields=["attempts", "next_attempt_at"])
    return True


@transaction.atomic
def store_message(pk: int) -> None:
    lock_mails_shared()
    mail = lock_mail(RedactionMail.objects.filter(message=None, sent_at=None), pk)
    if mail is not None:
        message = composed(mail)
        mail.message_id = message.extra_headers["Message-ID"]
        mail.message = message.message(policy=email.policy.SMTP).as_bytes()
        mail.save(update_fields=["message_id", "message"])


def composed(mail: RedactionMail) -> EmailMessage:
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
            "tracker_url": absolute("/"),
        }
        return EmailMessage(
            subject=render_to_string(f"{TEMPLATE}.subject.txt", context).strip(),
            body=render_to_string(f"{TEMPLATE}.txt", context),
            to=[recipient.email],
            headers={
                "Message-ID": message_id("redaction", mail.pk),
                "Date": formatdate(redaction.redacted_at.timestamp()),
                "Auto-Submitted": "auto-generated",
            },
        )


@transaction.atomic
def send_redaction_mail(pk: int, connection: BaseEmailBackend) -> SendOutcome:
    """Send the stored bytes and mark them sent, under the row's lock."""
    lock_mails_shared()
    mail = lock_mail(RedactionMail.objects.filter(sent_at=None), pk)
    if mail is None or mail.message is None:
        return SendOutcome.SENT
    try:
        connection.send_messages([StoredMessage(bytes(mail.message), mail.recipient.email)])
    except (SMTPException, OSError) as error:
        outcome = outcome_of_error(error)
        if outcome is SendOutcome.ADDRESS_REFUSED:
            park(mail, describe_error(error), at=clock())
        else:
            mail.problem = describe_error(error)
            mail.save(update_fields=["problem"])
        return outcome
    mail.sent_at, mail.problem = clock(), ""
    mail.save(update_fields=["sent_at", "problem"])
    return SendOutcome.SENT


def park(mail: RedactionMail, problem: str, *, at: datetime) -> None:
    """Give a mail up: the log says so, and `verify_journal` and the entry's page show the redaction."""
    logger.error(
        "The mail of redaction %s to account %s is given up: %s", mail.redaction_id, mail.recipient_id, problem
    )
    mail.parked_at, mail.problem = at, problem
    mail.save(update_fields=["parked_at", "problem"])


@transaction.atomic
def forget_redaction_messages(*, at: datetime) -> None:
    """Drop the bytes of messages that went out a while ago; the rows stay."""
    lock_mails_shared()
    RedactionMail.objects.filter(sent_at__lt=at - MESSAGES_KEPT, message__isnull=False).update(message=None)
