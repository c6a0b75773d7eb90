"""Feeds as a section of a library."""

from measures.library.catalogue import pairs, stated_values
from measures.library.write import Content, bilingual_texts, without_empty
from measures.models import Audience, Report
from measures.wings.intake.models import USUAL_HOURS, Feed


def feeds_to_write(report: Report, audience: Audience) -> list[Feed]:
    return list(Feed.objects.standing().visible_to(audience).filter(report=report).select_related("party"))


def feed_rows(report: Report, content: Content) -> list[Feed]:
    """The feeds of a library, all switched off and, whatever it says of its own tracker, never tried here."""
    return [
        Feed(
            report=report,
            key=f"{report.slug}-{feed['key']}",
            party_id=feed.get("party"),
            **stated_values(feed, "kind", "url", "language", "wanted_words", "unwanted_words", "read_every_hours"),
            **pairs(feed, "title", "publisher"),
        )
        for feed in content.get("feeds", [])
    ]


def feed_content(feed: Feed, report: Report) -> Content:
    return (
        {"key": feed.key.removeprefix(f"{report.slug}-")}
        | bilingual_texts(feed, "title")
        | {"kind": feed.kind, "url": feed.url, "language": feed.language}
        | bilingual_texts(feed, "publisher")
        | without_empty(party=feed.party_id, wanted_words=feed.wanted_words, unwanted_words=feed.unwanted_words)
        | without_empty(read_every_hours=feed.read_every_hours if feed.read_every_hours != USUAL_HOURS else None)
        | without_empty(never_tried=True if feed.tried_at is None else None)
    )
