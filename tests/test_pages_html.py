"""Every page is HTML as the standard has it: nothing for a parser to mend, no id twice, none that is not there."""

import inspect
import logging
import re
from collections import Counter
from collections.abc import Iterator
from unittest.mock import Mock
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.forms import BaseForm
from django.template.base import VariableDoesNotExist
from django.template.context import BaseContext
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from html5lib.constants import E

from measures import urls
from tests.factories import make_user
from tests.visits import NO_PAGES, PAGES, addresses

pytestmark = pytest.mark.django_db

# Attributes that name other elements by id.
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list")
# Texts, which hold no blocks.
TEXTS = {"p", "span", "label", "button", "legend", "h1", "h2", "h3", "b", "small", "code", "summary"}
BLOCKS = {"div", "form", "p", "ul", "ol", "dl", "table", "section", "article", "nav", "fieldset", "details"}
NO_ATTRIBUTE = re.compile(r"(on\w+|style|hx-.*)")


def mistakes(text: str) -> Iterator[str]:
    """What is wrong with a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(text)
    for (line, _column), code, values in parser.errors:
        yield f"{E[code] % values} in {text.splitlines()[line - 1][:160]}"
    elements = list(root.iter())
    names = Counter(each.attrib["id"] for each in elements if "id" in each.attrib)
    yield from (f"The id {name} stands {times} times." for name, times in names.items() if times > 1)
    for each in elements:
        yield from mistakes_of(each, names)
    if [each.tag for each in elements].count("h1") != 1:
        yield "There is not one h1."


def mistakes_of(element: Element, names: Counter[str]) -> Iterator[str]:
    if element.tag in TEXTS:
        yield from (f"{each.tag} stands in {element.tag}." for each in element if each.tag in BLOCKS)
    for attribute in REFERRING:
        for name in element.attrib.get(attribute, "").split():
            if name not in names:
                yield f"{element.tag} names {name} by {attribute}, which is not there."
    link = element.attrib.get("href", "")
    if link.startswith("#") and link[1:] not in names:
        yield f"A link leads to {link}, which is not there."
    for attribute in element.attrib:
        if isinstance(attribute, str) and NO_ATTRIBUTE.fullmatch(attribute):
            yield f"{element.tag} has the attribute {attribute}."


def test_every_page_is_looked_at() -> None:
    names = {str(each.name) for each in get_resolver(urls).url_patterns if isinstance(each, URLPattern)}

    assert names == set(PAGES) | NO_PAGES


@pytest.fixture
def lacking() -> Iterator[set[str]]:
    """What templates of ours ask rows for that these do not have: Django shows nothing then, and logs it."""
    found: set[str] = set()

    def look(record: logging.LogRecord) -> bool:
        template, (_type, fault, _traceback) = str(record.args[1]), record.exc_info
        if template.startswith("measures/") and isinstance(fault, VariableDoesNotExist):
            name, row = fault.params
            # A page need not give what a part of it can do without, and a form has the fields that it has.
            if not isinstance(row, BaseContext | BaseForm | None):
                found.add(f"{template}: {name} of {type(row).__name__}")
        return False

    logger = logging.getLogger("django.template")
    level = logger.level
    logger.addFilter(look)
    logger.setLevel(logging.DEBUG)
    yield found
    logger.setLevel(level)
    logger.removeFilter(look)


@pytest.mark.parametrize(("language", "signed_in"), [("en", True), ("zh-hans", False)])
def test_no_page_has_a_mistake(
    reports: None, language: str, signed_in: bool, lacking: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Django looks at a signature where a template names what cannot be called without arguments, and shows nothing.
    signature = Mock(wraps=inspect.signature)
    monkeypatch.setattr("django.template.base.signature", signature)
    reader = make_user(role="administrator")
    client = Client()
    if signed_in:
        client.force_login(reader)
    client.cookies["django_language"], client.cookies["theme"] = language, "dark"
    found = {}

    for address in addresses(reader):
        answer = client.get(address)
        assert answer.status_code in (200, 302, 403, 404), address
        if answer.status_code != 302:
            found[address] = list(mistakes(answer.content.decode()))

    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert signature.call_args_list == []
    assert lacking == set()


def test_mistakes_are_found() -> None:
    page = '<!doctype html><h1>One</h1></i><div id="a"><div id="a"><label for="b">L</label><span><form></form></span>'

    found = "\n".join(mistakes(page))

    assert "end tag (i)" in found
    assert "The id a stands 2 times." in found
    assert "label names b by for" in found
    assert "form stands in span." in found
