"""What a secret address returns: with its user's filters, for participants at most."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from measures.access import audience_sent_to
from measures.digests.mail_urls import absolute
from measures.models import Entry, Measure, SecretUrl, SecretUrlKind, User
from measures.publishing.calendars import MEDIA_TYPE as CALENDAR
from measures.publishing.calendars import calendar_of
from measures.publishing.feeds import MEDIA_TYPE as FEED
from measures.publishing.feeds import feed_of
from measures.publishing.filter_kinds import RecordFilters
from measures.publishing.filters import EntryFilters, MeasureFilters


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A calendar or a feed as it is sent."""

    content: bytes
    media_type: str

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:32]}"'


def filters_for(kind: str, filters: str, user: User, *, on: date) -> RecordFilters:
    """The filters of a calendar's or a feed's list."""
    parameters, audience = QueryDict(filters), audience_sent_to(user)
    if kind == SecretUrlKind.CALENDAR:
        measures = Measure.objects.seen_by(audience).whole()
        return MeasureFilters(parameters, measures, reader=user, on=on, audience=audience)
    return EntryFilters(parameters, Entry.objects.visible_to(audience), reader=user, on=on, audience=audience)


def check_filters(kind: str, filters: str, user: User, *, on: date) -> None:
    """Refuse filters that the list does not accept."""
    form = filters_for(kind, filters, user, on=on).form
    if not form.is_valid():
        problems = [f"{name}: {message}" for name, messages in form.errors.items() for message in messages]
        raise ValidationError({"filters": problems})


def shared_document(address: SecretUrl, *, on: date, before: str = "") -> SharedDocument | None:
    """What an address shows on a day, in its user's language; None if what it was made for is gone."""
    user, kind = address.user, address.kind
    with translation.override(user.language):
        filters = filters_for(kind, address.filters, user, on=on)
        if not filters.form.is_valid():
            return None
        if kind == SecretUrlKind.CALENDAR:
            return SharedDocument(calendar_of(address, filters.qs, audience_sent_to(user)), CALENDAR)
        content = feed_of(address, filters.qs, audience_sent_to(user), before=before)
        return None if content is None else SharedDocument(content, FEED)


def url_of_secret(kind: str, secret: str) -> str:
    """The URL of a secret."""
    return absolute(reverse(f"secret-{kind}", args=[secret]))
