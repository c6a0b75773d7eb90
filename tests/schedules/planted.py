"""Faults that are planted to see that schedules find them: each is what a careless change might make of the tracker."""

import email
import email.policy
import os
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.mail import mailers
from django.db import DatabaseError
from django.db.backends.postgresql.base import DatabaseWrapper

from measures.models import TEAM, Audience, Entry
from measures.models.records import RecordQuerySet, readable_by
from measures.operations.clock import clock
from measures.wings.digests.outbox import Outbox, StoredMessage, StoredPolicy
from tests.schedules import PLANTED

# Seconds.
LATER = 2.0


def acknowledge_before_commit() -> None:
    """A web server answers, and what it has answered is committed a moment later, if it lives so long."""
    DatabaseWrapper._commit = commit_later  # type: ignore[method-assign]


def commit_later(self: DatabaseWrapper) -> None:
    link, pool, self.connection = self.connection, self.pool, None

    def commit() -> None:
        with suppress(DatabaseError):
            link.commit()
        pool.putconn(link)

    threading.Timer(LATER, commit).start()


def send_without_claim() -> None:
    """A worker sends mails that it has not claimed: nobody else is kept from sending them."""
    Outbox.send_waiting = send_unclaimed  # type: ignore[method-assign]


def send_unclaimed(self: Outbox[Any], pks: Sequence[int], *, at: datetime) -> None:
    mails = list(self.rows.filter(pk__in=pks, sent_at=None).select_related(*self.related))
    with mailers["default"] as connection:
        for mail, message in self.compose(mails):
            content = email.message_from_bytes(message.message(policy=email.policy.SMTP).as_bytes())
            content.replace_header("Message-ID", f"<digest.{uuid.uuid4()}@localhost>")
            stored = content.as_bytes(policy=StoredPolicy(linesep="\r\n"))
            connection.send_messages([StoredMessage(stored, mail.recipient.email)])
            mail.message_id, mail.sent_at = content["Message-ID"], clock()
            mail.save(update_fields=["message_id", "sent_at"])


def ignore_markings() -> None:
    """Lists and pages find whatever entries the team may read, whoever asks."""
    RecordQuerySet.visible_to = visible_to_everybody  # type: ignore[method-assign, assignment]


def visible_to_everybody(self: RecordQuerySet[Any], audience: Audience) -> RecordQuerySet[Any]:
    return self.filter(readable_by(self.model, TEAM if self.model is Entry else audience))


# By the processes in which they are planted.
PLANTS: Mapping[str, Mapping[str, Callable[[], None]]] = {
    "web": {"acknowledged-before-commit": acknowledge_before_commit, "marking-ignored": ignore_markings},
    "tasks": {"sent-without-claim": send_without_claim},
}


def plant(processes: str) -> None:
    """Plant the fault that the environment names, where it belongs into these processes."""
    if act := PLANTS[processes].get(os.environ.get(PLANTED, "")):
        act()
