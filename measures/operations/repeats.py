"""Repeated requests: the first is carried out, the others get its stored answer."""

from collections.abc import Mapping
from functools import reduce
from http import HTTPStatus
from operator import or_

from django.db.models import Q

from measures.errors import KeyReusedError, RedactedEntryError
from measures.models import IdempotencyKey, User
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def claim(key: str, *, digest: str, by: User) -> IdempotencyKey:
    """Claim a key for one request until the end of the transaction, or find its stored answer.

    Of two that are sent at once the second waits here until the first has been answered, or has failed.
    """
    mine = IdempotencyKey.objects.filter(user=by, key=key)
    mine.outdated().delete()
    IdempotencyKey.objects.bulk_create([IdempotencyKey(user=by, key=key, digest=digest)], ignore_conflicts=True)
    claimed = mine.get()
    if claimed.digest != digest:
        raise KeyReusedError
    if claimed.status == HTTPStatus.GONE:
        raise RedactedEntryError
    return claimed


def keep_answer(claimed: IdempotencyKey, *, status: int, headers: Mapping[str, str], body: str) -> None:
    """Store the answer of a request, in the transaction of what it did."""
    claimed.status, claimed.headers, claimed.body = status, dict(headers), body
    claimed.save(update_fields=["status", "headers", "body"])


def forget_answers(*texts: str) -> None:
    """Delete answers with the key of a row whose content has to go, or with a text; that there were requests stays."""
    holding = reduce(or_, (Q(body__contains=text) for text in texts))
    IdempotencyKey.objects.filter(holding).update(body="", status=HTTPStatus.GONE)


def forget_requests() -> int:
    """Delete requests that nobody repeats any more."""
    return IdempotencyKey.objects.outdated().delete()[0]
