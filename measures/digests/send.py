"""Sends a digest once: composed and stored on its row first, so that whatever happens the same bytes go out."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage as Message
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction

from measures.digests.compose import message_for
from measures.models import Digest
from measures.operations.clock import clock

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=12)
MESSAGES_KEPT = timedelta(days=30)


class StoredMessage(EmailMessage):
    """A message that goes out as it was stored, byte for byte."""

    def __init__(self, stored: bytes, recipient: str) -> None:
        super().__init__(to=[recipient])
        self.stored = stored

    def message(self, *, policy: Any = email.policy.default) -> Message:
        return email.message_from_bytes(self.stored, Message, policy=policy)


def send_digest(digest_id: int, *, at: datetime) -> None:
    """Send a digest if it waits and nobody else is sending it.

    A process that dies between the mail server's yes and our mark sends the same bytes again, under the same
    Message-ID; nothing else is ever sent twice.
    """
    if not begin_attempt(digest_id, at=at):
        return
    with problem_kept(digest_id):
        store_message(digest_id)
        send_stored_message(digest_id)


def take(digest_id: int) -> Digest | None:
    """The digest, locked until the end of the transaction; none while another worker has it."""
    locked = Digest.objects.select_for_update(skip_locked=True, of=("self",)).select_related("recipient")
    return locked.filter(pk=digest_id).first()


@transaction.atomic
def begin_attempt(digest_id: int, *, at: datetime) -> bool:
    """Count an attempt before it is made, so that even one that kills its process makes the pauses grow."""
    digest = take(digest_id)
    if digest is None or not Digest.objects.to_send(at=at).filter(pk=digest_id).exists():
        return False
    digest.next_attempt_at = at + min(FIRST_PAUSE * 2 ** min(digest.attempts, 10), LONGEST_PAUSE)
    digest.attempts += 1
    digest.save(update_fields=["attempts", "next_attempt_at"])
    return True


@transaction.atomic
def store_message(digest_id: int) -> None:
    """Compose the message and keep its bytes on the row, or mark that there is nothing to say."""
    digest = take(digest_id)
    if digest is None or digest.message is not None:
        return
    message = message_for(digest)
    if message is None:
        digest.nothing_to_say = True
    else:
        digest.message_id = message.extra_headers["Message-ID"]
        digest.message = message.message(policy=email.policy.SMTP).as_bytes()
    digest.save(update_fields=["nothing_to_say", "message_id", "message"])


@transaction.atomic
def send_stored_message(digest_id: int) -> None:
    """Send the stored bytes and mark them sent, under the row's lock."""
    digest = take(digest_id)
    if digest is None or digest.message is None or digest.sent_at is not None:
        return
    StoredMessage(bytes(digest.message), digest.recipient.email).send()
    digest.sent_at = clock()
    digest.problem = ""
    digest.save(update_fields=["sent_at", "problem"])


@contextmanager
def problem_kept(digest_id: int) -> Iterator[None]:
    """Keep on the row why an attempt failed; the row rests and is tried again, whatever it was."""
    try:
        yield
    except Exception as error:
        Digest.objects.filter(pk=digest_id).update(problem=f"{type(error).__name__}: {error}")
        raise


def forget_messages(*, at: datetime) -> int:
    """Drop the bytes of messages that went out a while ago; the rows stay."""
    old = Digest.objects.filter(sent_at__lt=at - MESSAGES_KEPT, message__isnull=False)
    return old.update(message=None)
