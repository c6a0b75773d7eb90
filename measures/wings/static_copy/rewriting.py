"""Makes a page of the tracker one of a copy: without what needs a server, with links that lead to files."""

from collections.abc import Iterator, Mapping
from posixpath import dirname, relpath
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from lxml import html

from measures.models.texts import CHINESE, ENGLISH
from measures.wings.static_copy.crawling import START, CopiedPage, page_named, parse, target_of
from measures.wings.static_copy.editions import Edition

# What only a server can do, and what differs from day to day.
DROPPED = (
    "//form[not(@role='search')]",
    "//details[count(*) = 1]",
    "//section[contains(@class, 'asof')]/*",
    "//aside[@class='stale']",
    "//details[@class='menu']//li[not(a/@aria-current)]",
    "//dialog",
    "//link[@rel='preload' or @rel='alternate']",
    "//meta[@name='htmx-config']",
    "//script[contains(@src, '/vendor/') or contains(@src, 'js/list') or contains(@src, 'js/theme')]",
    "//div[@class='tools']/*",
    "//a[starts-with(@href, '/accounts/')]",
    "//form//input[@type='hidden']",
)
# Links by which a reader would sort a list.
SORTING = "//thead//a"
OTHER = {ENGLISH: (CHINESE, "简体中文"), CHINESE: (ENGLISH, "English")}
STYLE = "static_copy/copy.css"


class Rewriter:
    """Makes files of the pages of one language; `there` has those of each language."""

    def __init__(self, edition: Edition, language: str, there: Mapping[str, Mapping[CopiedPage, bytes]]) -> None:
        self.edition, self.language, self.there = edition, language, there
        # The addresses of what pages bring along: style sheets, scripts, pictures.
        self.static: set[str] = set()

    def pages(self) -> Iterator[tuple[CopiedPage, Any]]:
        """Each page as it is in a copy."""
        for page, content in self.there[self.language].items():
            tree = parse(content)
            self.rewrite(tree, page)
            yield page, tree

    def search_page(self) -> Any:
        """The page that searches the others, in the frame that they have."""
        tree = parse(self.there[self.language][page_named("overview")])
        with translation.override(self.language):
            found = html.fragment_fromstring(render_to_string("static_copy/search.html"))
        tree.find(".//title").text = found.findtext("h1")
        for each in tree.xpath(
            "//meta[@property or @name='description'] | //form[@role='search'] | //a[@data-find-page]"
        ):
            each.drop_tree()
        for each in tree.xpath("//*[@aria-current='page']"):
            del each.attrib["aria-current"]
        [main] = tree.xpath("//main")
        main.getparent().replace(main, found)
        self.rewrite(tree, page_named("search"))
        return tree

    def file_of(self, page: CopiedPage) -> str:
        return f"{self.language}/{page.file}"

    def rewrite(self, tree: Any, page: CopiedPage) -> None:
        file = self.file_of(page)
        for path in DROPPED:
            for each in tree.xpath(path):
                each.drop_tree()
        for each in tree.xpath(SORTING):
            each.drop_tag()
        for link in tree.xpath("//a[@href and not(@data-find-page)]"):
            self.rewrite_link(link, page, file)
        self.add_frame(tree, page, file)
        self.static |= lead_to_static(tree, file)

    def add_frame(self, tree: Any, page: CopiedPage, file: str) -> None:
        """What stands on each page of a copy: what it is, the way to the other language, the search."""
        other, name = OTHER[self.language]
        twin = page if page in self.there[other] or page == page_named("search") else page_named("overview")
        context = {"edition": self.edition, "first_page": relative(START, file), "style": STYLE}
        with translation.override(self.language):
            banner = html.fragment_fromstring(render_to_string("static_copy/banner.html", context))
            style = html.fragment_fromstring(render_to_string("static_copy/style.html", context))
        tree.head.append(style)
        for section in tree.xpath("//section[contains(@class, 'asof')]"):
            section.set("class", "asof of-copy")
            section.append(banner)
        for place in tree.xpath("//div[@class='tools']"):
            link = html.fragment_fromstring(f'<a class="button button-bare" lang="{other}">{name}</a>')
            link.set("href", relative(f"{other}/{twin.file}", file))
            place.append(link)
        for attribute, each in [("action", "//form"), ("href", "//a[@data-find-page]")]:
            for found in tree.xpath(each):
                found.set(attribute, relative(self.file_of(page_named("search")), file))

    def rewrite_link(self, link: Any, page: CopiedPage, file: str) -> None:
        """Let a link lead to a file of the copy; what is in none is at the tracker, where a link marked so leads."""
        address = link.get("href")
        fragment = urlsplit(address).fragment
        if address.startswith("#"):
            return
        found = target_of(link, page, self.edition)
        if found and found[0] in self.there[self.language]:
            link.set("href", relative(self.file_of(found[0]), file) + (f"#{fragment}" if fragment else ""))
        elif not urlsplit(address).scheme:
            link.set("href", urljoin(f"{settings.CBM_SITE_URL}{page.path}", address))
            link.set("class", " ".join(filter(None, [link.get("class"), "at-tracker"])))


def lead_to_static(tree: Any, file: str) -> set[str]:
    """Let a file lead to style sheets, scripts and pictures within the copy; returns their addresses."""
    found = set()
    for attribute in ("href", "src"):
        for each in tree.xpath(f"//link[@{attribute}] | //script[@{attribute}] | //img[@{attribute}]"):
            address = each.get(attribute)
            if address.startswith("/"):
                found.add(address)
                each.set(attribute, relative(address.lstrip("/"), file))
    return found


def relative(target: str, file: str) -> str:
    """How a link of a file leads to another, both by their paths in the copy."""
    return quote(relpath(target, dirname(file) or "."))
