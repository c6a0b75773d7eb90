"""Repeated requests: the first is carried out, the others get its stored answer."""

import json
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from http import HTTPStatus
from operator import or_

from django.db.models import Q

from measures.access import audience_of
from measures.errors import KeyReusedError, ProposalSettledError, RedactedEntryError
from measures.models import Entry, IdempotencyKey, User
from measures.models.repeats import IdempotencyKeyQuerySet
from measures.operations.transactions import in_one_transaction

# In place of the status of an answer: what it said was redacted, or the proposal that it told of is settled.
REDACTED, SETTLED = HTTPStatus.GONE, HTTPStatus.CONFLICT


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
    if claimed.status == REDACTED:
        raise RedactedEntryError
    if claimed.status == SETTLED:
        logged_as = Entry.objects.visible_to(audience_of(by)).filter(key=claimed.body).first()
        raise ProposalSettledError(**{"entry": logged_as.key} if logged_as else {})
    return claimed


def keep_answer(claimed: IdempotencyKey, *, status: int, headers: Mapping[str, str], body: str) -> None:
    """Store the answer of a request, in the transaction of what it did."""
    claimed.status, claimed.headers, claimed.body = status, dict(headers), body
    claimed.save(update_fields=["status", "headers", "body"])


def forget_answers(keys: Collection[str], texts: Collection[str] = ()) -> None:
    """Delete the answers that hold a row whose content has to go; that there were requests stays."""
    answers_holding(keys, texts).update(body="", status=REDACTED)


def settle_answers(key: str, *, logged_as: str = "") -> None:
    """Put the key of the entry, if one was logged, in place of the answers that tell of a proposal."""
    answers_holding([key]).update(body=logged_as, status=SETTLED)


def answers_holding(keys: Collection[str], texts: Collection[str] = ()) -> IdempotencyKeyQuerySet:
    """The answers that name a row by a key and say one of its texts, or its key alone if it has none.

    A text of several words is no code: an answer that has it as a whole value holds it under whatever key.
    """
    naming = reduce(or_, (Q(body__contains=as_json(each)) for each in (*keys, *texts)), Q(pk=None))
    answers = IdempotencyKey.objects.filter(naming).exclude(status__in=[REDACTED, SETTLED])
    return IdempotencyKey.objects.filter(pk__in=[each.pk for each in answers if is_holding(each.body, keys, texts)])


def is_holding(body: str, keys: Collection[str], texts: Collection[str]) -> bool:
    values = set(values_in(json.loads(body)))
    is_named = any(value in keys or value.rstrip("/").rpartition("/")[2] in keys for value in values)
    if is_named and (not texts or any(text in value for text in texts for value in values)):
        return True
    return any(text in values for text in texts if not keys or " " in text or not text.isascii())


def values_in(content: object) -> Iterator[str]:
    """All values in a document of JSON, as texts."""
    if isinstance(content, dict | list):
        for each in content.values() if isinstance(content, dict) else content:
            yield from values_in(each)
    else:
        yield str(content)


def as_json(text: str) -> str:
    """A text as it stands in JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def forget_requests() -> int:
    """Delete requests that nobody repeats any more."""
    return IdempotencyKey.objects.outdated().delete()[0]
