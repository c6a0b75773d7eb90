"""Questions that people bring, each answered on one screen within two clicks of the overview."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

DEVICES = {
    "on a desk": {"viewport": {"width": 1280, "height": 900}},
    "on a phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "without JavaScript": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-25T12:00:00Z"):
        yield


@pytest.fixture(params=DEVICES.values(), ids=DEVICES)
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    """The overview of the real report, as anybody may read it."""
    opened = open_page(**request.param)
    opened.goto("/?report=zhao-2020")
    return opened


def seen(found: Any) -> Any:
    """What is said of something that stands on the screen as it is."""
    expect(found).to_be_in_viewport()
    return expect(found)


def test_what_changed_since_january_with_sources(page: Page) -> None:
    page.locator('main a[href^="/changes/"]').last.click()
    page.get_by_role("link", name="Since 1 January 2026").click()

    seen(page.get_by_role("heading", level=1)).to_have_text("What changed")
    seen(page.locator("#in-words")).to_contain_text("status changed: US-3 under discussion → no further step found")
    newest = page.locator(".development").first
    seen(newest.locator("time")).to_contain_text("Sep 2026")
    expect(newest.locator('a[href^="/sources/"]').first).to_be_visible()
    sourceless = page.locator(".development").filter(has_not=page.locator('a[href^="/sources/"]'))
    expect(sourceless).to_have_count(0)


def test_what_was_the_state_on_a_day_and_what_is_it_now(page: Page) -> None:
    page.get_by_text("Another day").first.click()
    page.get_by_role("link", name="Then and now").first.click()
    page.get_by_label("Earlier day").fill("2023-11-06")
    page.get_by_role("button", name="Show").click()

    seen(page.get_by_role("heading", level=1)).to_have_text("6 November 2023 and 25 November 2026")
    in_words = seen(page.locator("#in-words"))
    in_words.to_contain_text("12 of 14 measures differ")
    in_words.to_contain_text("CO-3 in progress → under discussion")
    columns = page.locator("#zhao-2020-CO-3 ~ tr").first.locator("td")
    expect(columns.first).to_contain_text("in progress")
    expect(columns.last).to_contain_text("under discussion")
    seen(page.locator(".then-now").first.locator("thead th").last)
    first = page.locator(".then-now tbody").first.locator("tr").nth(1).locator("td")
    expect(first.first).to_contain_text("recommended")
    expect(first.last).to_contain_text("no further step found (our assessment)")


def test_what_is_on_record_of_a_name(page: Page) -> None:
    box = page.locator("#find-words")
    if not box.is_visible():
        page.get_by_role("link", name="Search", exact=True).click()
        box = page.locator("#words")
    box.fill("Golden Dome")
    box.press("Enter")

    seen(page.get_by_role("heading", level=1)).to_have_text("Search")
    seen(page.get_by_role("link", name="Statements").first)
    expect(page.locator("main mark").first).to_have_text("Golden")
    expect(page.get_by_role("heading", name="Developments")).to_contain_text("11")


def test_what_is_stale(page: Page) -> None:
    bar = page.get_by_label("How recent the record is")
    seen(bar).to_contain_text(
        "The record goes up to 10 October 2026, 46 days ago. Nothing after that has been checked."
    )
    bar.get_by_text("What was searched", exact=True).click()
    bar.get_by_role("link", name="More on what was searched").click()

    seen(page.get_by_role("heading", name="What was searched"))
    rows = page.get_by_role("group", name="What was searched").locator("tbody tr")
    expect(rows.filter(has_text="China").first).to_be_attached()
    expect(rows.filter(has_text="United States").first).to_be_attached()


def test_where_the_sides_differ_and_what_each_said(page: Page) -> None:
    page.get_by_role("link", name="Statements", exact=True).first.click()
    page.get_by_role("link", name="What is unclear").first.click()

    seen(page.get_by_role("heading", level=1)).to_have_text("What is unclear")
    sides = page.locator("main .sides").first
    expect(sides).to_contain_text("China")
    expect(sides).to_contain_text("United States")
