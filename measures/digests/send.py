"""Sends digests once: composed and stored on their rows first, so that whatever happens the same bytes go out."""

import email
import email.policy
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage as Message
from itertools import batched
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from measures import access
from measures.digests.compose import Composed, compose
from measures.digests.news import NEWS
from measures.digests.notices import NOTICES
from measures.digests.outcomes import SendOutcome, describe_error, outcome_of_error
from measures.models import Digest, Notice, Told
from measures.operations.clock import clock
from measures.operations.locks import lock_mails_shared
from measures.operations.reminders import refuse_address

logger = logging.getLogger(__name__)

CONNECTION_LOST = (OperationalError, InterfaceError)
TOGETHER = 50
MOST_ATTEMPTS = 8
# Of one that was given up without an answer: it may have been too much for the process that sent it.
LAST_WORDS = "Its process ended at each attempt."
# After so many in a row that have to wait, all do.
SLOW_DOWN_AFTER = 3
LONGEST_PAUSE = timedelta(hours=12)
MESSAGES_KEPT = timedelta(days=30)


class StoredMessage(EmailMessage):
    """A message that goes out as it was stored, byte for byte."""

    def __init__(self, stored: bytes, recipient: str) -> None:
        super().__init__(to=[recipient])
        self.stored = stored

    def message(self, *, policy: Any = email.policy.default) -> Message:
        return email.message_from_bytes(self.stored, Message, policy=policy)


def chunks_to_send(*, at: datetime) -> list[list[int]]:
    """The waiting digests in chunks; one that was tried before goes alone, so that it fails alone."""
    waiting = list(Digest.objects.to_send(at=at).order_by("pk").values_list("pk", "attempts"))
    fresh = [pk for pk, attempts in waiting if not attempts]
    alone = [[pk] for pk, attempts in waiting if attempts]
    return [list(chunk) for chunk in batched(fresh, TOGETHER)] + alone


def send_waiting_digests(digest_ids: Sequence[int], *, at: datetime) -> None:
    """Send those of these digests that are waiting and that nobody else is sending.

    A process that dies between the mail server's yes and our mark sends the same bytes again, under the same
    Message-ID, or what is composed in their place if they were recalled meanwhile; nothing else is ever sent twice.
    """
    taken = begin_attempts(digest_ids, at=at)
    store_messages(taken)
    send_stored(taken)


def pause_after(attempts: int) -> timedelta:
    first = timedelta(seconds=settings.CBM_MAIL_PAUSE)
    return min(first * (1 << min(attempts, 20)), LONGEST_PAUSE)


def lock_digests(digest_ids: Sequence[int]) -> list[Digest]:
    """These digests, locked until the end of the transaction, except those that another worker has."""
    rows = Digest.objects.select_for_update(skip_locked=True, of=("self",)).select_related("recipient__reminders")
    return list(rows.filter(pk__in=digest_ids).order_by("pk"))


@transaction.atomic
def begin_attempts(digest_ids: Sequence[int], *, at: datetime) -> list[int]:
    """Count an attempt before it is made, so that even one that kills its process makes the pauses grow."""
    locked = lock_digests(digest_ids)
    waiting = set(Digest.objects.to_send(at=at).filter(pk__in=digest_ids).values_list("pk", flat=True))
    digests = [digest for digest in locked if digest.pk in waiting]
    for digest in digests:
        if digest.attempts >= MOST_ATTEMPTS:
            digest.parked_at = at
            digest.problem = digest.problem or LAST_WORDS
        else:
            digest.next_attempt_at = at + pause_after(digest.attempts)
            digest.attempts += 1
    Digest.objects.bulk_update(digests, ["attempts", "next_attempt_at", "parked_at", "problem"])
    return [digest.pk for digest in digests if digest.parked_at is None]


def store_messages(digest_ids: Sequence[int]) -> None:
    """Compose messages and keep their bytes; where that fails for all, one by one, so that one fails alone."""
    try:
        store_together(digest_ids)
    except CONNECTION_LOST:
        raise
    except Exception:
        logger.exception("Digests could not be composed together; each is composed alone.")
        for digest_id in digest_ids:
            with problem_kept(digest_id):
                store_together([digest_id])


@transaction.atomic
def store_together(digest_ids: Sequence[int]) -> None:
    """Compose the messages of digests and keep their bytes on their rows, or mark that there is nothing to say."""
    lock_mails_shared()
    fresh = [digest for digest in lock_digests(digest_ids) if digest.is_to_compose]
    if not fresh:
        return
    for composed in compose(fresh):
        store_composed(composed)
    Digest.objects.bulk_update(fresh, ["message_id", "message", "composed_for", "counts", "tells", "nothing_to_say"])


def store_composed(composed: Composed) -> None:
    digest, message = composed.digest, composed.message
    digest.counts, digest.tells = composed.contents.counts, composed.contents.memories
    digest.composed_for = composed.contents.follower.shared.audience.name
    if message is None:
        digest.nothing_to_say = True
        remember(digest)
    else:
        digest.message_id = message.extra_headers["Message-ID"]
        digest.message = message.message(policy=email.policy.SMTP).as_bytes()


@contextmanager
def problem_kept(digest_id: int) -> Iterator[None]:
    """Keep any error of one digest on its row: the others go on, and administrators see it."""
    try:
        yield
    except CONNECTION_LOST:
        raise
    except Exception as error:
        logger.exception("Digest %s failed.", digest_id)
        with transaction.atomic():
            for digest in lock_digests([digest_id]):
                fail(digest, error, at=clock())


def send_stored(digest_ids: Sequence[int]) -> None:
    """Send stored messages over one connection; when the mail server wants no more, the others wait."""
    left, waiting_in_a_row = list(digest_ids), 0
    try:
        with mailers["default"] as connection:
            while left:
                digest_id = left.pop(0)
                outcome = SendOutcome.FAILED
                with problem_kept(digest_id):
                    outcome = send_digest(digest_id, connection)
                waiting_in_a_row = waiting_in_a_row + 1 if outcome is SendOutcome.WAITS else 0
                if outcome is SendOutcome.ALL_WAIT or waiting_in_a_row == SLOW_DOWN_AFTER:
                    break
    except (SMTPException, OSError) as error:
        logger.warning("The mail server could not be reached: %s", error)
    if left:
        return_untried(left)


@transaction.atomic
def send_digest(digest_id: int, connection: BaseEmailBackend) -> SendOutcome:
    """Send the stored bytes of one digest and mark them sent, under the row's lock."""
    lock_mails_shared()
    for digest in lock_digests([digest_id]):
        if digest.message is None or digest.sent_at is not None or digest.parked_at is not None:
            continue
        if digest.composed_for != access.audience_sent_to(digest.recipient).name:
            # What they may read has changed since: a later attempt composes it anew.
            digest.message = None
            digest.save(update_fields=["message"])
            continue
        try:
            connection.send_messages([StoredMessage(bytes(digest.message), digest.recipient.email)])
        except (SMTPException, OSError) as error:
            return not_sent(digest, error, at=clock())
        digest.sent_at = clock()
        digest.problem = ""
        digest.save(update_fields=["sent_at", "problem"])
        remember(digest)
    return SendOutcome.SENT


def not_sent(digest: Digest, error: Exception, *, at: datetime) -> SendOutcome:
    """What follows when a mail server refuses a message."""
    outcome = outcome_of_error(error)
    fail(digest, error, at=at, for_good=outcome is SendOutcome.ADDRESS_REFUSED)
    if outcome is SendOutcome.ADDRESS_REFUSED:
        refuse_address(digest.recipient, refusal=describe_error(error), at=at)
    return outcome


def fail(digest: Digest, error: Exception, *, at: datetime, for_good: bool = False) -> None:
    """Keep why an attempt failed; the row rests and is tried again, until it is parked for an administrator."""
    digest.problem = describe_error(error)
    if for_good or digest.attempts >= MOST_ATTEMPTS:
        digest.parked_at = at
    digest.save(update_fields=["problem", "parked_at"])


@transaction.atomic
def return_untried(digest_ids: Sequence[int]) -> None:
    """Put back digests that were not tried: the mail server did not refuse them."""
    lock_mails_shared()
    rows = Digest.objects.filter(pk__in=digest_ids, sent_at=None, attempts__gt=0)
    rows.update(attempts=F("attempts") - 1)


def remember(digest: Digest) -> None:
    """Note what the digest showed, so that it is repeated ever more rarely, and notices not at all."""
    notices = [int(item) for section, item, _fact, _times in digest.tells if section == NOTICES]
    Notice.objects.filter(pk__in=notices).update(told_at=digest.claimed_at)
    Told.objects.bulk_create(
        [
            Told(user=digest.recipient, section=section, item=item, fact=fact, times=times, last_on=digest.day)
            for section, item, fact, times in digest.tells
            if section != NOTICES
        ],
        update_conflicts=True,
        unique_fields=["user", "section", "item"],
        update_fields=["fact", "times", "last_on"],
    )


@transaction.atomic
def forget_sent_messages(*, at: datetime) -> int:
    """Drop the bytes of messages that went out a while ago, and what nobody will be told again; the rows stay."""
    lock_mails_shared()
    Told.objects.filter(section=NEWS, last_on__lt=(at - MESSAGES_KEPT).date()).delete()
    Notice.objects.filter(told_at__lt=at - MESSAGES_KEPT).delete()
    old = Digest.objects.filter(sent_at__lt=at - MESSAGES_KEPT, message__isnull=False)
    return old.update(message=None)
