"""Requests that are sent again: the first is acted on, and the others get what it was answered."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from measures.errors import KeyReusedError, RedactedEntryError
from measures.models import IdempotencyKey, User
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def claim(key: str, *, digest: str, by: User, at: datetime) -> IdempotencyKey:
    """Claim a key for one request until the end of the transaction, or find what was answered to it before.

    Of two that are sent at once the second waits here until the first has been answered, or has failed.
    """
    mine = IdempotencyKey.objects.filter(user=by, key=key)
    mine.outdated(at=at).delete()
    IdempotencyKey.objects.bulk_create([IdempotencyKey(user=by, key=key, digest=digest)], ignore_conflicts=True)
    claimed = mine.get()
    if claimed.digest != digest:
        raise KeyReusedError
    if claimed.status == HTTPStatus.GONE:
        raise RedactedEntryError
    return claimed


def keep_answer(claimed: IdempotencyKey, *, status: int, headers: Mapping[str, str], body: str) -> None:
    """Keep what a request was answered, in the transaction of what it did."""
    claimed.status, claimed.headers, claimed.body = status, dict(headers), body
    claimed.save(update_fields=["status", "headers", "body"])


def forget_answers(naming: str) -> None:
    """Forget the answers that name a row whose content has to go; that there were such requests stays."""
    IdempotencyKey.objects.filter(body__contains=naming).update(body="", status=HTTPStatus.GONE)


def forget_requests(*, at: datetime) -> int:
    """Forget the requests that nobody sends again."""
    return IdempotencyKey.objects.outdated(at=at).delete()[0]
