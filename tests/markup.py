"""The markup of pages, for tests that look for a piece of it."""

import re
from html import unescape


def compact(page: str) -> str:
    """A page without the white space by which its template is laid out: none within the ends of an element or tag."""
    text = re.sub(r"\s+", " ", page)
    text = re.sub(r" (?=>)", "", text)
    return re.sub(r"(<[a-z][^>]*>) | (?=</[a-z])", r"\1", text)


def words_of(page: str) -> str:
    """What a reader of the main part of a page reads, without any markup."""
    _, begins, main = page.rpartition("<main")
    main = main.partition(">")[2].partition("</main>")[0] if begins else page
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main))).strip()
