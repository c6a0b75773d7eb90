"""Words that mean the same, from the glossaries of reports: what somebody searches for by one name is found by any.

A term of a glossary has its name in English and in Chinese, and in brackets after each its other names, separated by
commas: “intercontinental ballistic missile (ICBM)”.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

from measures.analysis.found_words import pattern_of, plain_text
from measures.models import Audience, Report, Term, Words
from measures.models.texts import CHINESE, ENGLISH

QUOTES = re.compile('["“”„«»「」『』]')
BRACKET, SEPARATOR = re.compile("[(（]"), re.compile("[,，;；、]")
# A longer text, and more of its words than these, are searched for as they stand.
LONGEST, MOST_NAMES, MOST_ALTERNATIVES = 200, 3, 20

type Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WiderSearch:
    """What is searched for: as it was typed, or with each other name in the place of one; and these names."""

    text: str
    also: Sequence[Words] = ()


def wider_search(typed: str, audience: Audience, report: Report | None) -> WiderSearch:
    """What was typed, or other names of the same in one report or in all; words in quotation marks stay as they are."""
    if not typed or len(typed) > LONGEST or QUOTES.search(typed) or " OR " in typed:
        return WiderSearch(typed)
    terms = Term.objects.visible_to(audience).standing()
    if report is not None:
        terms = terms.filter(report=report)
    return with_other_names(typed, [names_of(*row) for row in terms.values_list("term", "term_zh_hans")])


def names_of(term: str, term_zh_hans: str) -> list[Words]:
    """All names of a term, in both languages."""
    return [Words(name, lang) for text, lang in ((term, ENGLISH), (term_zh_hans, CHINESE)) for name in names_in(text)]


def names_in(text: str) -> Iterator[str]:
    """A name, and those that stand in brackets after it."""
    first, *rest = BRACKET.split(QUOTES.sub(" ", text), maxsplit=1)
    others = SEPARATOR.split(rest[0].rstrip(" )）")) if rest else ()
    return filter(None, map(str.strip, (first, *others)))


def with_other_names(typed: str, groups: Iterable[Sequence[Words]]) -> WiderSearch:
    """What was typed, OR the same with another name of what it names."""
    places = places_of_names(plain_text(typed), groups)
    if not any(places.values()):
        return WiderSearch(typed)
    alternatives = list(islice(product(*pieces_of(typed, places)), MOST_ALTERNATIVES))
    searched = set(chain.from_iterable(alternatives))
    others = dict.fromkeys(each for _place, names in sorted(places.items()) for each in names)
    text = " OR ".join(" ".join(" ".join(pieces).split()) for pieces in alternatives)
    return WiderSearch(text, [each for each in others if quoted(each) in searched])


def places_of_names(plain: str, groups: Iterable[Sequence[Words]]) -> dict[Place, list[Words]]:
    """Where names stand in a text, each with the other names; a longer name goes before one within it."""
    named: dict[str, list[Words]] = defaultdict(list)
    for group in groups:
        for each in group:
            named[each.text.casefold()] += group
    places: dict[Place, list[Words]] = {}
    for name, same in sorted(named.items(), key=lambda each: -len(each[0])):
        others = [each for each in dict.fromkeys(same) if each.text.casefold() != name]
        for found in re.finditer(f"{pattern_of(name)}|{pattern_of(f'{name}s')}", plain, re.IGNORECASE):
            is_free = all(found.end() <= start or end <= found.start() for start, end in places)
            if is_free and len(places) < MOST_NAMES:
                places[found.span()] = others
    return places


def pieces_of(typed: str, places: Mapping[Place, Sequence[Words]]) -> Iterator[list[str]]:
    """What was typed in pieces, each with what may stand in its place."""
    at = 0
    for (start, end), others in sorted(places.items()):
        yield [typed[at:start]]
        yield [typed[start:end], *map(quoted, others)]
        at = end
    yield [typed[at:]]


def quoted(name: Words) -> str:
    return f'"{name.text}"'
