"""Asks the pages of a report as a stranger does, in this process, and follows their links as far as a copy goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from lxml import html

from api.throttling import IN_PROCESS
from measures.models import PUBLIC, Entry
from measures.views.measure_parts import PARTS
from measures.wings.static_copy.editions import Edition

# By the names of their addresses. They show a past day, or what has no past: descriptions of the report.
PAGES = frozenset({
    "about", "ambiguities", "ambiguity", "codebook", "date", "dates", "entry", "glossary", "journal", "measure",
    "measures", "overview", "readouts", "report", "requests", "source", "statements", "subject",
})  # fmt: skip
START = "index.html"
# How to cite these has a page of its own; on pages of other rows it stands there.
CITED = ("measure", "ambiguity")
USUAL_PART = next(iter(PARTS))


@dataclass(frozen=True, slots=True)
class CopiedPage:
    """A page by its address here; of a list one page of several, of a measure one of its parts."""

    path: str
    show: str = ""
    number: int = 1

    @property
    def file(self) -> str:
        """Its place in the folder of its language."""
        parts = [self.path.strip("/"), self.show, f"page-{self.number}" if self.number > 1 else "", START]
        return "/".join(filter(None, parts))


def page_named(name: str) -> CopiedPage:
    """By the name of its address, which is known once the wings are loaded."""
    return CopiedPage(reverse(name))


class Stranger:
    """Somebody without an account, who reads in one language what was known by the moment of an edition."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.edition, self.language = edition, language
        site = urlsplit(settings.CBM_SITE_URL)
        self.is_secure = site.scheme == "https"
        own: dict[str, Any] = {IN_PROCESS: edition.at.date()}
        self.client = Client(headers={"host": site.netloc, "accept-language": language}, **own)

    def get(self, path: str, **parameters: str) -> Any:
        """The whole answer, through all that stands before the pages."""
        with translation.override(self.language):
            return self.client.get(path, parameters, secure=self.is_secure)

    def page(self, page: CopiedPage, cursor: str) -> bytes | None:
        """A page, if there is one for a stranger by that moment."""
        besides = {name: value for name, value in (("show", page.show), ("cursor", cursor)) if value}
        answer = self.get(page.path, **self.edition.parameters, **besides)
        return answer.content if answer.status_code == HTTPStatus.OK else None


def target_of(link: Any, page: CopiedPage, edition: Edition) -> tuple[CopiedPage, str] | None:
    """The page of a copy that a link leads to, with its cursor; nothing where that is in no copy."""
    address = urlsplit(urljoin(f"{settings.CBM_SITE_URL}{page.path}", link.get("href")))
    if not address.geturl().startswith(f"{settings.CBM_SITE_URL}/"):
        return None
    wanted = dict(parse_qsl(address.query))
    if any(wanted.pop(name, value) != value for name, value in edition.parameters.items()):
        return None
    path, show, cursor = unquote(address.path), wanted.pop("show", ""), wanted.pop("cursor", "")
    if wanted or not is_copied(path):
        return None
    found = CopiedPage(path, "" if show == USUAL_PART else show)
    if not cursor:
        return found, ""
    # The pages of a list are numbered as they follow each other.
    step = {"next": 1, "prev": -1}.get(link.get("rel"))
    if step is None or (found.path, found.show) != (page.path, page.show):
        return None
    return CopiedPage(found.path, found.show, page.number + step), cursor


def is_copied(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.url_name in PAGES or (found.url_name == "cite" and found.kwargs["page"] in CITED)


def links_within(content: bytes, page: CopiedPage, edition: Edition) -> Iterator[tuple[CopiedPage, str]]:
    for link in parse(content).iterfind(".//a[@href]"):
        if target := target_of(link, page, edition):
            yield target


def parse(content: bytes) -> Any:
    return html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))


def crawl(edition: Edition, language: str) -> dict[CopiedPage, bytes]:
    """All pages of a language, from the overview on; also entries that no page of a copy leads to can be cited."""
    stranger = Stranger(edition, language)
    entries = Entry.objects.visible_to(PUBLIC).filter(report=edition.report).recorded(known_at=edition.known_at)
    keys = entries.order_by("key").values_list("key", flat=True)
    waiting = [page_named("overview"), *(CopiedPage(reverse("entry", args=[key])) for key in keys)]
    cursors: dict[CopiedPage, str] = dict.fromkeys(waiting, "")
    found: dict[CopiedPage, bytes] = {}
    while waiting:
        page = waiting.pop()
        content = stranger.page(page, cursors[page])
        if content is None:
            continue
        found[page] = content
        for link, cursor in links_within(content, page, edition):
            if link not in cursors:
                cursors[link] = cursor
                waiting.append(link)
    return found
