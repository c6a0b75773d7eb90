"""Pages as spreadsheets: what a list shows, all of its pages at once, in the reader's language."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from measures import access
from measures.lists.records import RecordSerializer
from measures.models import SecretUrlKind
from measures.publishing.filters import RecordFilters
from measures.publishing.spreadsheets import FORMATS, XLSX, Stamp, exported, sheet_of_list
from measures.views.reading import Reading, query

FORMAT = "format"


def chosen_format(request: HttpRequest) -> str:
    """The kind of file that was asked for, if any."""
    chosen = request.GET.get(FORMAT, "")
    if chosen and chosen not in FORMATS:
        raise Http404(chosen)
    return chosen


def export_links(request: HttpRequest) -> list[dict[str, str]]:
    """The page as each kind of file, with its filters and its day."""
    kept = [(name, value) for name, values in request.GET.lists() for value in values]
    kept = [(name, value) for name, value in kept if value and name not in ("cursor", FORMAT)]
    return [file_link(each, query([*kept, (FORMAT, each)])) for each in FORMATS]


def file_link(ending: str, url: str) -> dict[str, str]:
    """A page, or a part of it, as a file of one kind."""
    return {"label": ending.upper(), "url": url}


def export_page(
    request: HttpRequest,
    reading: Reading,
    kind: type[RecordSerializer],
    found: QuerySet[Any],
    filters: RecordFilters | None = None,
) -> HttpResponseBase:
    """The list of a page as a file, named as the page is."""
    reports = [reading.report] if reading.report else []
    in_words = filters.in_words if filters and chosen_format(request) == XLSX else ()
    stamp = Stamp(reports, reading.on, reading.known_at, request.build_absolute_uri(), filters=in_words)
    sheet = sheet_of_list(
        reading.path.strip("/"),
        kind,
        found,
        [str(name) for name in found.query.order_by or found.model._meta.ordering],
        stamp,
        audience=reading.audience,
        days=reading.days,
        root=request.build_absolute_uri("/").rstrip("/"),
        in_words=True,
    )
    return exported(sheet, chosen_format(request))


def address_link(filters: RecordFilters, parameters: QueryDict, kind: SecretUrlKind, reader: access.Reader) -> str:
    """Where a reader makes a secret address for what a list shows; only for those who have signed in."""
    if not access.allows(reader, "keep_secret_url"):
        return ""
    chosen = [(name, value) for name in parameters if name in filters.form.fields for value in parameters.getlist(name)]
    return reverse("addresses") + query({"kind": kind.value, "filters": urlencode(chosen)})
