"""The list of measures in a real browser: searched as one types, and worked with the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from measures.models import User
from tests.browsing import before_htmx, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

LIST = "/measures/?report=two-shores"


def test_the_list_follows_what_is_typed_and_keeps_it_in_its_address(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(LIST)
    rows = page.locator("#results tbody tr")
    everything = rows.count()

    page.get_by_label("Search", exact=True).press_sequentially("lamp")

    expect(page).to_have_url(re.compile("q=lamp"))
    expect(rows).not_to_have_count(everything)
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.reload()
    expect(page.get_by_label("Search", exact=True)).to_have_value("lamp")


def test_the_list_follows_what_was_typed_and_chosen_before_htmx_came(open_page: Callable[..., Page]) -> None:
    page = open_page()

    with before_htmx(page, LIST):
        page.get_by_label("Search", exact=True).fill("COOP")
        page.get_by_text("More filters").click()
        page.get_by_label("Addressed to").select_option(index=1)

    expect(page).to_have_url(re.compile(r"q=COOP&.*party=\w"))
    expect(page.locator("#results tbody tr")).to_have_count(2)


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_list_fits_a_desk_and_uses_a_wider_one(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    page.goto("/measures/?report=zhao-2020")

    table, box = page.locator("table.list"), page.locator("#results .scroll")
    assert box.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert table.evaluate("each => each.getBoundingClientRect().right") > 0.9 * width


@pytest.mark.parametrize(("width", "is_open"), [(1280, True), (390, False)])
def test_filters_are_folded_but_for_a_few_and_on_a_phone_all_of_them(
    open_page: Callable[..., Page], width: int, is_open: bool
) -> None:
    page = open_page(viewport={"width": width, "height": 844})
    page.goto(LIST)

    expect(page.get_by_label("Search", exact=True)).to_be_visible()
    for label in ("recommended", "Overdue"):
        expect(page.get_by_label(label).first).to_be_visible(visible=is_open)
    expect(page.get_by_label("Addressed to")).to_be_hidden()


def test_the_list_is_worked_with_single_keys(writer: User, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, LIST)
    rows = page.locator("#results tbody tr")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("k")
    expect(rows.nth(0).get_by_role("link").first).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.keyboard.type("jx?")
    expect(page.get_by_label("Search", exact=True)).to_have_value("jx?")


def test_enter_opens_the_measure_that_was_stepped_to(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(LIST)

    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/measures/two-shores-"))


def test_single_keys_can_be_switched_off(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(LIST)
    page.keyboard.press("?")
    page.get_by_label("Use single-key shortcuts in this browser").uncheck()
    page.get_by_role("button", name="Close").click()

    page.reload()
    page.keyboard.press("f")
    expect(page.get_by_label("Search", exact=True)).not_to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Words to search for in the record")).not_to_be_focused()


def test_without_scripts_the_list_is_filtered_by_its_button(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(LIST)

    page.get_by_label("Search", exact=True).fill("lamp")
    page.get_by_role("button", name="Show").click()

    expect(page).to_have_url(re.compile("q=lamp"))
