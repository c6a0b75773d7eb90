"""What a secret address returns: with its user's filters, for participants at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from measures.access import audience_sent_to
from measures.models import Entry, Measure, SecretUrl, SecretUrlKind, User
from measures.publishing.calendars import MEDIA_TYPE as CALENDAR
from measures.publishing.calendars import calendar_of
from measures.publishing.entry_filters import EntryFilters
from measures.publishing.feeds import MEDIA_TYPE as FEED
from measures.publishing.feeds import FeedHead, feed_of
from measures.publishing.filters import AmbiguityFilters, EvidenceFilters, RecordFilters, refuse_faulty
from measures.publishing.measure_filters import CalendarFilters, MeasureFilters
from measures.publishing.row_filters import DateFilters, MilestoneFilters, ReadoutsFilters, SubjectFilters
from measures.publishing.site_urls import absolute
from measures.publishing.spreadsheets import CSV

# The parameter that says which list a table shows, and those that are no filters of it.
LIST, MEASURES = "list", "measures"
TABLE_PARAMETERS = ("as_of", "known_at", "ordering", "disclaimer", "fields", "language", "parts")
TABLES: Mapping[str, type[RecordFilters]] = {
    "ambiguities": AmbiguityFilters,
    "dates": DateFilters,
    "entries": EntryFilters,
    "evidence": EvidenceFilters,
    MEASURES: MeasureFilters,
    "milestones": MilestoneFilters,
    "readouts": ReadoutsFilters,
    "subjects": SubjectFilters,
}


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A calendar or a feed as it is sent."""

    content: bytes
    media_type: str

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:32]}"'


def filters_for(kind: str, filters: str, user: User, *, on: date) -> RecordFilters:
    """The filters of the list that a calendar, a feed or a table shows."""
    parameters, audience = QueryDict(filters), audience_sent_to(user)
    given: dict[str, Any] = {"reader": user, "on": on, "audience": audience}
    if kind == SecretUrlKind.TABLE:
        others = (LIST, *TABLE_PARAMETERS)
        return TABLES[table_of(filters)](parameters, SecretUrl.objects.none(), other_parameters=others, **given)
    if kind == SecretUrlKind.CALENDAR:
        return CalendarFilters(parameters, Measure.objects.seen_by(audience).whole(), **given)
    return EntryFilters(parameters, Entry.objects.visible_to(audience), **given)


def table_of(filters: str) -> str:
    """Which list a table shows, by its filters."""
    return QueryDict(filters).get(LIST, MEASURES)


def check_filters(kind: str, filters: str, user: User, *, on: date) -> None:
    """Refuse filters that the list does not accept."""
    if kind == SecretUrlKind.TABLE and table_of(filters) not in TABLES:
        raise ValidationError(
            {"filters": gettext("Choose one of these: %(choices)s.") % {"choices": ", ".join(TABLES)}}
        )
    refuse_faulty(filters_for(kind, filters, user, on=on))


def shared_document(address: SecretUrl, *, on: date, before: str) -> SharedDocument | None:
    """What an address shows on a day, in its user's language; None if what it was made for is gone."""
    user, kind = address.user, address.kind
    with translation.override(user.language):
        filters = filters_for(kind, address.filters, user, on=on)
        if not filters.form.is_valid():
            return None
        return document_of(kind, FeedHead(address.key, address.name, address.created_at), filters, before=before)


def document_of(kind: str, head: FeedHead, filters: RecordFilters, *, before: str) -> SharedDocument | None:
    """The calendar or the page of a feed that filters choose, in the active language; None if there is no such page."""
    if kind == SecretUrlKind.CALENDAR:
        return SharedDocument(calendar_of(head.title, filters.qs, filters.audience), CALENDAR)
    content = feed_of(head, filters.qs, filters.audience, before=before)
    return None if content is None else SharedDocument(content, FEED)


def url_of_secret(kind: str, secret: str) -> str:
    """The URL of a secret; of a table that as CSV, which ends otherwise for other formats."""
    formats = [CSV] if kind == SecretUrlKind.TABLE else []
    return absolute(reverse(f"secret-{kind}", args=[secret, *formats]))
