"""The journal and its corrections as Atom feeds (RFC 4287): the latest first, a page at a time (RFC 5005).

A corrected or redacted entry stays in the feed, under the id it has always had, and says what became of it. Django's
`Atom1Feed` has no contents, no next page, no language of an entry and no links to a correction: a subclass that adds
them is longer than the elements written one by one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from django.db.models import Prefetch, Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from measures.models import (
    Audience,
    Bearing,
    Citation,
    Clarity,
    CorrectionReason,
    Direction,
    Entry,
    Party,
    Report,
    Speech,
    Statement,
)
from measures.models.bylines import byline
from measures.models.journal import EntryQuerySet
from measures.models.texts import in_sentence
from measures.models.written_dates import written_date
from measures.publishing.site_urls import absolute, host

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"
PAGE_SIZE = 50
# The date that tag URIs (RFC 4151) of entries need.
SINCE = "2026"
# Characters that no XML document may contain.
NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed is called, and where it is; without an address it is secret, and a copy of it does not reveal it."""

    name: str
    title: str
    made_at: datetime
    url: str = ""
    page_url: str = "/journal/"

    def next_url(self, last: Entry) -> str:
        """The page of the feed with what was recorded before an entry."""
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode({'before': last.key})}"


def feed_of(head: FeedHead, entries: EntryQuerySet, audience: Audience, *, before: str) -> bytes | None:
    """A page of these entries, those recorded before another where it is named, in the active language."""
    found = earlier_than(entries, before)
    if found is None:
        return None
    rows = list(entries_for_feed(found, audience)[: PAGE_SIZE + 1])
    page, has_more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    feed = begin_feed(head, [updated(row, audience) for row in page])
    if has_more:
        add(feed, "link", rel="next", href=head.next_url(page[-1]))
    reports = {row.report.slug: row.report for row in page}
    if reports:
        add(feed, "rights", "\n".join(f"{each}: {each.words('disclaimer')}" for _slug, each in sorted(reports.items())))
    said = {code for row in page for each in row.statements.all() for code in each.parties}
    parties = Party.objects.in_bulk(said) if said else {}
    return finish_feed(feed, (feed_entry(row, audience, parties) for row in page))


def begin_feed(head: FeedHead, moments: Sequence[datetime]) -> Element:
    """What stands before the entries of a feed, in the active language; `moments` are those of their last changes."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": get_language() or "en"})
    add(feed, "id", f"tag:{host()},{SINCE}:{head.name}")
    add(feed, "title", head.title)
    add(feed, "updated", moment(max(moments, default=head.made_at)))
    add(feed, "generator", "CBM Tracker", uri=absolute("/"))
    add(feed, "link", rel="alternate", href=absolute(head.page_url), type="text/html")
    add(feed, "link", rel="self", href=head.url, type="application/atom+xml")
    return feed


def finish_feed(feed: Element, entries: Iterable[Element]) -> bytes:
    feed.extend(entries)
    content: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def earlier_than(entries: EntryQuerySet, before: str) -> EntryQuerySet | None:
    """Entries recorded before another one, or all; none if that entry is not among them."""
    if not before:
        return entries
    last = entries.filter(key=before).first()
    if last is None:
        return None
    return entries.filter(Q(recorded_at__lt=last.recorded_at) | Q(recorded_at=last.recorded_at, key__lt=last.key))


def entries_for_feed(entries: EntryQuerySet, audience: Audience) -> EntryQuerySet:
    """The entries with everything that the feed shows of them, as far as the audience may read it."""
    seen = Q(measure=None) | audience.reads("measure__report", "measure__marking")
    bearings = Bearing.objects.filter(seen).select_related("measure", "ambiguity")
    cited = Citation.objects.filter(audience.reads("entry__report", "evidence__marking")).select_related("evidence")
    return (
        entries.order_by("-recorded_at", "-key")
        .select_related("report", "author", "corrects", "correction", "redaction")
        .prefetch_related(Prefetch("bearings", bearings), Prefetch("citations", cited), "statements")
    )


def feed_entry(row: Entry, audience: Audience, parties: Mapping[str, Party]) -> Element:
    words = row.words("title")
    entry = Element("entry", {"xml:lang": words.lang} if words and not row.is_redacted else {})
    add(entry, "id", f"tag:{host()},{SINCE}:{row.key}")
    add(entry, "title", title_of(row))
    add(entry, "updated", moment(updated(row, audience)))
    add(entry, "published", moment(row.recorded_at))
    add(SubElement(entry, "author"), "name", byline(row, "author_name", audience) or _("The library"))
    add(entry, "link", rel="alternate", href=entry_page_url(row), type="text/html")
    if correction := visible_correction(row, audience):
        add(entry, "link", rel="related", href=entry_page_url(correction), title=_("Its correction"))
    for term in (*states_of(row), row.kind, *(["fictional"] if row.report.is_fictional else [])):
        add(entry, "category", term=term)
    add(entry, "content", entry_html(row, parties), type="html")
    return entry


def title_of(row: Entry) -> str:
    """The title, or what became of the entry."""
    heading = row.heading
    return _("Corrected: %(title)s") % {"title": heading} if row.is_corrected and not row.is_redacted else heading


def states_of(row: Entry) -> list[str]:
    """What became of an entry since, as categories for programs."""
    return [state for state, holds in (("corrected", row.is_corrected), ("redacted", row.is_redacted)) if holds]


def visible_correction(row: Entry, audience: Audience) -> Entry | None:
    return row.correction if row.is_corrected and audience.may_read(row.correction.marking, row.report_id) else None


def updated(row: Entry, audience: Audience) -> datetime:
    """When the entry last changed."""
    moments = [row.recorded_at]
    if correction := visible_correction(row, audience):
        moments.append(correction.recorded_at)
    if row.is_redacted:
        moments.append(row.redaction.redacted_at)
    return max(moments)


def entry_html(row: Entry, parties: Mapping[str, Party]) -> SafeString:
    """When it happened, what it says, what was said in which words, what it bears on, and its sources."""
    if row.is_redacted:
        return paragraph(_("The content of this entry was removed. Its place in the journal and its seal stay."))
    parts = [paragraph(f"{row.report} · {written_date(row.occurred)}")]
    if row.report.is_fictional:
        parts.append(paragraph(_("None of this happened. No government said any of it.")))
    if row.is_corrected:
        parts.append(paragraph(_("This entry was corrected and no longer counts.")))
    parts += [paragraph(line) for line in str(row.words("narrative")).splitlines() if line.strip()]
    parts += [listed(_("Who said what"), [statement_line(each, parties) for each in row.statements.all()])]
    parts += [listed(_("What it affects"), [bearing_line(each) for each in row.bearings.all()])]
    parts += [listed(_("Sources"), [citation_line(each) for each in row.citations.all()])]
    return SafeString("".join(parts))


def paragraph(text: str) -> SafeString:
    return format_html("<p>{}</p>", text)


def listed(heading: str, lines: Sequence[SafeString]) -> SafeString:
    if not lines:
        return SafeString("")
    return format_html(
        "<p>{}</p><ul>{}</ul>", heading, format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    )


def bearing_line(bearing: Bearing) -> SafeString:
    page = "measures" if bearing.measure else "ambiguities"
    directions: Iterable[tuple[str, object]] = Direction.choices if bearing.measure else Clarity.choices
    url = absolute(f"/{page}/{bearing.on.key}/")
    return format_html('<a href="{}">{}</a> · {}', url, bearing.on, dict(directions)[bearing.direction])


def statement_line(statement: Statement, parties: Mapping[str, Party]) -> SafeString:
    """Who said it and when, the original words, in quotation marks if they are the speaker's, and their translation."""
    names = [str(parties[code].words("name")) if code in parties else code for code in statement.parties]
    who = [*names, str(statement.words("speaker")), str(statement.words("office")), written_date(statement.said_on)]
    quoted, translated = statement.quoted, statement.translated
    whose = in_sentence(statement.get_translation_by_display())
    tag = "q" if statement.speech == Speech.DIRECT else "span"
    original = format_html('<{0} lang="{1}">{2}</{0}>', tag, quoted.lang, quoted)
    translation = (
        format_html(' (<span lang="{}">{}</span>; {})', translated.lang, translated, whose) if translated else ""
    )
    return format_html("{}{}{}{}", _(", ").join(filter(None, who)), _(": "), original, translation)


def citation_line(citation: Citation) -> SafeString:
    source = citation.evidence
    title, publisher = source.shown_title, source.words("publisher")
    name = ", ".join(filter(None, (str(title.first), str(publisher), source.as_read)))
    return format_html('<a href="{}">{}</a>', absolute(f"/sources/{source.key}/"), name)


def entry_page_url(row: Entry) -> str:
    return absolute(f"/journal/{row.key}/")


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> None:
    """A child element with text and attributes, without characters that XML forbids."""
    child = SubElement(parent, name, {key: NOT_IN_XML.sub("", value) for key, value in attributes.items()})
    child.text = NOT_IN_XML.sub("", str(text)) or None


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
