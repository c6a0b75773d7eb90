"""What a person does in a week, in a real browser: on a desk, on a phone, without JavaScript, with keys alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from measures.models import Entry, Evidence, Measure, Owner, SavedView, User
from measures.wings.digests.models import ReminderSettings
from tests.browsing import fill_in_a_development, sign_in
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

LIST = "/measures/?report=two-shores"
DEVICES = {
    "on a desk": {"viewport": {"width": 1440, "height": 900}},
    "on a phone": {"viewport": {"width": 375, "height": 800}, "has_touch": True},
    "without JavaScript": {"java_script_enabled": False},
}


@pytest.fixture(params=DEVICES.values(), ids=DEVICES)
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page], writer: User) -> Page:
    """A page of somebody who has signed in."""
    opened = open_page(**request.param)
    sign_in(opened, LIST)
    return opened


def status_message(page: Page) -> Any:
    return expect(page.get_by_role("status").first)


def test_find_log_correct_and_review(page: Page) -> None:
    page.get_by_label("Search", exact=True).fill("COOP-2")
    page.get_by_label("Search", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("q=COOP-2"))
    page.locator("#results tbody th").get_by_role("link").first.click()
    fill_in_a_development(page)
    page.get_by_role("button", name="Log it").first.click()
    status_message(page).to_contain_text("Logged.")

    page.get_by_role("link", name="Correct this entry").click()
    page.get_by_label("Headline required").fill("The lamps are lit on one shore")
    page.get_by_label("Why is it being corrected?").fill("The southern harbour office said so of the other shore only.")
    page.get_by_role("button", name="Save the correction").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The lamps are lit on one shore")

    page.goto("/reviews/")
    page.get_by_role("link", name="Lamps lit").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#reviews + *, #reviews").first).to_be_visible()
    assert Entry.objects.filter(corrects__isnull=False, title="The lamps are lit on one shore").exists()
    assert Evidence.objects.get(title="Lamps lit").reviews.get().state == "accepted"


def test_check_assign_and_set_reminders(page: Page, writer: User) -> None:
    ana = make_user(name="Ana")
    page.goto("/measures/two-shores-COOP-2/")
    page.get_by_role("button", name="Checked, nothing new").click()
    status_message(page).to_contain_text("Recorded for 1 measure: checked, nothing new.")

    page.get_by_role("link", name="Name an owner").click()
    page.get_by_label("Who").select_option(label="Ana")
    page.get_by_role("button", name="Name as owner").click()
    status_message(page).to_contain_text("Ana is now an owner of this measure.")
    assert Owner.objects.get().user == ana

    page.goto("/reminders/")
    page.get_by_label("How often").select_option("weekly")
    page.get_by_role("button", name="Save").click()
    status_message(page).to_contain_text("Saved")
    assert ReminderSettings.objects.get(user=writer).cadence == "weekly"


def test_filter_save_a_view_and_change_many(page: Page) -> None:
    folded = page.get_by_text("Filters", exact=True)
    if folded.is_visible():
        folded.click()
    page.get_by_text("More filters").click()
    page.get_by_label("Unilateral").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("kind=unilateral"))
    page.get_by_text("Save this view").click()
    page.get_by_label("Name", exact=True).fill("One side")
    page.get_by_role("button", name="Save", exact=True).click()
    status_message(page).to_contain_text("Saved as “One side”")
    assert "kind=unilateral" in SavedView.objects.get().filters

    for box in page.locator("#results tbody input[type=checkbox]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Change the selected measures").click()
    page.get_by_label("Set the target date").check()
    page.get_by_label("Target date", exact=False).last.fill("2031-05")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("What would change: 2 of 2")
    assert not Measure.objects.filter(due_on="2031-05").exists()
    page.get_by_role("button", name="Change 2 measures").click()
    status_message(page).to_contain_text("2 measures changed.")
    assert Measure.objects.filter(due_on="2031-05").count() == 2


def test_travel_to_a_day_switch_the_language_and_sign_out(page: Page) -> None:
    page.get_by_text("Another day", exact=True).click()
    page.get_by_label("See another day").fill("2026-06-01")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".asof-past")).to_contain_text("State as of 1 June 2026")
    page.get_by_role("link", name="Return to today").click()

    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.url.endswith(LIST)
    page.get_by_role("button", name="English").click()

    page.locator(".tools summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_development_is_logged_with_keys_alone_and_few_of_them(writer: User, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, LIST)
    pressed = 0

    def press(key: str, times: int = 1) -> None:
        nonlocal pressed
        for _time in range(times):
            page.keyboard.press(key)
        pressed += times

    def reach(target: Any, most: int = 60) -> None:
        for _step in range(most):
            if target.evaluate("element => element === document.activeElement"):
                return
            press("Tab")
        pytest.fail(f"{target} is not reached.")

    press("j")
    press("Enter")
    page.wait_for_url(re.compile("/measures/two-shores-"))
    reach(page.locator("main").get_by_role("link", name="Log a development"))
    press("Enter")
    page.wait_for_url(re.compile("/log/"))
    reach(page.get_by_label("When it happened"))
    page.keyboard.type("2026-11")
    reach(page.get_by_label("Headline required"))
    page.keyboard.type("The lamps are lit")
    reach(page.get_by_label("What happened required"))
    page.keyboard.type("Both harbour offices said so.")
    reach(page.locator("#bears_on-0 input[type=radio]").first)
    press(" ")
    reach(page.get_by_role("button", name="Log it"))
    press("Enter")

    status_message(page).to_contain_text("Logged.")
    assert Entry.objects.filter(author=writer, title="The lamps are lit").exists()
    assert pressed < 120
