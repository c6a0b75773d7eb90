"""A copy opened from disk in a browser without a network, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from tests.browsing import violations
from tests.static_copy.copies import publish, soon

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def copy(loaded: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with django_db_blocker.unblock():
        return publish(tmp_path_factory.mktemp("copies") / "copy", soon())


@pytest.fixture
def offline(browser: Browser) -> Iterator[Page]:
    """A page without a network; a mistake of a script fails the test."""
    context = browser.new_context(offline=True, viewport=DESKTOP)
    opened = context.new_page()
    mistakes: list[str] = []
    opened.on("pageerror", lambda error: mistakes.append(str(error)))
    yield opened
    context.close()
    assert mistakes == []


@pytest.fixture
def page(offline: Page) -> Iterator[Page]:
    """The same; what it asks for in vain fails the test, too."""
    lost: list[str] = []
    offline.on("requestfailed", lambda request: lost.append(request.url))
    yield offline
    assert lost == []


def test_a_reader_goes_from_the_first_page_to_a_measure_its_statements_and_how_to_cite_it(
    page: Page, copy: Path
) -> None:
    page.goto((copy / "index.html").as_uri())
    expect(page.get_by_text("cannot be called back")).to_be_visible()
    page.get_by_role("link", name="Read the copy").click()
    page.get_by_role("link", name="Keep a telephone line between the harbour masters").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Keep a telephone line")
    page.get_by_role("link", name="Statements 2").click()
    expect(page.locator("main article").first).to_be_visible()
    page.get_by_role("link", name="Cite", exact=True).click()
    expect(page.get_by_label("Permanent address")).to_have_value(re.compile("/measures/two-shores-COOP-1/"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Statements").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statements")
    page.get_by_role("link", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("表态")


@pytest.mark.parametrize(
    ("folder", "words", "found"),
    [
        ("en", "telephone line", "Harbour masters agree on a telephone line"),
        ("en", "TELEPH", "Harbour masters agree on a telephone line"),
        ("zh-hans", "直通电话", "直通电话"),
        ("zh-hans", "公布 时刻表", "时刻"),
    ],
)
def test_the_search_finds_words_in_both_languages(page: Page, copy: Path, folder: str, words: str, found: str) -> None:
    page.goto((copy / folder / "measures/index.html").as_uri())
    box = page.get_by_role("search").get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")

    results = page.locator("#found a")
    expect(results.filter(has_text=found).first).to_be_visible()
    expect(page.get_by_role("status").last).to_contain_text(str(results.count()))
    results.filter(has_text=found).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(found)


def test_the_search_says_when_it_finds_nothing(page: Page, copy: Path) -> None:
    page.goto(f"{(copy / 'en/search/index.html').as_uri()}?q=helicopter")

    expect(page.get_by_text("Nothing found.")).to_be_visible()


@pytest.mark.parametrize("path", ["index.html", "en/index.html", "en/search/index.html", "zh-hans/measures/index.html"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_everybody_can_use_a_copy_on_a_desktop_and_on_a_phone(
    offline: Page, copy: Path, path: str, viewport: dict[str, int]
) -> None:
    offline.set_viewport_size(viewport)
    offline.goto((copy / path).as_uri())

    assert violations(offline) == []
    assert offline.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
