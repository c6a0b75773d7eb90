"""Logging what happened in few clicks: on a desk, on a phone, without JavaScript, in both languages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, Route, expect

from measures.models import Entry, User
from tests.browsing import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

MOST_CLICKS = 7
LINK = "https://lamps.example.org/lit"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DEVICES = {
    "on a desk": (DESK, "en"),
    "on a phone": (PHONE, "en"),
    "without JavaScript": (DESK | {"java_script_enabled": False}, "en"),
    "on a phone without JavaScript": (PHONE | {"java_script_enabled": False}, "en"),
    "in Chinese": (DESK, "zh-hans"),
    "in Chinese on a phone": (PHONE, "zh-hans"),
    "in Chinese without JavaScript": (DESK | {"java_script_enabled": False}, "zh-hans"),
}
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
HEADLINES = {"en": "The lamps are lit", "zh-hans": "灯已点亮"}
NARRATIVES = {"en": "Both harbour offices said so.", "zh-hans": "两地港务局均已说明。"}
DAYS = {"en": "25 November 2026", "zh-hans": "2026年11月25日"}
# Besides what is typed: what is chosen from lists by keys.
EFFECTS = {"two-shores-NORTH-1": "toward", "two-shores-JOINT-1": "either", "two-shores-N1": "clearer"}


@dataclass
class Finger:
    """Presses what a person presses, and counts."""

    page: Page
    has_touch: bool
    clicks: int = 0

    def press(self, target: Locator) -> None:
        target.tap() if self.has_touch else target.click()
        self.clicks += 1


def name(message: str, needed: str = "") -> str:
    """The label of a field in the reader's language, with whether it is required."""
    return " ".join(filter(None, (gettext(message), gettext(needed) if needed else "")))


@pytest.mark.parametrize(("device", "language"), DEVICES.values(), ids=DEVICES)
def test_two_measures_an_ambiguity_a_new_source_and_an_assessment_take_seven_clicks(
    open_page: Callable[..., Page], writer: User, device: dict[str, Any], language: str
) -> None:
    User.objects.filter(pk=writer.pk).update(language=language)
    page = open_page(**device, locale=LOCALES[language])
    sign_in(page, "/?report=two-shores")
    finger = Finger(page, device.get("has_touch", False))

    with translation.override(language):
        finger.press(page.locator("header").get_by_role("link", name=gettext("Log a development")))
        page.get_by_label(name("When it happened", "required")).fill(DAYS[language])
        page.get_by_label(name("Headline", "required")).fill(HEADLINES[language])
        page.get_by_label(name("What happened", "required")).fill(NARRATIVES[language])
        for place, (key, direction) in enumerate(EFFECTS.items()):
            effect = page.locator(f"#bears_on-{place}")
            effect.get_by_label(name("Measure, part or ambiguity", "required")).select_option(key)
            finger.press(effect.locator("label", has=page.locator(f"input[value={direction}]")))
        page.locator("#find").fill(LINK)
        page.locator("#find").press("Enter")
        source = page.locator("#sources-0")
        source.get_by_label(name("Title", "required")).fill("Lamps lit")
        source.get_by_label(name("Publisher", "required")).fill("Lamp Gazette")
        finger.press(page.locator("#assessments-0 > summary"))
        ours = page.locator("#assessments-0")
        ours.locator("[name$='-on']").select_option("two-shores-N1")
        ours.locator("[name$='-level']").select_option("1")
        ours.locator("[name$='-text']").fill("One lamp is no habit yet.")
        finger.press(page.get_by_role("button", name=gettext("Preview"), exact=True))
        expect(page.locator("#preview")).to_contain_text(gettext("What will be recorded"))
        expect(page.get_by_role("alert")).to_have_count(0)
        finger.press(page.locator("#preview").get_by_role("button", name=gettext("Log it in:")))
        expect(page.get_by_role("status").first).to_contain_text(gettext("Logged."))

    entry = Entry.objects.get(title=HEADLINES[language])
    assert page.url.endswith(f"/journal/{entry.key}/")
    assert str(entry.occurred) == "2026-11-25"
    assert {row.on.key: row.direction for row in entry.bearings.all()} == EFFECTS
    assert entry.citations.get().evidence.url == LINK
    assert entry.assessments.get().text == "One lamp is no habit yet."
    assert finger.clicks <= MOST_CLICKS
    expect(page.locator("main")).to_contain_text(gettext("reported, not reviewed") if language == "en" else "据报")
    page.keyboard.press("End")
    expect(page.locator(".fiction")).to_be_in_viewport()
    assert re.search("is-fiction", page.locator("body").get_attribute("class") or "")


def test_what_is_chosen_before_the_script_has_come_leaves_the_next_effect_unfolded(
    open_page: Callable[..., Page], writer: User
) -> None:
    page, held = open_page(**DESK), list[Route]()
    sign_in(page, "/")
    page.route("**/js/log.js", lambda route: held.append(route))  # noqa: PLW0108
    effects = [page.locator(f"#bears_on-{place} select[name$='-on']") for place in range(3)]

    page.goto("/log/?report=two-shores", wait_until="commit")
    effects[0].select_option("two-shores-NORTH-1")
    expect(effects[2]).to_be_visible()
    held[0].continue_()

    expect(effects[2]).to_be_hidden()
    expect(effects[1]).to_be_visible()
