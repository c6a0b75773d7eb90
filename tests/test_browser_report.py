"""A report with its measures and ambiguities is made in a real browser, without a file or a command."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from measures.models import Ambiguity, Measure, Report, User
from tests.browsing import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = ["Publish the timetable", "Light both piers", "Answer calls by night", "Meet each spring", "Count the ferries"]
UNCLEAR = ["How many ferries sail", "Why they sail at night", "Who gives the orders"]


@dataclass
class Effort:
    """What somebody fills in and presses on a page."""

    page: Page
    fields: int = 0
    clicks: int = 0

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).locator("visible=true").first.fill(text)
        self.fields += 1

    def visit(self, path: str) -> None:
        self.page.goto(path)
        self.clicks += 1

    def press(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name, exact=True).locator("visible=true").first.click()  # type: ignore[arg-type]
        self.clicks += 1


def test_a_report_is_made_on_pages_alone(open_page: Callable[..., Page], writer: User) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    sign_in(page, "/")
    work = Effort(page)

    work.press("link", "New report")
    work.fill("Title required", "Calm waters")
    work.fill("Title in Chinese", "平静水域")
    for place, (code, name) in enumerate((("NORTHBANK", "North Bank"), ("SOUTHBANK", "South Bank"))):
        page.locator(f"#parties-{place} > summary").click()
        work.clicks += 1
        for field, text in (("name", name), ("code", code)):
            page.locator(f"[name=parties-{place}-{field}]").fill(text)
            work.fields += 1
    work.press("button", "Make the report")
    expect(page.get_by_role("heading", name="Next steps")).to_be_visible()

    for number, title in enumerate(UNCLEAR, start=1):
        work.visit("/reports/calm-waters/")
        work.press("link", "Add an ambiguity")
        work.fill("Code required", f"A{number}")
        work.fill("Title required", title)
        work.press("checkbox", "North Bank")
        work.press("button", "Save")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)

    work.visit("/reports/calm-waters/")
    work.press("link", "Add a measure")
    for title in TITLES:
        work.fill("Title required", title)
        work.press("checkbox", "South Bank")
        work.press("button", "Add it, and then another")
        expect(page.get_by_role("status").first).to_contain_text("Saved.")

    report = Report.objects.get()
    assert [row.title for row in Measure.objects.order_by("position")] == TITLES
    assert [row.code for row in report.measures.order_by("position")] == ["M-1", "M-2", "M-3", "M-4", "M-5"]
    assert [row.title for row in Ambiguity.objects.order_by("position")] == UNCLEAR
    assert (work.fields, work.clicks) == (17, 28)
