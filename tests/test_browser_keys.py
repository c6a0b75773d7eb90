"""The main jobs with keys alone: find, check, correct and review."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from measures.models import Entry, EntryKind, Evidence, User
from tests.browsing import sign_in
from tests.factories import make_evidence

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]


@pytest.fixture
def page(open_page: Callable[..., Page], writer: User) -> Page:
    opened = open_page()
    sign_in(opened, "/measures/?report=two-shores")
    return opened


def reach(target: Locator, most: int = 80) -> None:
    """Go from one thing to the next by the Tab key until this one has the focus, and see that it shows."""
    for _step in range(most):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            return
        target.page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached.")


def press(target: Locator, key: str = "Enter") -> None:
    reach(target)
    target.page.keyboard.press(key)


def test_a_measure_is_found_and_checked(page: Page) -> None:
    page.keyboard.press("f")
    page.keyboard.type("COOP-2")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    press(page.locator("#results tbody th a"))
    page.wait_for_url("/measures/two-shores-COOP-2/")
    press(page.get_by_role("button", name="Checked, nothing new"))

    expect(page.get_by_role("status").first).to_contain_text("Recorded for 1 measure: checked, nothing new.")
    assert Entry.objects.filter(kind=EntryKind.CHECK, bearings__measure__code="COOP-2").exists()


def test_the_record_is_searched_from_any_page(page: Page) -> None:
    page.goto("/journal/two-shores-EV-14/")
    page.keyboard.press("/")
    expect(page.get_by_label("Words to search for in the record")).to_be_focused()
    page.keyboard.type("telephone")
    page.keyboard.press("Enter")
    page.wait_for_url("/search/?report=two-shores&q=telephone")
    expect(page.locator("mark").first).to_be_visible()
    press(page.locator("ol a:has(mark)").first)

    expect(page).not_to_have_url(re.compile("/search/"))
    page.goto("/search/?report=two-shores")
    page.keyboard.press("/")
    expect(page.get_by_label("Words to search for in the record")).to_be_focused()
    page.get_by_label("Use single-key shortcuts in this browser").uncheck()
    page.keyboard.press("/")
    expect(page.get_by_label("Words to search for in the record")).not_to_be_focused()


def test_on_a_phone_the_key_leads_to_the_page_that_searches(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("searchbox", name="Words to search for in the record")).to_be_hidden()

    page.keyboard.press("/")
    page.wait_for_url("/search/?report=two-shores")

    expect(page.get_by_label("Words to search for in the record")).to_be_visible()


def test_one_menu_is_open_at_a_time_and_esc_closes_it(page: Page) -> None:
    reports, work = page.locator("header summary", has_text="Report:"), page.locator("header summary", has_text="Work")

    press(reports)
    expect(page.locator("details.menu[open] summary")).to_contain_text("Report:")
    press(work)
    expect(page.locator("details.menu[open] summary")).to_contain_text("Work")
    reach(page.get_by_role("link", name="My measures and reminders"))
    page.keyboard.press("Escape")

    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(work).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("h1").click()
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(work).to_be_focused()


def test_without_scripts_one_menu_is_open_at_a_time(open_page: Callable[..., Page], writer: User) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, "/measures/?report=two-shores")

    page.locator("header summary", has_text="Report:").click()
    page.locator("header summary", has_text="Work").click()

    expect(page.locator("details.menu[open] summary")).to_contain_text("Work")


def test_an_entry_is_corrected(page: Page) -> None:
    page.goto("/journal/two-shores-EV-14/")

    press(page.get_by_role("link", name="Correct this entry"))
    page.wait_for_url("/journal/two-shores-EV-14/correct/")
    reach(page.get_by_label("Why is it being corrected?"))
    page.keyboard.type("The paper counts changes, not boats.")
    reach(page.get_by_label("Headline required"))
    page.keyboard.press("Control+A")
    page.keyboard.type("A newspaper counts late changes")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("A newspaper counts late changes")
    assert Entry.objects.get(corrects__key="two-shores-EV-14").title == "A newspaper counts late changes"


def test_a_source_is_found_in_the_queue_and_reviewed(page: Page) -> None:
    waiting = make_evidence(state="pending", title="Lamps lit", publisher="Lamp Gazette")
    page.goto("/reviews/")

    press(page.get_by_role("link", name="Lamps lit"))
    page.wait_for_url("/sources/*/#reviews")
    press(page.get_by_role("button", name="Accept"))

    expect(page.get_by_role("status").first).to_contain_text("Your review is shown below.")
    assert Evidence.objects.get(pk=waiting.pk).reviews.get().state == "accepted"
