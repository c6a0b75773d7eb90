"""The corrections of a report as an Atom feed."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from measures.models import Audience, CorrectionReason, Report
from measures.models.bylines import byline
from measures.publishing.feeds import MEDIA_TYPE, SINCE, FeedHead, add, begin_feed, finish_feed, moment
from measures.publishing.site_urls import absolute, host

__all__ = ["MEDIA_TYPE", "corrections_feed"]


def corrections_feed(report: Report, reasons: Iterable[CorrectionReason], audience: Audience) -> bytes:
    """These corrections, the latest first, in the active language, as an audience reads them."""
    rows = list(reasons)
    head = FeedHead(
        name=f"corrections/{report.slug}",
        title=_("Corrections: %(report)s") % {"report": report.words("title")},
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        page_url=f"/corrections/?{urlencode({'report': report.slug})}",
    )
    feed = begin_feed(head, [correction_moment(row) for row in rows])
    add(feed, "rights", str(report.words("disclaimer")))
    return finish_feed(feed, (correction_entry(row, absolute(head.page_url), audience) for row in rows))


def correction_entry(row: CorrectionReason, page: str, audience: Audience) -> Element:
    entry = Element("entry")
    add(entry, "id", f"tag:{host()},{SINCE}:correction/{row.pk}")
    add(entry, "title", str(row.words("was") or row.words("why")))
    add(entry, "updated", moment(correction_moment(row)))
    author = byline(row, "entry__author_name", audience) or _("The record’s authors")
    add(SubElement(entry, "author"), "name", author)
    add(entry, "link", rel="alternate", href=absolute(f"/journal/{row.entry.key}/") if row.entry else page)
    texts = (row.words(name) for name in ("was", "now", "why"))
    add(entry, "content", "\n".join(str(words) for words in texts if words), type="text")
    return entry


def correction_moment(row: CorrectionReason) -> datetime:
    return datetime.combine(row.corrected_on, time.min, tzinfo=UTC)
