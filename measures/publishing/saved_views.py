"""Which saved views somebody sees, the address of one's list, and whether that list accepts its filters."""

from datetime import date

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from measures import access
from measures.access import Reader, audience_of
from measures.models import Entry, Evidence, Measure, SavedList, SavedView, User
from measures.publishing.entry_filters import EntryFilters
from measures.publishing.filters import EvidenceFilters, RecordFilters, refuse_faulty
from measures.publishing.measure_filters import MeasureFilters

# Parameters of a list's address that are not saved.
KEPT = ("as_of", "known_at", "sort", "year")


def seen_views(reader: Reader) -> QuerySet[SavedView]:
    """One's own views, and for the team those that others share, by their names."""
    seen = Q(user=reader.pk)
    if access.allows(reader, "read_shared_views"):
        seen |= Q(is_shared=True)
    return SavedView.objects.filter(seen).select_related("user").order_by("name", "user__name", "pk")


def url_of_view(view: SavedView) -> str:
    return reverse(view.page) + (f"?{view.filters}" if view.filters else "")


def check_saved_view(page: str, filters: str, user: User, *, on: date) -> None:
    """Refuse filters that the list does not accept."""
    refuse_faulty(filters_of(page, QueryDict(filters), user, on=on))


def filters_of(page: str, parameters: QueryDict, user: User, *, on: date) -> RecordFilters:
    """The filters of a view's list."""
    audience = audience_of(user)
    lists: dict[str, tuple[type[RecordFilters], QuerySet[Model]]] = {
        SavedList.MEASURES: (MeasureFilters, Measure.objects.seen_by(audience).whole()),
        SavedList.JOURNAL: (EntryFilters, Entry.objects.visible_to(audience)),
        SavedList.SOURCES: (EvidenceFilters, Evidence.objects.visible_to(audience)),
    }
    filters, rows = lists[page]
    return filters(parameters, rows, reader=user, on=on, other_parameters=KEPT)
