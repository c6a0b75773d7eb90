"""Comparing two pasted texts on a telephone: words found, taken over, looked at before they are recorded."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from measures.models import Entry, EntryKind, User
from tests.browsing import sign_in, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

DEVELOPMENT = "two-shores-EV-10"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NORTH = "The harbour masters met.\n\nBoth sides agreed to a test call each day. Sailings go on as before."
SOUTH = "The harbour masters met.\n\nA test call was proposed by the South Shore. One long blast is sounded in fog."


@pytest.fixture
def page(open_page: Callable[..., Page], writer: User) -> Page:
    opened = open_page(**PHONE)
    sign_in(opened, f"/journal/{DEVELOPMENT}/")
    opened.get_by_role("link", name="Compare the texts of this meeting").click()
    return opened


def paste(page: Page, place: int, issuer: str, text: str) -> None:
    row = page.locator(f"#texts-{place}")
    row.get_by_label("Who issued it").first.fill(issuer)
    row.get_by_label("Title of the text").fill(f"Readout of the {issuer}")
    row.get_by_label("The text itself").fill(text)


def subject(page: Page, code: str) -> Locator:
    found = page.locator(f"[id='subject-two-shores-{code}']")
    if not found.get_attribute("open") and found.get_attribute("open") != "":
        found.locator("summary").first.click()
    return found


def take(part: Locator, sentence: str, voice: str, act: str) -> None:
    part.get_by_role("button", name="Use these words").first.click()
    written = part.get_by_label("In our words, with any condition")
    expect(written).to_be_focused()
    written.fill(sentence)
    part.get_by_label("Attributed to").select_option(voice)
    part.get_by_label("What was done").select_option(act)


def assert_accessible(page: Page) -> None:
    """No violation, unfolded as it is, and nothing to be scrolled sideways."""
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_two_pasted_texts_are_compared_on_a_telephone(page: Page) -> None:
    paste(page, 0, "Ferry Board, North Shore", NORTH)
    paste(page, 1, "Harbour Office, South Shore", SOUTH)
    page.get_by_role("button", name="Continue to the subjects").last.click()
    page.get_by_role("button", name="“Not in this text” for texts read whole").click()

    part = subject(page, "telephone-line")
    north, south = part.locator(".text-finding").nth(0), part.locator(".text-finding").nth(1)
    take(north, "Both agreed to a daily test.", "Both sides, by this text", "Agreed")
    expect(north.get_by_label("Original words")).to_have_value("Both sides agreed to a test call each day.")
    take(south, "The South Shore proposed a test.", "Own side", "Proposed")
    part.get_by_label("Do the texts say the same thing?").select_option("Not the same")
    part.get_by_label("Why, in a sentence").fill("Only one of them says agreed.")
    assert_accessible(page)
    page.get_by_role("button", name="Preview", exact=True).click()

    expect(page.locator("#preview")).to_contain_text("In both, but not the same")
    assert_accessible(page)
    assert not Entry.objects.filter(of__key=DEVELOPMENT).exists()
    page.get_by_role("button", name="Record the comparison").click()
    expect(page.get_by_role("status").first).to_contain_text("Logged.")
    expect(page.locator("main")).to_contain_text("Only one of them says agreed.")
    comparison = Entry.objects.get(kind=EntryKind.READOUTS, of__key=DEVELOPMENT)
    assert [text.evidence.file is not None for text in comparison.texts.all()] == [True, True]


def test_what_is_marked_of_a_passage_is_what_is_taken_over(page: Page) -> None:
    paste(page, 0, "Ferry Board, North Shore", NORTH)
    page.get_by_role("button", name="Continue to the subjects").last.click()
    part = subject(page, "telephone-line")
    passage = part.locator("[data-passage]").first
    passage.evaluate("element => getSelection().selectAllChildren(element.querySelector('mark'))")

    part.get_by_role("button", name="Use these words").first.click()

    expect(part.get_by_label("Original words")).to_have_value("test call")


def test_enter_finds_other_words_of_one_subject_and_keeps_the_rest(page: Page) -> None:
    paste(page, 0, "Ferry Board, North Shore", NORTH)
    page.get_by_role("button", name="Continue to the subjects").last.click()
    part = subject(page, "charts")
    expect(part).to_contain_text("None of these words is in this text.")

    part.get_by_label("Words to find in the texts").fill("harbour masters")
    part.get_by_label("Words to find in the texts").press("Enter")

    expect(part.locator("mark")).to_have_text("harbour masters")
    expect(page.locator("#texts-0").get_by_label("The text itself")).to_have_value(NORTH)
