"""The words of files that are plain text or a page: a quotation from one has to stand in it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from unicodedata import normalize

from measures.analysis.file_types import PAGE, TEXT, UnfitFileError, media_type_of
from measures.models import Capture, Evidence

BESIDE_CHINESE = re.compile("(?<=[\u2e80-\uffef]) | (?=[\u2e80-\uffef])")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
QUOTED_MOST = 300
# Elements whose content is never shown, and those whose content is a paragraph of its own.
UNSEEN = {"script", "style", "template", "noscript", "head"}
INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup",
    "u",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a text, numbered from 1."""

    paragraph: int
    text: str


class PageText(HTMLParser):
    """The text of a page, each of its blocks on a line of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unseen += tag in UNSEEN
        if tag not in INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self.unseen:
            self.unseen -= 1
        if tag not in INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def words_of_file(content: bytes, media_type: str) -> str | None:
    """The text in a file; none if it is neither text nor a page."""
    if media_type not in (TEXT, PAGE):
        return None
    text = content.decode("utf-8-sig", errors="replace")
    if media_type == TEXT:
        return text
    page = PageText()
    page.feed(text)
    page.close()
    return "".join(page.parts)


def words_pasted(text: str) -> str | None:
    """The text that somebody pasted, plain or as a page; none if it would not be accepted as a file."""
    content = text.encode()
    try:
        return words_of_file(content, media_type_of(BytesIO(content))) if text.strip() else None
    except UnfitFileError:
        return None


def words_copied(evidence: Evidence) -> str | None:
    """The text of the copy of what is at its address, if there is one; it may lack parts of the page."""
    return Capture.objects.recorded().of(evidence).exclude(text="").values_list("text", flat=True).first()


def in_one_line(text: str) -> str:
    """A text with one blank between words and none beside Chinese, where lines break without one."""
    return BESIDE_CHINESE.sub("", " ".join(normalize("NFC", text).split()))


def holds_words(text: str, words: str) -> bool:
    """Whether words stand in a text exactly, however its lines are broken."""
    return in_one_line(words) in in_one_line(text)


def paragraphs_of(text: str) -> list[Passage]:
    lines = (line.strip() for line in text.splitlines())
    return [Passage(paragraph, line) for paragraph, line in enumerate(filter(None, lines), start=1)]


def share_kept(before: str, after: str) -> float:
    """How much of a text, by its letters, stands in another one sentence for sentence."""
    sentences, present = sentences_of(before), set(sentences_of(after))
    kept = sum(len(sentence) for sentence in sentences if sentence in present)
    return kept / sum(map(len, sentences)) if sentences else 1


def sentences_of(text: str) -> list[str]:
    parts = (part for line in text.splitlines() for part in SENTENCE_END.split(line))
    return [sentence for part in parts if (sentence := in_one_line(part))]


def passages_with(words: Collection[str], text: str) -> list[Passage]:
    """The paragraphs with one of these words.

    A word of capitals only is looked for as a whole word, any other as part of a text, without regard to capitals.
    """
    pattern = pattern_of_any(words)
    return [each for each in paragraphs_of(text) if pattern and re.search(pattern, each.text)]


def pieces_of(words: Collection[str], text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of these words."""
    return [(piece, bool(place % 2)) for place, piece in enumerate(re.split(f"({pattern_of_any(words)})", text))]


def words_at(words: Collection[str], text: str, *, chosen: str = "") -> str:
    """The quotation from a passage: what was `chosen` of it, else the first sentence with one of the words."""
    if chosen.strip() and holds_words(text, chosen):
        return in_one_line(chosen)[:QUOTED_MOST]
    sentences = [each for each in SENTENCE_END.split(text) if re.search(pattern_of_any(words), each)]
    return (sentences[0] if sentences else text).strip()[:QUOTED_MOST]


def pattern_of_any(words: Collection[str]) -> str:
    return "|".join(map(word_pattern, words))


def word_pattern(word: str) -> str:
    if word.isascii() and word.isupper():
        return rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"
    return f"(?i:{re.escape(word)})"
