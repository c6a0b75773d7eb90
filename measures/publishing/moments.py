"""Moments: from when on somebody who keeps a copy of a list asks for what has changed.

Transactions commit in another order than they begin in, so no time of day tells what a reader has seen. A moment is the
oldest transaction that was running when they read: what it or a later one changed is told to them, some of it twice,
and nothing is missed. It goes with the database that gave it: one that was restored counts its transactions anew.

How far the count of transactions has come would tell them that others write, what is hidden from them included: they
get it encrypted, in other letters each time.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from measures.errors import ForgottenMomentError
from measures.models import Moment

# What one who has nothing yet asks from.
BEGINNING = "beginning"
XID_BYTES = 8


def present_moment() -> str:
    """The moment to ask from next, for one who reads what comes after."""
    present = Moment.objects.present()
    return fernet_of(present.database).encrypt(present.xid.to_bytes(XID_BYTES)).decode()


def transaction_of(moment: str) -> int:
    """The first transaction that is not surely known at a moment; a ValueError if this database did not give it.

    Of a moment that lies too far back it cannot be told any more what has changed since.
    """
    if moment == BEGINNING:
        return 0
    present = Moment.objects.present()
    try:
        xid = int.from_bytes(fernet_of(present.database).decrypt(moment))
    except InvalidToken as error:
        raise ValueError(moment) from error
    if xid > present.xid:
        raise ValueError(moment)
    if xid < Moment.objects.kept_from(present):
        raise ForgottenMomentError
    return xid


def fernet_of(database: str) -> Fernet:
    """What encrypts the moments of one database, under a key of its own."""
    return Fernet(urlsafe_b64encode(salted_hmac("measures.moments", database, algorithm="sha256").digest()))
