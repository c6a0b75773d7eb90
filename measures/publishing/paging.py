"""Pages of a list by the values of a row at their edge: every row exactly once, however deep, while rows are added."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

type Place = Sequence[str | int]


class UnreadableCursorError(ValueError):
    """A cursor that was not made here, or for another order."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after the row with these values, or before it where it goes backwards."""

    values: Place
    backwards: bool = False

    def __str__(self) -> str:
        content = json.dumps([int(self.backwards), *self.values], separators=(",", ":"), ensure_ascii=False)
        return urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, length: int) -> Self:
        """Read what `str` wrote."""
        try:
            content = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, Base64Error) as error:
            raise UnreadableCursorError(text) from error
        if not isinstance(content, list) or len(content) != length + 1:
            raise UnreadableCursorError(text)
        backwards, *values = content
        if not all(isinstance(value, (str, int)) and "\0" not in str(value) for value in values):
            raise UnreadableCursorError(text)
        return cls(values, bool(backwards))


@dataclass(frozen=True, slots=True)
class Page[Row]:
    """Some rows of a list, and where those before and after them begin, if there are any."""

    rows: Sequence[Row]
    previous: Cursor | None = None
    next: Cursor | None = None


def page_of[M: Model](rows: QuerySet[M, M], keyset: Sequence[str], cursor: Cursor | None, size: int) -> Page[M]:
    """A page of rows in the order of `keyset`: columns that are never empty, with their signs, the last one unique."""
    backwards = cursor is not None and cursor.backwards
    order = [turned(name) for name in keyset] if backwards else keyset
    try:
        here = rows if cursor is None else after(rows, order, cursor.values)
        found = list(here.order_by(*order)[: size + 1])
    except (ValidationError, ValueError) as error:
        raise UnreadableCursorError(str(cursor)) from error
    return bounded(found, size, cursor, lambda row: [value_of(row, name.lstrip("-")) for name in keyset])


def bounded[Row](found: list[Row], size: int, cursor: Cursor | None, place: Callable[[Row], Place]) -> Page[Row]:
    """A page of rows of which one more than fits was looked for, in the direction of the cursor."""
    has_more, rows = len(found) > size, found[:size]
    backwards = cursor is not None and cursor.backwards
    if backwards:
        rows.reverse()
    if not rows:
        return Page(rows)
    has_previous = has_more if backwards else cursor is not None
    return Page(
        rows,
        previous=Cursor(place(rows[0]), backwards=True) if has_previous else None,
        next=Cursor(place(rows[-1])) if has_more or backwards else None,
    )


def bare(name: str) -> str:
    """The column of an order, whichever way it goes."""
    return name.removeprefix("-")


def turned(name: str) -> str:
    return bare(name) if name.startswith("-") else f"-{name}"


def after[M: Model](rows: QuerySet[M, M], order: Sequence[str], values: Place) -> QuerySet[M, M]:
    """Rows that come after these values in an order: later by the first column, or the same and later by the next."""
    beyond, same = Q(), Q()
    # Not needed to say which, but to find them by an index.
    lookup = "lte" if order[0].startswith("-") else "gte"
    try:
        rows = rows.filter(**{f"{order[0].removeprefix('-')}__{lookup}": values[0]})
        for name, value in zip(order, values, strict=True):
            column = bare(name)
            lookup = "lt" if name.startswith("-") else "gt"
            beyond |= same & Q(**{f"{column}__{lookup}": value})
            same &= Q(**{column: value})
        return rows.filter(beyond)
    except (ValidationError, ValueError, TypeError) as error:
        raise UnreadableCursorError(str(values)) from error


def value_of(row: Model, path: str) -> str | int:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value.isoformat() if isinstance(value, (date, datetime)) else value
