"""The pages of a list, linked by cursor and never by number; and what stands around the rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from measures.lists.paging import Cursor, Page, PageRow, UnreadableCursorError, fetch_models, page_among, page_of
from measures.publishing.filters import RecordFilters
from measures.views.exports import export_links
from measures.views.filter_fields import applied_filters, without
from measures.views.reading import ReadingRequest, query
from measures.views.saved_views import saving_of


@dataclass(frozen=True, slots=True)
class ListPage[Row]:
    """The rows of a page, the addresses before and after it, and what is wrong with the requested one."""

    rows: Sequence[Row]
    previous_url: str
    next_url: str
    problems: Sequence[str] = ()

    @property
    def links(self) -> dict[str, object]:
        """What a template shows of a page beside its rows."""
        return {"problems": self.problems, "previous_url": self.previous_url, "next_url": self.next_url}


def paged[M: Model](
    parameters: QueryDict,
    rows: QuerySet[M],
    keyset: Sequence[str],
    size: int,
    *,
    parameter: str = "cursor",
    fitting: Callable[[Sequence[M]], int] = len,
) -> ListPage[M]:
    """The requested page of a list."""

    def page(cursor: Cursor) -> Page[M]:
        return page_of(rows, keyset, cursor, size, fetch=fetch_models, fitting=fitting)

    return requested_page(parameters, len(keyset), page, parameter)


def paged_among[Content](
    parameters: QueryDict, rows: Sequence[PageRow[Content]], keyset: Sequence[str], size: int
) -> ListPage[Content]:
    """The requested page of rows that were worked out."""
    return requested_page(parameters, len(keyset), lambda cursor: page_among(rows, keyset, cursor, size))


def requested_page[Content](
    parameters: QueryDict, width: int, page_at: Callable[[Cursor], Page[Content]], parameter: str = "cursor"
) -> ListPage[Content]:
    """The page at a cursor of so many values; where it cannot be read, the first one, which says so."""
    text, problems = parameters.get(parameter, ""), []
    try:
        page = page_at(Cursor.parse(text, width) if text else Cursor())
    except UnreadableCursorError:
        page = page_at(Cursor())
        problems.append(_("This cursor cannot be read: use “next” and “previous” unchanged."))

    def url(cursor: Cursor | None) -> str:
        kept = [pair for pair in without(parameters) if pair[0] != parameter]
        return query([*kept, (parameter, str(cursor))]) if cursor else ""

    return ListPage(page.rows, url(page.previous), url(page.next), problems)


def around_list(
    request: ReadingRequest, parameters: QueryDict, filters: RecordFilters, page: ListPage[Any], problems: Sequence[str]
) -> dict[str, object]:
    """What stands around the rows of a page that can be saved as a view."""
    saving = saving_of(request.reading.path.strip("/"), parameters, request.reading.reader)
    return {**around_rows(request, parameters, filters, page, problems), "saving": saving}


def around_rows(
    request: ReadingRequest, parameters: QueryDict, filters: RecordFilters, page: ListPage[Any], problems: Sequence[str]
) -> dict[str, object]:
    """What stands around the rows of a page."""
    return {
        **page.links,
        "applied": applied_filters(filters, parameters, request.path),
        "problems": [*problems, *page.problems],
        "clear_url": request.path + query(request.reading.kept),
        "exports": export_links(request),
    }
