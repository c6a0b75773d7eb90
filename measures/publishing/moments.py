"""Moments: the point from which somebody who keeps a copy of a list asks for changes.

Transactions commit in another order than they begin in, so no time of day tells what a reader has seen. A moment is the
oldest transaction that was running when they read: what it or a later one changed is told to them, some of it twice,
and nothing is missed. It goes with the database that gave it: one that was restored counts its transactions anew.

How far the count of transactions has come would tell them that others write, what is hidden from them included: they
get it encrypted, in other letters each time, and dated.
"""

from base64 import urlsafe_b64encode
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from django.db import connection
from django.utils.crypto import salted_hmac

from measures.errors import ForgottenMomentError
from measures.models import MOMENTS_LAST

# The moment for readers who have nothing yet.
BEGINNING = "beginning"
XID_BYTES = 8
# Cluster, timeline and traces table identify the database: a restored one differs in one of them.
PRESENT = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    concat_ws('.', system_identifier, timeline_id, 'measures_trace'::regclass::oid),
    extract(epoch FROM clock_timestamp())::bigint
FROM pg_control_system(), pg_control_checkpoint()
"""


class TransactionMoment(NamedTuple):
    """The oldest running transaction, its database, and the seconds since 1970."""

    xid: int
    database: str
    seconds: int

    @property
    def fernet(self) -> Fernet:
        """The cipher for this database's moments, under a key of its own."""
        key = salted_hmac("measures.moments", self.database, algorithm="sha256").digest()
        return Fernet(urlsafe_b64encode(key))


def present() -> TransactionMoment:
    with connection.cursor() as cursor:
        cursor.execute(PRESENT)
        return TransactionMoment(*cursor.fetchone())


def present_moment() -> str:
    """The next moment to ask from, for a reader who reads afterwards."""
    now = present()
    return now.fernet.encrypt_at_time(now.xid.to_bytes(XID_BYTES), now.seconds).decode()


def transaction_of(moment: str) -> int:
    """The first transaction that a moment may have missed; a ValueError if another database gave it.

    Of a moment that lies too far back it cannot be told any more what has changed since.
    """
    if moment == BEGINNING:
        return 0
    now = present()
    try:
        xid = int.from_bytes(now.fernet.decrypt(moment))
        seconds = now.fernet.extract_timestamp(moment)
    except InvalidToken as error:
        raise ValueError(moment) from error
    if xid > now.xid:
        raise ValueError(moment)
    if now.seconds - seconds > MOMENTS_LAST.total_seconds():
        raise ForgottenMomentError
    return xid
