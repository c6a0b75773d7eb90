"""Pages of a list by the values of a row at their edge: every row exactly once, however deep, while rows are added."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.crypto import salted_hmac

from measures.models import PartialDate

type Values = Sequence[str | int | float]

# So many digits hold any number of a column.
LENGTH = 20


class UnreadableCursorError(ValueError):
    """A cursor that was not made here, or for another order."""


def cursor_cipher() -> AESSIV:
    """Enciphers the same cursor alike each time: an answer with it stays the same, and so does its ETag."""
    return AESSIV(salted_hmac("measures.cursors", "", algorithm="sha512").digest())


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins in an ordering: after the row with these values, or before it where it goes backwards.

    Without values, at the first row. `moment` is what a reader of changes asks from next: that of their first page.
    """

    values: Values = ()
    ordering: str = ""
    backwards: bool = False
    moment: str = ""

    def __str__(self) -> str:
        """Its content, enciphered: the place of a row in a report would tell how many are hidden before it.

        So would the length of that place, which is the same for all.
        """
        parts = [int(self.backwards), self.ordering, self.moment, *self.values]
        content = ",".join(json.dumps(part, ensure_ascii=False).ljust(LENGTH) for part in parts)
        return urlsafe_b64encode(cursor_cipher().encrypt(f"[{content}]".encode(), None)).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, length: int) -> Self:
        """Read what `str` wrote, of so many values."""
        try:
            content = cursor_cipher().decrypt(urlsafe_b64decode(text + "=" * (-len(text) % 4)), None)
        except (ValueError, InvalidTag) as error:
            raise UnreadableCursorError(text) from error
        backwards, ordering, moment, *values = json.loads(content)
        if len(values) != length:
            raise UnreadableCursorError(text)
        return cls(values, ordering, bool(backwards), moment)


@dataclass(frozen=True, slots=True)
class PageRow[Content]:
    """A row of a page, and the values that it is found by."""

    values: Sequence[Any]
    content: Content


@dataclass(frozen=True, slots=True)
class Page[Content]:
    """Some rows of a list, and where those before and after them begin, if there are any."""

    rows: Sequence[Content]
    previous: Cursor | None = None
    next: Cursor | None = None


def page_of[Content](
    rows: QuerySet[Model],
    keyset: Sequence[str],
    cursor: Cursor,
    size: int,
    *,
    fetch: Callable[[QuerySet[Any], Sequence[str], int], list[PageRow[Content]]],
    fixed: Mapping[str, str] | None = None,
    fitting: Callable[[Sequence[Content]], int] = len,
) -> Page[Content]:
    """A page of rows in the order of `keyset`: columns that are never empty, with their signs, the last one unique.

    `fetch` gives the first rows in an order; `fixed` are the columns that a filter holds to one value; `fitting` says
    how many of the rows a page has room for, where that is not the size alone.
    """
    order = [reverse_order(name) for name in keyset] if cursor.backwards else keyset
    try:
        here = after(rows, order, cursor.values, fixed or {}) if cursor.values else rows
        found = fetch(here, order, size + 1)
    except (ValidationError, ValueError, TypeError) as error:
        raise UnreadableCursorError(str(cursor)) from error
    room = min(size, fitting([row.content for row in found]))
    has_more, found = len(found) > room, found[:room]
    if cursor.backwards:
        found.reverse()
    if not found:
        return Page([])

    def cursor_at(row: PageRow[Content], *, backwards: bool) -> Cursor:
        return replace(cursor, values=[as_json_value(value) for value in row.values], backwards=backwards)

    has_previous = has_more if cursor.backwards else bool(cursor.values)
    return Page(
        [row.content for row in found],
        previous=cursor_at(found[0], backwards=True) if has_previous else None,
        next=cursor_at(found[-1], backwards=False) if has_more or cursor.backwards else None,
    )


def page_among[Content](
    rows: Sequence[PageRow[Content]], keyset: Sequence[str], cursor: Cursor, size: int
) -> Page[Content]:
    """A page of rows that were worked out instead of asked for; they come in the order of `keyset`."""
    try:
        if cursor.backwards:
            before = [row for row in rows if comes_after(cursor.values, row.values, keyset)]
            found, has_previous, has_next = before[-size:], len(before) > size, True
        else:
            following = [row for row in rows if not cursor.values or comes_after(row.values, cursor.values, keyset)]
            found, has_previous, has_next = following[:size], bool(cursor.values), len(following) > size
    except TypeError as error:
        raise UnreadableCursorError(str(cursor)) from error
    if not found:
        return Page([])
    return Page(
        [row.content for row in found],
        previous=replace(cursor, values=found[0].values, backwards=True) if has_previous else None,
        next=replace(cursor, values=found[-1].values, backwards=False) if has_next else None,
    )


def comes_after(values: Sequence[Any], edge: Sequence[Any], keyset: Sequence[str]) -> bool:
    """Whether a row with these values comes after one with those at the edge."""
    for name, value, at_edge in zip(keyset, values, edge, strict=True):
        if value != at_edge:
            return bool(value < at_edge) if name.startswith("-") else bool(value > at_edge)
    return False


def fetch_models[M: Model](rows: QuerySet[M], order: Sequence[str], limit: int) -> list[PageRow[M]]:
    """The first rows in an order, as models."""
    columns = [bare(name) for name in order]
    return [PageRow([value_at(row, name) for name in columns], row) for row in rows.order_by(*order)[:limit]]


def bare(name: str) -> str:
    """The column of an order, whichever direction it goes in."""
    return name.removeprefix("-")


def reverse_order(name: str) -> str:
    return bare(name) if name.startswith("-") else f"-{name}"


def after[M: Model](rows: QuerySet[M], order: Sequence[str], values: Values, fixed: Mapping[str, str]) -> QuerySet[M]:
    """Rows that come after these values in an order: later by the first column, or the same and later by the next.

    Columns that a filter fixes to the value at the edge are left out: all rows share it, and to compare it would keep
    the database from using an index.
    """
    edge = [(name, value) for name, value in zip(order, values, strict=True) if fixed.get(bare(name)) != value]
    beyond, same = Q(), Q()
    # Not needed to say which, but to find them by an index.
    first, value = edge[0]
    rows = rows.filter(**{f"{bare(first)}__{'lte' if first.startswith('-') else 'gte'}": value})
    for name, value in edge:
        beyond |= same & Q(**{f"{bare(name)}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{bare(name): value})
    return rows.filter(beyond)


def value_at(row: Model, path: str) -> object:
    value: object = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def as_json_value(value: Any) -> str | int | float:
    if isinstance(value, PartialDate):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value
