"""Pages of a list by the key of its last row: exactly once, however deep, while rows are added."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol, Self

from django.core.exceptions import ValidationError as FieldError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from measures.lists.statements import Written
from measures.models import Audience
from measures.publishing.changed import removed_from
from measures.publishing.moments import present_moment, transaction_of
from measures.publishing.paging import after, bare, turned
from measures.publishing.parameters import truth_of

PAGE_SIZE = 100
LARGEST_PAGE = 500
NEWS_SCHEMA = {
    "changed_since": {
        "type": "string",
        "description": "With changed_since: the moment to ask from next. Every page of a walk has that of the first.",
    },
    "removed": {
        "type": "array",
        "items": {"type": "string"},
        "description": "With changed_since, in the first page: keys of rows that changed and are not in this list.",
    },
}
PARAMETERS = ("cursor", "page_size", "count", "ordering")

# What a list can be ordered by: a name for columns that are never empty and together tell each row from every other.
type Orderings = Mapping[str, Sequence[str]]


class Paged(Protocol):
    """What a list has for its pages: who reads it, its orderings, and how its rows are counted and written."""

    orderings: Orderings
    ordering: str
    held_by: Mapping[str, str]

    @property
    def audience(self) -> Audience: ...

    def count(self, rows: QuerySet[Any]) -> int: ...

    def write(self, rows: QuerySet[Any], *, order: Sequence[str], limit: int) -> list[Written]: ...


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins in an ordering: after the row with these values, or before it where it goes backwards."""

    values: Sequence[str | int]
    ordering: str
    backwards: bool = False
    # From when on he asks next who asks for what has changed: the moment of the first page.
    moment: str = ""

    def __str__(self) -> str:
        parts = [int(self.backwards), self.ordering, self.moment, *self.values]
        content = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
        return urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, length: int) -> Self:
        """Read what `str` wrote; anything else is a ValueError."""
        content = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(content, list) or len(content) != length + 3:
            raise ValueError(text)
        backwards, ordering, moment, *values = content
        if not all(isinstance(value, (str, int)) and "\0" not in str(value) for value in (moment, *values)):
            raise ValueError(text)
        return cls(values, ordering, bool(backwards), str(moment))


class KeysetPagination(BasePagination):
    """``?cursor=&page_size=&count=true&ordering=``: a total order on columns that are never empty."""

    def page(self, rows: QuerySet[Any], request: Request, view: Paged) -> bytes:
        """A page of a list, as it is sent."""
        ordering, keyset = ordering_of(request, view)
        cursor = cursor_of(request, ordering, len(keyset))
        size = page_size(request)
        backwards = cursor is not None and cursor.backwards
        order = [turned(name) for name in keyset] if backwards else keyset
        told = news(rows, request, view, cursor)
        counted = view.count(rows) if flag(request, "count") else None
        try:
            here = rows if cursor is None else after(rows, *moving(order, cursor.values, request, view))
            found = view.write(here, order=order, limit=size + 1)
        except (FieldError, ValueError) as error:
            raise unreadable_cursor() from error
        has_more, found = len(found) > size, found[:size]
        if backwards:
            found.reverse()
        following = found[-1] if found and (has_more or backwards) else None
        preceding = found[0] if found and (has_more if backwards else cursor is not None) else None
        moment = told.get("changed_since", "")
        members = {
            "next": link(request, Cursor((), ordering, moment=moment), following),
            "previous": link(request, Cursor((), ordering, backwards=True, moment=moment), preceding),
            **told,
        }
        head = json.dumps(members if counted is None else {"count": counted, **members})
        return f'{head[:-1]}, "results": [{", ".join(row.document for row in found)}]}}'.encode()

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        count = {"type": "integer", "description": "Only with count=true."}
        properties = {"count": count, "next": link, "previous": link, **NEWS_SCHEMA, "results": schema}
        return {"type": "object", "required": ["next", "previous", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view: Paged) -> list[dict[str, Any]]:  # type: ignore[override]
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        described = [
            ("cursor", {"type": "string"}, "Where the page begins, as “next” and “previous” say."),
            ("page_size", size, "Rows in a page."),
            ("count", {"type": "boolean"}, "Whether to count all rows that match."),
            ("ordering", ordering_schema(view), "By what rows are ordered; with “-” the other way round."),
        ]
        return [
            {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
            for name, schema, words in described
        ]


def page_size(request: Request) -> int:
    text = request.query_params.get("page_size", str(PAGE_SIZE))
    if not text.isdecimal() or not 1 <= int(text[:9]) <= LARGEST_PAGE or len(text) > 9:
        raise ValidationError({"page_size": [_("Ask for 1 to %(most)s rows.") % {"most": LARGEST_PAGE}]})
    return int(text)


def moving(
    order: Sequence[str], values: Sequence[str | int], request: Request, view: Paged
) -> tuple[Sequence[str], Sequence[str | int]]:
    """Of the columns of an order, with their values at the edge, those that a filter does not hold to that one value.

    What all rows have in common says nothing of their order, and would keep the database from entering an index.
    """
    held = [request.query_params.get(view.held_by.get(bare(name), "")) for name in order]
    pairs = [(name, value) for name, value, one in zip(order, values, held, strict=True) if one != value]
    return [name for name, _ in pairs], [value for _, value in pairs]


def ordering_schema(view: Paged) -> dict[str, Any]:
    return {"type": "string", "enum": names_of(view.orderings), "default": view.ordering}


def names_of(orderings: Orderings) -> list[str]:
    """The closed list of what a list can be ordered by."""
    return [sign + name for name in orderings for sign in ("", "-")]


def ordering_of(request: Request, view: Paged) -> tuple[str, Sequence[str]]:
    """The ordering that is asked for, or that of the list, and its columns."""
    asked = request.query_params.get("ordering", view.ordering)
    if asked not in names_of(view.orderings):
        known = ", ".join(names_of(view.orderings))
        words = _("There is no ordering “%(asked)s”. These there are: %(known)s.") % {"asked": asked, "known": known}
        raise ValidationError({"ordering": [words]})
    columns = view.orderings[bare(asked)]
    return asked, [turned(name) for name in columns] if asked.startswith("-") else columns


def cursor_of(request: Request, ordering: str, length: int) -> Cursor | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        cursor = Cursor.parse(text, length)
    except (ValueError, Base64Error) as error:
        raise unreadable_cursor() from error
    if cursor.ordering != ordering or bool(cursor.moment) != bool(moment_asked_from(request)):
        raise unreadable_cursor()
    return cursor


def link(request: Request, cursor: Cursor, row: Written | None) -> str | None:
    """The address of the page that begins at a row."""
    if row is None:
        return None
    there = replace(cursor, values=[plain(value) for value in row.values])
    return replace_query_param(request.build_absolute_uri(), "cursor", str(there))


def news(rows: QuerySet[Any], request: Request, view: Paged, cursor: Cursor | None) -> dict[str, Any]:
    """What one who keeps a copy is told: the moment to ask from next and, first, what is in the list no longer.

    The moment is taken before the first page is read, and handed out with every page.
    """
    since = moment_asked_from(request)
    if not since:
        return {}
    if cursor is not None:
        return {"changed_since": cursor.moment, "removed": []}
    return {"changed_since": present_moment(), "removed": removed_from(rows, view.audience, transaction_of(since))}


def moment_asked_from(request: Request) -> str:
    """The moment that one who keeps a copy asks from, without blanks around it, as the filter takes it."""
    return request.query_params.get("changed_since", "").strip()


def flag(request: Request, name: str) -> bool:
    """A parameter that is true or false, and false where it is not given."""
    truth = truth_of(request.query_params.get(name, "false"))
    if truth is None:
        raise ValidationError({name: [_("Write true or false.")]})
    return truth


def unreadable_cursor() -> ValidationError:
    return ValidationError({"cursor": [_("This cursor is unreadable: follow “next” and “previous” as they are.")]})


def plain(value: Any) -> str | int:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
