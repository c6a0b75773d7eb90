"""The markup of pages, for tests that look for a piece of it."""

import re


def compact(page: str) -> str:
    """A page without the white space by which its template is laid out: none within the ends of an element or tag."""
    text = re.sub(r"\s+", " ", page)
    text = re.sub(r" (?=>)", "", text)
    return re.sub(r"(<[a-z][^>]*>) | (?=</[a-z])", r"\1", text)
