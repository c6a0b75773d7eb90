"""Where the words that somebody typed stand in a text, by the rules by which search finds them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

from django.db import connection

from measures.models import Words
from measures.models.search import as_query
from measures.models.texts import reading_language

# The scripts without spaces, as search.sql has them.
WITHOUT_SPACES = (
    "\u0e01-\u0e4e\u0e80-\u0ece\u1000-\u103f\u1780-\u17d3\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af"
)
WORD = re.compile(rf"(?:[^\W\d_{WITHOUT_SPACES}]\.)+[^\W\d_{WITHOUT_SPACES}]\b\.?|[^\W_{WITHOUT_SPACES}]+")
MOST_MARKED = 20
# How many texts are shown besides the title.
MOST_EXCERPTS = 2
# How much is shown of a long text, in letters and in Chinese characters, and how far an end moves to a space.
EXCERPT, EXCERPT_WITHOUT_SPACES, TO_A_SPACE = 240, 110, 20

# The terms that were typed; then the forms in which search keeps their words and those of texts.
TERMS_AND_WORDS = """
WITH term AS (SELECT term.* FROM search_alternatives(%s) AS typed, search_terms(typed) AS term),
    word AS (SELECT unnest(%s::text[]) AS word UNION SELECT unnest(string_to_array(words, ' ')) FROM term)
SELECT words, runs, is_begun, NULL::text[] FROM term
UNION ALL
SELECT word, NULL, NULL, tsvector_to_array(search_vector(word)) FROM word
"""

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """One word, or several words in a row, and pieces of Chinese; all of it has to be there."""

    words: tuple[str, ...]
    runs: tuple[str, ...]
    is_begun: bool


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with the places of the words that were searched for, and of which terms these are."""

    words: Words
    marks: Sequence[Span] = ()
    terms: frozenset[int] = frozenset()

    @property
    def parts(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        text = self.words.text
        edges = [0, *(edge for mark in self.marks for edge in mark), len(text)]
        for place, (start, end) in enumerate(pairwise(edges)):
            if start < end:
                yield text[start:end], place % 2 == 1

    @property
    def excerpt(self) -> "MarkedText":
        """The part of a long text around its first mark."""
        text, lang = self.words.text, self.words.lang
        length = EXCERPT_WITHOUT_SPACES if lang.startswith("zh") else EXCERPT
        if len(text) <= length:
            return self
        first = self.marks[0][0] if self.marks else 0
        start = max(0, min(first - length // 3, len(text) - length))
        end = min(len(text), max(start + length, self.marks[0][1] if self.marks else 0))
        if start:
            space = text.find(" ", start, min(start + TO_A_SPACE, first))
            start = space + 1 if space >= 0 else start
        if end < len(text):
            space = text.rfind(" ", end - TO_A_SPACE, end)
            end = space if space > first else end
        before, after = "…" if start else "", "…" if end < len(text) else ""
        moved = len(before) - start
        marks = [(max(a, start) + moved, min(b, end) + moved) for a, b in self.marks if a < end and b > start]
        return MarkedText(Words(before + text[start:end] + after, lang), marks, self.terms)


@dataclass(frozen=True)
class Marker:
    """Marks terms in texts: words by the forms that the database gives them, pieces of Chinese as they stand."""

    terms: Sequence[SearchTerm]
    lexemes: Mapping[str, frozenset[str]]

    def marked(self, words: Words) -> MarkedText:
        spans, found = [], set()
        tokens = [(match.start(), match.end(), match.group()) for match in WORD.finditer(words.text)]
        plain = plain_text(words.text)
        for place, term in enumerate(self.terms):
            places = [*places_of_words(term, tokens, self.lexemes), *places_of_runs(term, plain)]
            if places:
                found.add(place)
                spans += places
        return MarkedText(words, merged(spans), frozenset(found))


def marker_for(typed: str, texts: Iterable[str]) -> Marker:
    """A marker for these texts: one query asks the database for the terms and the forms of the words."""
    # No stem begins with another letter than its word.
    beginnings = {plain_text(word[0]).lower() for word in WORD.findall(typed)}
    words = {word for text in texts for word in WORD.findall(text)} if beginnings else set()
    near = sorted(word for word in words if plain_text(word[0]).lower() in beginnings)
    with connection.cursor() as cursor:
        cursor.execute(TERMS_AND_WORDS, [as_query(typed), near])
        rows = cursor.fetchall()
    terms = [
        SearchTerm(tuple(words.split()), tuple(runs), is_begun)
        for words, runs, is_begun, _lexemes in rows
        if runs is not None
    ]
    lexemes = {word: frozenset(kept) for word, _runs, _is_begun, kept in rows if kept is not None}
    looked_for = [term for term in dict.fromkeys(terms) if term.words or term.runs]
    return Marker(looked_for[:MOST_MARKED], lexemes)


def phrases_marked(words: Words, phrases: Iterable[str]) -> MarkedText:
    """A text with phrases marked as they stand in it, whatever is between their words."""
    plain = plain_text(words.text)
    spans = [found.span() for phrase in phrases for found in re.finditer(pattern_of(phrase), plain, re.IGNORECASE)]
    return MarkedText(words, merged(spans))


def pattern_of(phrase: str) -> str:
    """What finds a phrase, and in Latin letters no part of a longer word."""
    pattern = r"[\W_]+".join(map(re.escape, plain_text(phrase).split()))
    before = "(?<![0-9A-Za-z])" if phrase[:1].isascii() else ""
    after = "(?![0-9A-Za-z])" if phrase[-1:].isascii() else ""
    return f"{before}{pattern}{after}"


def plain_text(text: str) -> str:
    """A text with plain letters for full-width ones, of the same length."""
    forms = ((letter, normalize("NFKC", letter)) for letter in text)
    return "".join(form if len(form) == 1 else letter for letter, form in forms)


def places_of_words(
    term: SearchTerm, tokens: Sequence[tuple[int, int, str]], lexemes: Mapping[str, frozenset[str]]
) -> Iterator[Span]:
    """Where the words of a term stand in a row."""
    if not term.words:
        return
    for place in range(len(tokens) - len(term.words) + 1):
        here = tokens[place : place + len(term.words)]
        if all(is_word(token, wanted, lexemes) for (_a, _b, token), wanted in zip(here, term.words, strict=True)) or (
            term.is_begun and is_begun([token for _a, _b, token in here], term.words, lexemes)
        ):
            yield here[0][0], here[-1][1]


def is_word(token: str, wanted: str, lexemes: Mapping[str, frozenset[str]]) -> bool:
    return not lexemes.get(token, frozenset()).isdisjoint(lexemes[wanted])


def is_begun(tokens: Sequence[str], wanted: Sequence[str], lexemes: Mapping[str, frozenset[str]]) -> bool:
    """Whether all words but the last stand there, and the last one begins there."""
    *whole, last = wanted
    if not all(is_word(token, word, lexemes) for token, word in zip(tokens, whole, strict=False)):
        return False
    return any(lexeme.startswith(last.lower()) for lexeme in lexemes.get(tokens[-1], ()))


def places_of_runs(term: SearchTerm, plain: str) -> Iterator[Span]:
    """Where a term's pieces of Chinese stand; none unless all of them do."""
    if not all(run in plain for run in term.runs):
        return
    for run in term.runs:
        at = plain.find(run)
        while at >= 0:
            yield at, at + len(run)
            at = plain.find(run, at + len(run))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, overlapping ones joined."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def shown_texts(title: Sequence[MarkedText], others: Iterable[MarkedText]) -> list[MarkedText]:
    """Those of the other texts that hold a term which no text before them does, the reader's language first."""
    seen = frozenset().union(*(text.terms for text in title))
    chosen: list[MarkedText] = []
    for text in sorted(others, key=lambda each: (-len(each.terms), each.words.lang != reading_language())):
        if len(chosen) < MOST_EXCERPTS and text.terms - seen:
            seen |= text.terms
            chosen.append(text.excerpt)
    return chosen
