"""The pages and acts that search finds: those of all menus that the reader may go to, and statements by subject."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from measures import access
from measures.analysis.found_words import plain_text
from measures.models import Report, Subject, User, Words
from measures.models.texts import reading_language
from measures.views.menus import (
    ELSEWHERE,
    FOOT,
    FOOT_WITHOUT_REPORT,
    NAVIGATION,
    OF_STATEMENTS,
    SIGN_IN,
    address_of,
    menu_for,
    menu_of_work,
)
from measures.views.reading import Reading, query
from measures.wing import MenuEntry, Wing, from_wings

# So many pages are found at most, and so many subjects; a longer text names none.
MOST_PAGES, MOST_SUBJECTS, LONGEST = 5, 3, 60


@dataclass(frozen=True, slots=True)
class Destination:
    """A page to go to, and what it is called."""

    url: str
    title: Words


def destinations(typed: str, reading: Reading) -> list[Destination]:
    """The pages and acts, and the subjects, that have these words."""
    words = re.findall(r"\w+", plain_text(typed).casefold()) if len(typed) <= LONGEST else []
    if not words or reading.report is None:
        return []
    found = [entry for entry in pages_for(reading.reader, reading.report) if is_called(names_of(entry), words)]
    pages = [
        Destination(address_of(entry, reading), Words(str(entry.label), reading_language()))
        for entry in found[:MOST_PAGES]
    ]
    return [*pages, *subjects_with(" ".join(words), reading)]


def pages_for(reader: access.Reader, report: Report) -> list[MenuEntry]:
    """All pages and acts that a reader may go to from the pages of a report, each once."""
    of_wings = from_wings(links_of)
    others = menu_for(reader, report, (NAVIGATION, OF_STATEMENTS, ELSEWHERE, FOOT, FOOT_WITHOUT_REPORT, of_wings))
    sign_in = () if isinstance(reader, User) else (SIGN_IN,)
    found: dict[str, MenuEntry] = {}
    for entry in (*sign_in, *menu_of_work(reader, report), *others):
        found.setdefault(entry.page, entry)
    return list(found.values())


def links_of(wing: Wing) -> Iterable[MenuEntry]:
    return chain(wing.account_links, wing.further_pages, wing.codebook_links, wing.about_links)


def names_of(entry: MenuEntry) -> Iterator[str]:
    """What a page is called, and the other words for it, in both languages."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield f"{entry.label} {entry.words}".casefold()


def is_called(names: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each word begins one of the names' words, or is a part of one in Chinese."""
    text = " ".join(names)
    return all(re.search(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word), text) for word in words)


def subjects_with(typed: str, reading: Reading) -> list[Destination]:
    """The subjects of the report that are called so, or for which these words are looked for in texts."""
    subjects = Subject.objects.visible_to(reading.audience).standing(known_at=reading.known_at)
    found = [each for each in subjects.filter(report=reading.report) if is_of_subject(typed, each)]
    return [
        Destination(reverse("subject", args=[each.key]) + query(reading.day_kept), each.words("title"))
        for each in found[:MOST_SUBJECTS]
    ]


def is_of_subject(typed: str, subject: Subject) -> bool:
    """As texts are searched: words of capitals whole, others by their beginnings."""
    looked_for = chain((subject.title, subject.title_zh_hans), *subject.looked_for.values())
    words = {word: plain_text(word).casefold() for word in looked_for if word}
    return any(typed == plain if word.isupper() else typed.startswith(plain) for word, plain in words.items())
