"""Makes a copy of a report and puts it in its place."""

import fcntl
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from lxml import html

from measures.models.texts import CHINESE, ENGLISH
from measures.views.reading import query
from measures.wings.static_copy.crawling import START, CopiedPage, Stranger, crawl, page_named, parse
from measures.wings.static_copy.data import BRIEFS, CHECKPOINTS, TABLES, CopiedData, as_json
from measures.wings.static_copy.editions import BeingMadeError, Edition, NotACopyError, require_public
from measures.wings.static_copy.rewriting import Rewriter, lead_to_static

LANGUAGES = (ENGLISH, CHINESE)
# By this file a folder is known as a copy, which the next one may replace.
MARK = "copy.json"
# Other files that a style sheet names.
NAMED = re.compile(r"""url\(["']?([^"'#)]+)""")
# Pages that are found by their words; a list has the words of others.
SEARCHED = re.compile(r"/(?:measures|ambiguities|journal|sources|subjects|dates|reports)/[^/]+/.*|/(?:about|glossary)/")


def publish(edition: Edition, folder: Path) -> int:
    """Put a copy into a folder in the place of the one before; returns how many files it has."""
    require_public(edition)
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise NotACopyError
    folder.parent.mkdir(parents=True, exist_ok=True)
    with held(folder.parent):
        return replace(folder, edition)


@contextmanager
def held(parent: Path) -> Iterator[None]:
    """Let nobody else make a copy in a folder meanwhile."""
    handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BeingMadeError from error
        yield
    finally:
        os.close(handle)


def fresh_folder(folder: Path) -> Path:
    """Where a copy is while it is being made."""
    return folder.with_name(f".{folder.name}.new")


def replace(folder: Path, edition: Edition) -> int:
    fresh, old = fresh_folder(folder), folder.with_name(f".{folder.name}.old")
    for each in (fresh, old):
        shutil.rmtree(each, ignore_errors=True)
    fresh.mkdir()
    count = 0
    for path, content in files_of(edition):
        file = fresh / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        count += 1
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return count


def files_of(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """All files of a copy by their paths."""
    there = {language: crawl(edition, language) for language in LANGUAGES}
    static: set[str] = set()
    for language in LANGUAGES:
        rewriter, searched = Rewriter(edition, language, there), []
        for page, tree in rewriter.pages():
            yield rewriter.file_of(page), as_file(tree)
            if SEARCHED.fullmatch(page.path) and page.number == 1 and not page.show:
                searched.append(words_of(page, tree))
        yield rewriter.file_of(page_named("search")), as_file(rewriter.search_page())
        rows = sorted(searched, key=itemgetter("file"))
        yield f"{language}/search/pages.js", b"const copiedPages = %b;\n" % as_json(rows).rstrip()
        static |= rewriter.static
    paths = []
    for path, content in CopiedData(edition).files():
        paths.append(path)
        yield path, content
    tree = first_page(edition, paths)
    static |= lead_to_static(tree, START)
    yield START, as_file(tree)
    yield from static_files(Stranger(edition, ENGLISH), static)
    moments = {"at": edition.at.isoformat(), "known_at": edition.known_at.isoformat()}
    yield MARK, as_json({"report": edition.report.slug, **moments})


def first_page(edition: Edition, data: Collection[str]) -> Any:
    """What the copy is and what data it has, in each language; it is shown first."""
    tables = [path.removeprefix(f"{TABLES}/") for path in data if path.endswith(".csv")]
    about = {}
    for language in LANGUAGES:
        with translation.override(language):
            address = f"{settings.CBM_SITE_URL}/{query({'report': edition.report.slug})}"
            context = {
                "edition": edition,
                "folder": language,
                "address": address,
                "brief": BRIEFS[language],
                "tables": tables,
                "is_signed": CHECKPOINTS in data,
            }
            about[language] = render_to_string("static_copy/about_copy.html", context)
    context = {"edition": edition, "languages": about.items()}
    return parse(render_to_string("static_copy/first_page.html", context).encode())


def words_of(page: CopiedPage, tree: Any) -> dict[str, str]:
    """A page as the search knows it."""
    [main] = tree.xpath("//main")
    title = main.find(".//h1")
    return {
        "file": page.file,
        "title": " ".join(title.text_content().split()) if title is not None else "",
        "text": " ".join(" ".join(main.itertext()).split()),
    }


def static_files(stranger: Stranger, addresses: set[str]) -> Iterator[tuple[str, bytes]]:
    """The files that pages bring along, and those that their style sheets name."""
    waiting, found = sorted(addresses), set(addresses)
    while waiting:
        address = waiting.pop()
        content = stranger.get(address).getvalue()
        yield address.lstrip("/"), content
        if address.endswith(".css"):
            named = {normpath(join(dirname(address), each)) for each in NAMED.findall(content.decode())}
            waiting.extend(sorted(named - found))
            found |= named


def as_file(tree: Any) -> bytes:
    content: bytes = html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    return content
