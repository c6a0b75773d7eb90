"""Moments: from when on somebody who keeps a copy of a list asks for what has changed.

Transactions commit in another order than they begin in, so no time of day tells what a reader has seen. A moment is the
oldest transaction that was running when he read: what it or a later one changed is told to him, some of it twice, and
nothing is missed. It goes with the database that gave it: one that was restored counts its transactions anew.

How far the count of transactions has come would tell him that others write, what is hidden from him included: he gets
it enciphered, in other letters each time.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from django.utils.crypto import constant_time_compare, salted_hmac

from measures.errors import ForgottenMomentError
from measures.models import Moment

# What one who has nothing yet asks from.
BEGINNING = "beginning"
NONCE, NUMBER, SEAL = 16, 8, 16


def present_moment() -> str:
    """The moment to ask from next, for one who reads what comes after."""
    present = Moment.objects.present()
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + enciphered(present.xid.to_bytes(NUMBER), nonce)
    return urlsafe_b64encode(sealed + seal(sealed, present.database)).decode()


def transaction_of(moment: str) -> int:
    """The first transaction that is not surely known at a moment; a ValueError if this database did not give it.

    Of a moment that lies too far back it cannot be told any more what has changed since.
    """
    if moment == BEGINNING:
        return 0
    try:
        content = urlsafe_b64decode(moment.encode("ascii"))
    except (Base64Error, UnicodeEncodeError) as error:
        raise ValueError(moment) from error
    present = Moment.objects.present()
    sealed, given = content[:-SEAL], content[-SEAL:]
    if len(content) != NONCE + NUMBER + SEAL or not constant_time_compare(given, seal(sealed, present.database)):
        raise ValueError(moment)
    xid = int.from_bytes(enciphered(sealed[NONCE:], sealed[:NONCE]))
    if xid > present.xid:
        raise ValueError(moment)
    if xid < Moment.objects.kept_from(present):
        raise ForgottenMomentError
    return xid


def enciphered(number: bytes, nonce: bytes) -> bytes:
    """A number hidden under a stream of bytes that is used once; the same again reveals it."""
    stream = salted_hmac("measures.moments.cipher", nonce, algorithm="sha256").digest()
    return bytes(one ^ other for one, other in zip(number, stream, strict=False))


def seal(sealed: bytes, database: str) -> bytes:
    return salted_hmac("measures.moments.seal", database.encode() + sealed, algorithm="sha256").digest()[:SEAL]
