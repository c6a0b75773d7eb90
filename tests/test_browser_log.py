"""Logging a development in a real browser: in few steps, its source found as one types or begun by its address."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from measures.models import Entry, Evidence, User
from tests.browsing import before_htmx, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

FORM = "/log/?measure=two-shores-NORTH-1"
NEW = "https://lamps.example.org/lit"


@dataclass
class Hand:
    """What a person does with the keyboard, each thing counted as one step."""

    page: Page
    steps: int = 0

    def write(self, text: str) -> None:
        """Type or paste into the field where one is."""
        self.page.keyboard.insert_text(text)
        self.steps += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.steps += 1

    def go_to(self, field: Locator) -> None:
        """From field to field by the Tab key; the first is gone to by a click."""
        if self.steps == 0:
            field.click()
            self.steps += 1
        while not field.evaluate("element => element === document.activeElement"):
            assert self.steps < 60, f"{field} is not reached."
            self.press("Tab")


@pytest.fixture
def page(open_page: Callable[..., Page], writer: User) -> Page:
    opened = open_page()
    sign_in(opened, FORM)
    return opened


@pytest.fixture
def hand(page: Page) -> Hand:
    """The hand of somebody who has said what happened and which way it points."""
    hand = Hand(page)
    hand.go_to(page.get_by_label("When it happened"))
    hand.write("2026-11")
    hand.go_to(page.get_by_label("Headline required"))
    hand.write("The lamps are lit")
    hand.go_to(page.get_by_label("What happened required"))
    hand.write("Both harbour offices said so.")
    hand.go_to(page.locator("#bears_on-0 input[type=radio]").first)
    hand.press("Space")
    hand.go_to(page.get_by_role("searchbox", name="Source"))
    return hand


def logged(page: Page) -> Entry:
    expect(page.get_by_role("status").first).to_contain_text("Logged.")
    return Entry.objects.get(title="The lamps are lit")


def test_with_a_source_on_record_it_takes_twenty_five_steps(page: Page, hand: Hand) -> None:
    existing = Evidence.objects.get(key="two-shores-SRC-01")

    hand.write(existing.url.replace("https://", "http://www."))
    hand.press("Enter")
    expect(page.get_by_role("checkbox", name=re.compile(re.escape(existing.publisher)))).to_be_checked()
    hand.press("Control+Enter")

    assert logged(page).citations.get().evidence == existing
    assert hand.steps <= 25


def test_with_a_new_source_it_takes_thirty_steps(page: Page, hand: Hand) -> None:
    hand.write(NEW)
    hand.press("Enter")
    expect(page.locator("#id_sources-0-title")).to_be_focused()
    hand.write("Lamps lit")
    page.locator("#id_sources-0-publisher").fill("Lamp Gazette")
    hand.press("Control+Enter")

    source = logged(page).citations.get().evidence
    assert (source.url, source.publisher, source.title) == (NEW, "Lamp Gazette", "Lamps lit")
    assert hand.steps <= 30


def test_a_source_that_was_typed_and_taken_before_htmx_came_is_begun_all_the_same(page: Page) -> None:
    source = page.get_by_role("searchbox", name="Source")

    with before_htmx(page, FORM):
        expect(page.locator("[data-with-script]")).to_be_visible()
        source.fill(NEW)
        source.press("Enter")

    expect(page.locator("#id_sources-0-title")).to_be_focused()
    expect(page.locator("#id_sources-0-url")).to_have_value(NEW)


def test_the_arrow_keys_choose_among_what_is_found(page: Page, hand: Hand) -> None:
    hand.write("harbour")
    offers = page.locator("#found").get_by_role("checkbox")
    expect(offers.nth(1)).to_be_visible()
    second = offers.nth(1).get_attribute("value")

    hand.press("ArrowDown", "ArrowDown", "Enter")
    expect(page.get_by_role("searchbox", name="Source")).to_be_focused()
    hand.press("Control+Enter")

    assert logged(page).citations.get().evidence.key == second


def test_in_a_long_report_what_it_bears_on_is_found_as_one_types(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.forms.targets.LISTED_MOST", 1)
    page.goto(page.url.replace(FORM, "/log/?report=two-shores"))
    hand = Hand(page)
    field = page.get_by_role("combobox", name="Measure, part or ambiguity").first
    expect(field).to_have_attribute("aria-expanded", "false")

    hand.go_to(field)
    hand.write("north")
    options = page.locator("#id_bears_on-0-on_found").get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    second = options.nth(1).get_attribute("data-text")
    hand.press("ArrowDown", "ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    hand.press("Enter")

    expect(field).to_have_value(str(second))
    expect(options.first).to_be_hidden()
    assert hand.steps <= 5


def test_a_code_that_is_typed_to_its_end_needs_no_choosing(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("measures.forms.targets.LISTED_MOST", 1)
    page.goto(page.url.replace(FORM, "/log/?report=two-shores"))
    field = page.get_by_role("combobox", name="Measure, part or ambiguity").first

    field.fill("n1")
    field.press("Tab")

    expect(field).to_have_value(re.compile("^N1 "))
    expect(page.get_by_label("Makes it clearer").first).to_be_visible()
    expect(page.get_by_label("A step toward").first).to_be_hidden()


def test_one_more_row_is_added_without_losing_the_file_that_was_chosen(page: Page) -> None:
    for row in range(3):
        page.locator(f"#sources-{row} > summary").click()
    file = page.locator("#id_sources-0-file")
    file.set_input_files({"name": "lamps.txt", "mimeType": "text/plain", "buffer": b"Lit."})

    page.get_by_role("button", name="Add another source").click()

    expect(page.locator("#sources-3 > summary")).to_have_text("New source 4", use_inner_text=True)
    expect(page.locator("#id_sources-3-url")).to_be_focused()
    expect(file).to_have_value(re.compile("lamps.txt"))
    expect(page.locator("input[name='sources-rows']")).to_have_value("4")
