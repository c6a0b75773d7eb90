"""Pages of a list by the key of its last row: each row exactly once, however deep, while rows are added."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from api.exports import DISCLAIMER
from measures.lists.paging import Cursor, Page, PageRow, UnreadableCursorError, bare, page_of, reverse_order
from measures.models import Audience
from measures.publishing.changed import present_moment, removed_from, transaction_of
from measures.publishing.parameters import truth_of
from measures.publishing.spreadsheets import DisclaimerRows
from measures.whole_numbers import whole_number

PAGE_SIZE = 100
LARGEST_PAGE = 500
NEWS_SCHEMA = {
    "changed_since": {
        "type": "string",
        "description": "With changed_since: the moment to ask from next; all pages have that of the first.",
    },
    "removed": {
        "type": "array",
        "items": {"type": "string"},
        "description": "With changed_since, on the first page: keys of changed rows not in this list.",
    },
}
CURSOR = "Where the page begins; “next” and “previous” give it."
NEXT = "Address of the next page; null on the last."
PREVIOUS = "Address of the page before; null on the first."
PARAMETERS = ("cursor", "page_size", "count", "ordering", "fields", "language", DISCLAIMER)

# The orderings of a list by name, with columns that are never null and together unique.
type Orderings = Mapping[str, Sequence[str]]


class PagedList(Protocol):
    """What a list gives to its pages: its reader, its orderings, and how its rows are counted and written."""

    orderings: Orderings
    held_by: Mapping[str, str]

    @property
    def ordering(self) -> str: ...

    @property
    def audience(self) -> Audience: ...

    def count(self, rows: QuerySet[Any]) -> int: ...

    def fetch(self, rows: QuerySet[Model], order: Sequence[str], limit: int) -> list[PageRow[str]]: ...


class KeysetPagination(BasePagination):
    """``?cursor=&page_size=&count=true&ordering=``: a total order on columns that are never empty."""

    def page(self, rows: QuerySet[Any], request: Request, view: PagedList) -> bytes:
        """A page of a list, as JSON bytes."""
        ordering, keyset = ordering_of(request, view)
        requested = cursor_of(request, ordering, len(keyset))
        size = page_size(request)
        changes = sync_fields(rows, request, view, requested)
        counted = view.count(rows) if flag(request, "count") else None
        cursor = replace(requested or Cursor(), ordering=ordering, moment=changes.get("changed_since", ""))
        held = {name: request.query_params.getlist(filtered) for name, filtered in view.held_by.items()}
        fixed = {name: values[0] for name, values in held.items() if len(values) == 1}
        try:
            found = page_of(rows, keyset, cursor, size, fetch=view.fetch, fixed=fixed)
        except UnreadableCursorError as error:
            raise unreadable_cursor() from error
        members = {"next": link(request, found.next), "previous": link(request, found.previous), **changes}
        head = json.dumps(members if counted is None else {"count": counted, **members})
        return f'{head[:-1]}, "results": [{", ".join(found.rows)}]}}'.encode()

    def get_paginated_response_schema(self, schema: dict[str, object]) -> dict[str, object]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {
            "count": {"type": "integer", "description": "Only with count=true."},
            "next": {**link, "description": NEXT},
            "previous": {**link, "description": PREVIOUS},
            **NEWS_SCHEMA,
            "results": {**schema, "description": "The rows of the page."},
        }
        return {"type": "object", "required": ["next", "previous", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view: PagedList) -> list[dict[str, object]]:  # type: ignore[override]
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        disclaimer = {"type": "string", "enum": DisclaimerRows.values, "default": DisclaimerRows.ONCE.value}
        described = [
            ("cursor", {"type": "string"}, CURSOR),
            ("page_size", size, "Number of rows in a page."),
            ("count", {"type": "boolean"}, "Whether to count all rows that match."),
            ("ordering", ordering_schema(view), "Order of the rows; “-” reverses it."),
            (DISCLAIMER, disclaimer, "In which rows of CSV and JSON Lines the disclaimer stands."),
        ]
        return [
            {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
            for name, schema, words in described
        ]


def page_size(request: Request) -> int:
    size = whole_number(request.query_params.get("page_size", str(PAGE_SIZE))) or 0
    if not 1 <= size <= LARGEST_PAGE:
        raise ValidationError({"page_size": [_("Ask for 1 to %(most)s rows.") % {"most": LARGEST_PAGE}]})
    return size


def ordering_schema(view: PagedList) -> dict[str, object]:
    return {"type": "string", "enum": ordering_names(view.orderings), "default": view.ordering}


def ordering_names(orderings: Orderings) -> list[str]:
    """Every ordering that a list accepts."""
    return [sign + name for name in orderings for sign in ("", "-")]


def ordering_of(request: Request, view: PagedList) -> tuple[str, Sequence[str]]:
    """The requested ordering, or the list's default, and its columns."""
    ordering = request.query_params.get("ordering", view.ordering)
    if ordering not in ordering_names(view.orderings):
        choices = ", ".join(ordering_names(view.orderings))
        words = _("Unknown ordering “%(asked)s”. Available: %(known)s.") % {
            "asked": ordering,
            "known": choices,
        }
        raise ValidationError({"ordering": [words]})
    columns = view.orderings[bare(ordering)]
    return ordering, [reverse_order(name) for name in columns] if ordering.startswith("-") else columns


def cursor_of(request: Request, ordering: str, length: int) -> Cursor | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        cursor = Cursor.parse(text, length)
    except UnreadableCursorError as error:
        raise unreadable_cursor() from error
    if cursor.ordering != ordering or bool(cursor.moment) != bool(moment_since(request)):
        raise unreadable_cursor()
    return cursor


def link(request: Request, cursor: Cursor | None) -> str | None:
    """The address of the page after a cursor."""
    return replace_query_param(request.build_absolute_uri(), "cursor", str(cursor)) if cursor else None


def sync_fields(rows: QuerySet[Model], request: Request, view: PagedList, cursor: Cursor | None) -> dict[str, Any]:
    """For readers who keep a copy: the moment to send next time and, on the first page, what left the list.

    The moment is taken before the first page is read, and handed out with every page.
    """
    since = moment_since(request)
    if not since:
        return {}
    if cursor is not None:
        return {"changed_since": cursor.moment, "removed": []}
    return {"changed_since": present_moment(), "removed": removed_from(rows, view.audience, transaction_of(since))}


def moment_since(request: Request) -> str:
    """The moment in `changed_since`, stripped as the filter strips it."""
    return request.query_params.get("changed_since", "").strip()


def flag(request: Request, name: str) -> bool:
    """A boolean parameter; false if it is missing."""
    truth = truth_of(request.query_params.get(name, "false"))
    if truth is None:
        raise ValidationError({name: [_("Enter true or false.")]})
    return truth


def page_at[Content](
    request: Request,
    rows: QuerySet[Model],
    keyset: Sequence[str],
    size: int,
    *,
    fetch: Callable[[QuerySet[Any], Sequence[str], int], list[PageRow[Content]]],
) -> tuple[Page[Content], dict[str, str | None]]:
    """The page of a reading that a request asks for, and the addresses of those beside it."""
    try:
        page = page_of(rows, keyset, cursor_of(request, "", len(keyset)) or Cursor(), size, fetch=fetch)
    except UnreadableCursorError as error:
        raise unreadable_cursor() from error
    return page, {"next": link(request, page.next), "previous": link(request, page.previous)}


def unreadable_cursor() -> ValidationError:
    return ValidationError({"cursor": [_("This cursor cannot be read: use “next” and “previous” unchanged.")]})
