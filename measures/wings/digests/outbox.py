"""Sends mails once: composed and stored on their rows first, so that whatever happens the same bytes go out."""

import email
import email.policy
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage as Message
from itertools import batched
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from measures.models import Mail, MailQuerySet
from measures.operations.clock import clock, growing_pause
from measures.operations.locks import lock_mails_shared
from measures.operations.transactions import CONNECTION_ERRORS
from measures.wings.digests.operations import refuse_address
from measures.wings.digests.outcomes import SendOutcome, describe_error, outcome_of_error

logger = logging.getLogger(__name__)

TOGETHER = 50
MOST_ATTEMPTS = 8
# Of one that was given up without an answer: it may have been too much for the process that sent it.
LAST_WORDS = "Its process ended at each attempt."
# After so many in a row that have to wait, all do.
SLOW_DOWN_AFTER = 3
MESSAGES_KEPT = timedelta(days=30)


class StoredPolicy(email.policy.EmailPolicy):
    """Writes the address that stops mails on one line: mail programs do not decode it as Python does."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode()
        return super().fold_binary(name, value)


class StoredMessage(EmailMessage):
    """A message that goes out as it was stored, byte for byte."""

    def __init__(self, stored: bytes, recipient: str) -> None:
        super().__init__(to=[recipient])
        self.stored = stored

    def message(self, *, policy: Any = email.policy.default) -> Message:
        return email.message_from_bytes(self.stored, Message, policy=policy.clone(refold_source="none"))


def pause_after(attempts: int) -> timedelta:
    """How long a mail rests after so many attempts."""
    return growing_pause(settings.CBM_MAIL_PAUSE, attempts)


def keep_message(mail: Mail, message: EmailMessage) -> None:
    """Put the bytes of a message on the row of its mail."""
    mail.message_id = message.extra_headers["Message-ID"]
    mail.message = message.message(policy=email.policy.SMTP).as_bytes(policy=StoredPolicy(linesep="\r\n"))


class Outbox[M: Mail]:
    """The mails of one kind, from their rows to the mail server."""

    kind: type[M]
    # What is read with each mail.
    related: Sequence[str] = ["recipient"]
    # The columns that are written when a mail is composed.
    composed_fields: Sequence[str] = ["message_id", "message"]

    def compose(self, mails: Sequence[M]) -> Iterable[tuple[M, EmailMessage]]:
        """The message of each mail, except those that have nothing to say."""
        return [(mail, self.message(mail)) for mail in mails]

    def message(self, mail: M) -> EmailMessage:
        """The message of one mail, in its recipient's language."""
        raise NotImplementedError

    def may_send(self, mail: M) -> bool:
        """Whether the recipient wants it still, and may read what it was composed from."""
        return True

    def after_sending(self, mail: M) -> None:
        """What else is noted with a mail that went out, in the same transaction."""

    @property
    def rows(self) -> MailQuerySet[M]:
        return self.kind._default_manager.all()  # type: ignore[return-value]

    def chunks_to_send(self, *, at: datetime) -> list[list[int]]:
        """The waiting mails in chunks; one that was tried before goes alone, so that it fails alone."""
        rows = self.rows.to_send(at=at)
        waiting = list(rows.order_by("pk").values_list("pk", "attempts"))
        fresh = [pk for pk, attempts in waiting if not attempts]
        alone = [[pk] for pk, attempts in waiting if attempts]
        return [list(chunk) for chunk in batched(fresh, TOGETHER)] + alone

    def send_waiting(self, pks: Sequence[int], *, at: datetime) -> None:
        """Send those of these mails that are waiting and that nobody else is sending.

        A process that dies between the mail server's yes and our mark sends the same bytes again, under the same
        Message-ID, or what is composed in their place if they were recalled meanwhile; nothing else is ever sent twice.
        """
        taken = self.begin_attempts(pks, at=at)
        self.store_messages(taken)
        self.send_stored(taken)

    def lock(self, pks: Sequence[int]) -> list[M]:
        """These mails, locked until the end of the transaction, except those that another worker has."""
        rows = self.rows.select_for_update(skip_locked=True, of=("self",))
        return list(rows.select_related(*self.related).filter(pk__in=pks).order_by("pk"))

    @transaction.atomic
    def begin_attempts(self, pks: Sequence[int], *, at: datetime) -> list[int]:
        """Count an attempt before it is made, so that even one that kills its process makes the pauses grow."""
        locked = self.lock(pks)
        rows = self.rows.to_send(at=at)
        waiting = set(rows.filter(pk__in=pks).values_list("pk", flat=True))
        mails = [mail for mail in locked if mail.pk in waiting]
        for mail in mails:
            if mail.attempts >= MOST_ATTEMPTS:
                give_up(mail, mail.problem or LAST_WORDS, at=at)
            else:
                mail.next_attempt_at = at + pause_after(mail.attempts)
                mail.attempts += 1
        self.rows.bulk_update(mails, ["attempts", "next_attempt_at", "parked_at", "problem"])
        return [mail.pk for mail in mails if mail.parked_at is None]

    def store_messages(self, pks: Sequence[int]) -> None:
        """Compose messages and keep their bytes; where that fails for all, one by one, so that one fails alone."""
        try:
            self.store_together(pks)
        except CONNECTION_ERRORS:
            raise
        except Exception:
            logger.exception("Mails could not be composed together; each is composed alone.")
            for pk in pks:
                with self.problem_kept(pk):
                    self.store_together([pk])

    @transaction.atomic
    def store_together(self, pks: Sequence[int]) -> None:
        lock_mails_shared()
        if fresh := [mail for mail in self.lock(pks) if mail.is_to_compose]:
            for mail, message in self.compose(fresh):
                keep_message(mail, message)
            self.rows.bulk_update(fresh, self.composed_fields)

    @contextmanager
    def problem_kept(self, pk: int) -> Iterator[None]:
        """Keep any error of one mail on its row: the others go on, and administrators see it."""
        try:
            yield
        except CONNECTION_ERRORS:
            raise
        except Exception as error:
            logger.exception("%s %s failed.", self.kind.__name__, pk)
            with transaction.atomic():
                for mail in self.lock([pk]):
                    fail(mail, error, at=clock())

    def send_stored(self, pks: Sequence[int]) -> None:
        """Send stored messages over one connection; when the mail server wants no more, the others wait."""
        left, waiting_in_a_row = list(pks), 0
        try:
            with mailers["default"] as connection:
                while left:
                    pk = left.pop(0)
                    outcome = SendOutcome.FAILED
                    with self.problem_kept(pk):
                        outcome = self.send_one(pk, connection)
                    waiting_in_a_row = waiting_in_a_row + 1 if outcome is SendOutcome.WAITS else 0
                    if outcome is SendOutcome.ALL_WAIT or waiting_in_a_row == SLOW_DOWN_AFTER:
                        break
        except (SMTPException, OSError) as error:
            logger.warning("The mail server could not be reached: %s", error)
        if left:
            self.return_untried(left)

    @transaction.atomic
    def send_one(self, pk: int, connection: BaseEmailBackend) -> SendOutcome:
        """Send the stored bytes of one mail and mark them sent, under the row's lock."""
        lock_mails_shared()
        for mail in self.lock([pk]):
            if mail.message is None or mail.sent_at is not None or mail.parked_at is not None:
                continue
            if not self.may_send(mail):
                # A later attempt composes it anew.
                mail.message = None
                mail.save(update_fields=["message"])
                continue
            try:
                connection.send_messages([StoredMessage(bytes(mail.message), mail.recipient.email)])
            except (SMTPException, OSError) as error:
                return self.not_sent(mail, error, at=clock())
            mail.sent_at, mail.problem = clock(), ""
            mail.save(update_fields=["sent_at", "problem"])
            self.after_sending(mail)
        return SendOutcome.SENT

    def not_sent(self, mail: M, error: Exception, *, at: datetime) -> SendOutcome:
        """What follows when a mail server refuses a message."""
        outcome = outcome_of_error(error)
        fail(mail, error, at=at, for_good=outcome is SendOutcome.ADDRESS_REFUSED)
        if outcome is SendOutcome.ADDRESS_REFUSED:
            refuse_address(mail.recipient, refusal=mail.problem, at=at)
        return outcome

    @transaction.atomic
    def return_untried(self, pks: Sequence[int]) -> None:
        """Put back mails that were not tried: the mail server did not refuse them."""
        lock_mails_shared()
        rows = self.rows.filter(pk__in=pks, sent_at=None, attempts__gt=0)
        rows.update(attempts=F("attempts") - 1)

    @transaction.atomic
    def forget_messages(self, *, at: datetime) -> int:
        """Drop the bytes of messages that went out a while ago; the rows stay."""
        lock_mails_shared()
        old = self.rows.filter(sent_at__lt=at - MESSAGES_KEPT, message__isnull=False)
        return old.update(message=None)


def fail(mail: Mail, error: Exception, *, at: datetime, for_good: bool = False) -> None:
    """Keep why an attempt failed; the row rests and is tried again, until it is given up."""
    mail.problem = describe_error(error)
    if for_good or mail.attempts >= MOST_ATTEMPTS:
        give_up(mail, mail.problem, at=at)
    mail.save(update_fields=["problem", "parked_at"])


def give_up(mail: Mail, problem: str, *, at: datetime) -> None:
    """Mark a mail that is not tried again, for an administrator to see, and say so in the log."""
    logger.error("%s %s to account %s is given up: %s", type(mail).__name__, mail.pk, mail.recipient_id, problem)
    mail.parked_at, mail.problem = at, problem
