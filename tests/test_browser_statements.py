"""A statement is copied with one click: original, translation, citation and the address of its source."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]


def test_a_statement_is_copied_with_its_translation_and_its_source(open_page: Callable[..., Page]) -> None:
    page = open_page(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/statements/?report=two-shores")

    button = page.locator("[data-copy]").first
    button.click()

    expect(button).to_have_text("Copied")
    original, translation, citation, address = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert original == "“商定统一格式后，我们愿意交换测量图”"
    assert translation == "Once one format is agreed, we are ready to exchange charts"
    assert citation == "Hydrographer of the North Shore, Oct 2025"
    assert address.endswith("/sources/two-shores-SRC-14/")


def test_without_javascript_a_statement_is_cited_from_its_page(open_page: Callable[..., Page]) -> None:
    page = open_page(locale="en-GB", java_script_enabled=False)
    page.goto("/statements/?report=two-shores")

    expect(page.locator("[data-copy]").first).to_be_hidden()
    page.get_by_role("link", name="In full, to cite").first.click()

    assert "once one format is agreed" in page.locator("main").inner_text().casefold()
