"""A new organiser on a phone, without a script, finds the way from a circle to the agenda of the next session."""

import re
from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

from measures.models import AgendaItem, FollowUp, NoteLine, User
from tests.browsing import sign_in
from tests.factories import make_measure, make_report, make_user

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 375, "height": 800}, "java_script_enabled": False}
QUESTION = "What would each shore need to know about fog signals?"
FOLLOW_UP, IN_CHINESE = "Compare the intervals of both foghorns", "比较两处雾号的间隔"


def test_an_organiser_finds_the_way_from_a_circle_to_the_next_agenda(
    open_page: Callable[..., Page], writer: User
) -> None:
    make_measure(make_report("shores"), parties=["NORTHSHORE", "SOUTHSHORE"])
    make_user(name="Ana")
    page = open_page(**PHONE)
    sign_in(page, "/sessions/?report=shores")

    go_to(page, "Make a circle")
    field(page, "What to call it").fill("Ferry talks")
    press(page, "Make the circle")
    field(page, "Who").select_option(label="Ana")
    press(page, "Name them")
    plan(page, "Fog signals")
    go_to(page, "Edit the agenda")
    field(page, "Open question to both sides").fill(QUESTION)
    press(page, "Save the agenda")
    go_to(page, "Fog signals")
    go_to(page, "It was held")
    press(page, "It was held")

    go_to(page, re.compile("Write the note of North"))
    field(page, "Points raised").fill("The Southshore expert said that intervals differ.")
    press(page, "Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("may tell who spoke")
    field(page, "Points raised").fill("Intervals differ.")
    press(page, "Save the draft")
    go_to(page, "Show it to the circle")
    press(page, "Show it")
    expect(page.locator(".noted")).to_contain_text("Intervals differ.")

    page.get_by_role("button", name="简体中文").click()
    with translation.override("zh-hans"):
        go_to(page, gettext("Add a follow-up"))
        field(page, gettext("What is to be done")).fill(FOLLOW_UP)
        field(page, gettext("What is to be done, in Chinese")).fill(IN_CHINESE)
        press(page, gettext("Save"))
        go_to(page, gettext("Dialogue sessions"))
        plan(page, "一个冬天的试行")
        go_to(page, gettext("Edit the agenda"))
        expect(field(page, gettext("Open question to both sides"))).to_have_value(re.compile(FOLLOW_UP))
        press(page, gettext("Save the agenda"))
        expect(page.locator("main")).to_contain_text(IN_CHINESE)

    assert NoteLine.objects.get().text == "Intervals differ."
    assert AgendaItem.objects.get(session__state="planned").from_follow_up == FollowUp.objects.get()


def plan(page: Page, title: str) -> None:
    go_to(page, gettext("Plan a session"))
    warning = gettext("A meeting whose existence must not be known is not recorded here.")
    expect(page.locator("main > p.notice")).to_have_text(warning)
    field(page, gettext("Title")).fill(title)
    field(page, gettext("Month")).fill("2026-03")
    field(page, gettext("Country")).fill("Iceland")
    press(page, gettext("Plan the session"))


def go_to(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).last.click()


def field(page: Page, label: str) -> Locator:
    """The required field of this label, or the only one."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+{re.escape(gettext('required'))})?\s*$")).first
