"""Reads a feed, its body as the input, in a process of its own.

As `python -m measures.wings.intake.feed_parsing URL TYPE`.

A line for each item: its address, title, day, language, and the beginning of its text.
"""

import html
import io
import re
import sys
from collections.abc import Iterator, Mapping
from email.utils import parsedate_tz
from typing import Any

import feedparser

from measures.confined import FROM_THE_WEB, write_lines
from measures.wings.intake.charsets import text_without_declaration

MOST_ITEMS = 500
LONGEST_TEXT = 4000
# Markup is taken out of so much of a text.
MOST_MARKUP = 100_000
BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|hr|dd|dt)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# Of a moment in whatever form, the day as the publisher has it, wherever the reader is.
WRITTEN_DAY = re.compile(r"\s*(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})|(?!\d))|(?!\d))")


def feed_lines(url: str, content_type: str) -> Iterator[Mapping[str, str]]:
    """The items of a feed, so many of them."""
    text = text_without_declaration(sys.stdin.buffer.read(), content_type).replace("\0", "")
    feed = feedparser.parse(
        io.BytesIO(text.encode(errors="replace")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
    )
    if not feed.entries and (feed.bozo or not feed.get("version")):
        raise ValueError("no feed")
    of_all = feed.feed.get("language", "")
    for entry in feed.entries[:MOST_ITEMS]:
        bodies = [each.get("value", "") for each in entry.get("content", ())]
        yield {
            "url": entry.get("link", ""),
            "title": " ".join(plain(entry.get("title", "")).split()),
            "published": day_of(entry),
            "language": entry.get("title_detail", {}).get("language") or of_all,
            "text": plain(max([entry.get("summary", ""), *bodies], key=len))[:LONGEST_TEXT],
        }


def plain(markup: str) -> str:
    """A text without its markup, each block on a line of its own."""
    text = html.unescape(TAG.sub("", BLOCK.sub("\n", markup[:MOST_MARKUP]))).replace("\0", "")
    return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))


def day_of(entry: Mapping[str, Any]) -> str:
    """The day of an item, or the month or year where no more is written; empty where nothing is."""
    for name in ("published", "updated", "created"):
        text = entry.get(name) or ""
        if found := WRITTEN_DAY.match(text):
            return "-".join(part.zfill(2) for part in found.groups() if part)
        parsed = entry.get(f"{name}_parsed")
        # What is guessed may be a year that is not written: 2012 for 12026.
        moment = parsedate_tz(text) or (parsed if parsed and str(parsed[0]) in text else None)
        if moment:
            return f"{moment[0]:04}-{moment[1]:02}-{moment[2]:02}"
    return ""


if __name__ == "__main__":
    sys.exit(write_lines(lambda: feed_lines(*sys.argv[1:]), FROM_THE_WEB))
