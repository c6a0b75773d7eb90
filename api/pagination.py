"""Pages of a list by the key of its last row: exactly once, however deep, while rows are added."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError as FieldError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

if TYPE_CHECKING:  # the settings name this module, so it is imported before the views are
    from rest_framework.views import APIView

PAGE_SIZE = 100
LARGEST_PAGE = 500
PARAMETERS = ("cursor", "page_size", "count")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after the row with these values, or before it where it goes backwards."""

    values: Sequence[str | int]
    backwards: bool = False

    def __str__(self) -> str:
        content = json.dumps([int(self.backwards), *self.values], separators=(",", ":"), ensure_ascii=False)
        return urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, length: int) -> Cursor:
        """Read what `str` wrote; anything else is a ValueError."""
        content = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(content, list) or len(content) != length + 1:
            raise ValueError(text)
        backwards, *values = content
        if not all(isinstance(value, (str, int)) and "\0" not in str(value) for value in values):
            raise ValueError(text)
        return cls(values, bool(backwards))


class KeysetPagination(BasePagination):
    """``?cursor=&page_size=&count=true``; the view's `keyset` is its total order on columns that are never empty."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.base_url = request.build_absolute_uri()
        self.keyset: Sequence[str] = view.keyset  # type: ignore[union-attr]
        size = page_size(request)
        cursor = self.cursor_of(request)
        self.count = queryset.count() if flag(request, "count") else None
        backwards = cursor is not None and cursor.backwards
        order = [turned(name) for name in self.keyset] if backwards else self.keyset
        rows = queryset.order_by(*order)
        if cursor is not None:
            rows = after(rows, order, cursor.values)
        try:
            page = list(rows[: size + 1])
        except (FieldError, ValueError) as error:
            raise unreadable_cursor() from error
        has_more, page = len(page) > size, page[:size]
        if backwards:
            page.reverse()
        self.next = self.link(page[-1], backwards=False) if page and (has_more or backwards) else None
        before = has_more if backwards else cursor is not None
        self.previous = self.link(page[0], backwards=True) if page and before else None
        return page

    def cursor_of(self, request: Request) -> Cursor | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        try:
            return Cursor.parse(text, len(self.keyset))
        except (ValueError, Base64Error) as error:
            raise unreadable_cursor() from error

    def link(self, row: Model, *, backwards: bool) -> str:
        values = [value_of(row, name.removeprefix("-")) for name in self.keyset]
        return replace_query_param(self.base_url, "cursor", str(Cursor(values, backwards)))

    def get_paginated_response(self, data: Any) -> Response:
        page = {"next": self.next, "previous": self.previous, "results": data}
        return Response(page if self.count is None else {"count": self.count, **page})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        count = {"type": "integer", "description": "Only with count=true."}
        properties = {"count": count, "next": link, "previous": link, "results": schema}
        return {"type": "object", "required": ["next", "previous", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        described = [
            ("cursor", {"type": "string"}, "Where the page begins, as “next” and “previous” say."),
            ("page_size", size, "Rows in a page."),
            ("count", {"type": "boolean"}, "Whether to count all rows that match."),
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


def flag(request: Request, name: str) -> bool:
    """A parameter that is true or false, and false where it is not given."""
    text = request.query_params.get(name, "false")
    if text not in ("true", "false"):
        raise ValidationError({name: [_("Write true or false.")]})
    return text == "true"


def unreadable_cursor() -> ValidationError:
    return ValidationError({"cursor": [_("This cursor is unreadable: follow “next” and “previous” as they are.")]})


def turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def after(rows: QuerySet[Any], order: Sequence[str], values: Sequence[str | int]) -> QuerySet[Any]:
    """Rows that come after these values in an order: later by the first column, or the same and later by the next."""
    beyond, same = Q(), Q()
    try:
        for name, value in zip(order, values, strict=True):
            column = name.removeprefix("-")
            lookup = "lt" if name.startswith("-") else "gt"
            beyond |= same & Q(**{f"{column}__{lookup}": value})
            same &= Q(**{column: value})
        return rows.filter(beyond)
    except (FieldError, ValueError, TypeError) as error:
        raise unreadable_cursor() from error


def value_of(row: Model, path: str) -> str | int:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value.isoformat() if isinstance(value, (date, datetime)) else value
