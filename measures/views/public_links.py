"""Where other programs find what is public: links to feeds and calendars, and to the page that makes their address."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.access import everybody_may_read
from measures.models import Measure, SecretUrlKind
from measures.models.texts import reading_language
from measures.publishing.calendars import MEDIA_TYPE as CALENDAR
from measures.publishing.feeds import MEDIA_TYPE as FEED
from measures.publishing.filters import RecordFilters
from measures.publishing.public_addresses import PUBLIC_FILTERS, chosen_filters, public_path
from measures.views.reading import Reading, query

# The parameter that says what is wanted.
WHAT = "what"
MEDIA_TYPES: Mapping[SecretUrlKind, str] = {SecretUrlKind.FEED: FEED, SecretUrlKind.CALENDAR: CALENDAR}


def public_links(reading: Reading, measure: Measure | None = None) -> list[dict[str, str]]:
    """The feed and the calendar of a report, or of a measure, if it is public."""
    report = reading.report
    if report is None or not everybody_may_read(measure or report):
        return []
    chosen = [*([("measure", measure.key)] if measure else []), ("report", report.slug)]
    return [
        {
            "title": f"{label_of(kind)} · {measure or report}",
            "url": public_path(kind, chosen, reading_language()),
            "media_type": media_type,
        }
        for kind, media_type in MEDIA_TYPES.items()
    ]


def follow_url(kind: SecretUrlKind, filters: RecordFilters, reading: Reading) -> str:
    """Where the address is made for what a list shows, if that can be public."""
    chosen = [(name, value) for name, value in chosen_filters(filters.data) if name in filters.form.fields]
    is_public = reading.report is not None and everybody_may_read(reading.report)
    if not is_public or any(name not in PUBLIC_FILTERS[kind].base_filters for name, _value in chosen):
        return ""
    return reverse("follow") + query([(WHAT, kind.value), *chosen])


def label_of(kind: SecretUrlKind) -> str:
    return _("Feed of the journal") if kind == SecretUrlKind.FEED else _("Calendar of dates")
