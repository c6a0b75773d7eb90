"""Reads a page, its body as the input, in a process of its own.

As `python -m measures.wings.intake.page_parsing URL TYPE`.

One line: its title, day, language, text, and the links on it.
"""

import sys
from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag, urljoin

from lxml.html import HtmlElement
from trafilatura import bare_extraction, html2txt
from trafilatura.settings import Document
from trafilatura.utils import load_html

from measures.confined import FROM_THE_WEB, write_lines
from measures.wings.intake.charsets import text_without_declaration

LONGEST_TITLE = 1000
MOST_LINKS = 2000


def page_lines(url: str, content_type: str) -> Iterator[Mapping[str, object]]:
    """What is on a page: its main text, or all of it where no part is the main one; a plain text is only itself."""
    text = text_without_declaration(sys.stdin.buffer.read(), content_type)
    if "\0" in text:
        raise ValueError("no text")
    if content_type.partition(";")[0].strip().lower() == "text/plain":
        yield {"title": "", "title_in_head": "", "published": "", "language": "", "text": text, "links": []}
        return
    tree = load_html(text)
    if tree is None:
        raise ValueError("no page")
    links, language = links_on(tree, url), tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    page = bare_extraction(tree, url=url, with_metadata=True, include_comments=False)
    found = page.as_dict() if isinstance(page, Document) else {}
    in_head = (tree.findtext(".//title") or "").strip()[:LONGEST_TITLE]
    yield {
        "title": (found.get("title") or "").strip()[:LONGEST_TITLE] or in_head,
        "title_in_head": in_head,
        "published": found.get("date") or "",
        "language": language or "",
        "text": found.get("text") or html2txt(tree),
        "links": links,
    }


def links_on(tree: HtmlElement, url: str) -> list[tuple[str, str]]:
    """Where a page leads, each address once, with the words of its link."""
    base = urljoin(url, tree.xpath("string(//base/@href)").strip())
    found: dict[str, str] = {}
    for link in tree.iter("a"):
        title = " ".join((link.text_content() or link.get("title") or "").split()) or (link.get("title") or "").strip()
        try:
            address = urldefrag(urljoin(base, (link.get("href") or "").strip())).url
        except ValueError:
            continue
        if title and address not in ("", url):
            found.setdefault(address, title[:LONGEST_TITLE])
        if len(found) == MOST_LINKS:
            break
    return list(found.items())


if __name__ == "__main__":
    sys.exit(write_lines(lambda: page_lines(*sys.argv[1:]), FROM_THE_WEB))
