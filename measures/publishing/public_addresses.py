"""Feeds and calendars for everybody: where they are, what they are called, and what they return."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from measures.models import PUBLIC, Entry, Measure, SecretUrlKind
from measures.publishing.entry_filters import EntryFilters
from measures.publishing.feeds import SINCE, FeedHead
from measures.publishing.filter_forms import find_reports
from measures.publishing.filters import RecordFilters
from measures.publishing.measure_filters import CalendarFilters
from measures.publishing.secret_addresses import SharedDocument, document_of
from measures.publishing.site_urls import absolute

# The parameters that are no filters: the language of the texts, and where a page of a feed begins.
LANGUAGE, BEFORE = "language", "before"
# When what has no entry yet was made.
BEGINNING = datetime(int(SINCE), 1, 1, tzinfo=UTC)


class PublicEntryFilters(EntryFilters):
    """The filters of a feed for everybody, without the one that depends on who asks."""

    followed = None  # type: ignore[assignment]


class PublicCalendarFilters(CalendarFilters):
    """The filters of a calendar for everybody, without those that depend on who asks."""

    followed = owner = None  # type: ignore[assignment]


PUBLIC_FILTERS: Mapping[str, type[RecordFilters]] = {
    SecretUrlKind.CALENDAR: PublicCalendarFilters,
    SecretUrlKind.FEED: PublicEntryFilters,
}


def chosen_filters(parameters: QueryDict) -> list[tuple[str, str]]:
    """The filters among the parameters of an address, in one order."""
    names = sorted(name for name in parameters if name not in (LANGUAGE, BEFORE))
    return [(name, value) for name in names for value in parameters.getlist(name)]


def public_filters(kind: str, chosen: Sequence[tuple[str, str]], *, on: date) -> RecordFilters:
    """The filters of a feed or a calendar for everybody: they know of nothing that is not public."""
    is_feed = kind == SecretUrlKind.FEED
    rows = Entry.objects.visible_to(PUBLIC) if is_feed else Measure.objects.seen_by(PUBLIC).whole()
    return PUBLIC_FILTERS[kind](QueryDict(urlencode(chosen)), rows, reader=AnonymousUser(), on=on, audience=PUBLIC)


def public_path(kind: str, chosen: Sequence[tuple[str, str]], language: str) -> str:
    return f"{reverse(f'public-{kind}')}?{urlencode([*chosen, (LANGUAGE, language)])}"


def public_url(kind: str, chosen: Sequence[tuple[str, str]], language: str) -> str:
    return absolute(public_path(kind, chosen, language))


def public_document(
    kind: str, chosen: Sequence[tuple[str, str]], filters: RecordFilters, language: str, *, before: str
) -> SharedDocument | None:
    """What is public of what the filters choose; None if there is no such page."""
    with translation.override(language):
        return document_of(
            kind,
            FeedHead(
                name=f"journal?{urlencode([*chosen, (LANGUAGE, language)])}",
                title=public_title(kind, chosen, filters),
                made_at=BEGINNING,
                url=public_url(kind, chosen, language),
                page_url=f"{reverse('journal')}?{urlencode(chosen)}",
            ),
            filters,
            before=before,
        )


def public_title(kind: str, chosen: Sequence[tuple[str, str]], filters: RecordFilters) -> str:
    """The report and the filters, in words."""
    what = _("Journal") if kind == SecretUrlKind.FEED else _("Dates")
    words = [
        str(find_reports([value], filters.form).get().words("title"))
        if name == "report"
        else filters.form.in_words(name, value)
        for name, value in chosen
    ]
    return " · ".join([what, *(words or [_("CBM Tracker")])])
