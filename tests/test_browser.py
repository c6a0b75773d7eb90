"""The pages in a real browser: the main job from signing in to seeing it, with and without JavaScript, and for all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright_axe import Axe

from measures.models import Entry, Measure, User
from measures.operations.responsibility import name_owner
from tests.factories import make_user
from tests.test_digest_delivery import let_it_be_due

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

PASSWORD = "calm-waters-2026"
WIDTHS = {"desktop": 1440, "phone": 375}


@pytest.fixture
def writer() -> User:
    return make_user(name="Wei", email="wei@example.org", password=PASSWORD, role="editor")


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Callable[..., Page]:
    """Opens pages of the tracker in contexts of their own; a mistake of a script fails the test."""
    contexts: list[BrowserContext] = []

    def open_one(**options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
        return page

    yield open_one  # type: ignore[misc]
    for context in contexts:
        context.close()


def sign_in(page: Page, path: str) -> None:
    page.goto(f"/accounts/login/?next={path}")
    page.locator("input[name=login]").fill("wei@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"**{path}")


def fill_in_a_development(page: Page) -> None:
    """From the page of a measure to a filled form, with a new source."""
    page.locator("main").get_by_role("link", name="Log a development").click()
    page.get_by_label("When it happened").fill("2026-11-20")
    page.get_by_label("What happened, in a line").fill("The lamps are lit on both shores")
    page.get_by_role("textbox", name="Narrative", exact=True).fill("Both harbour offices said so on the same day.")
    page.get_by_text("New source 1").click()
    source = page.locator("#sources-0")
    source.get_by_label("Address").fill("https://lamps.example.org/lit")
    source.get_by_label("Publisher", exact=True).fill("Lamp Gazette")
    source.get_by_label("Title").fill("Lamps lit")
    page.locator("#bears_on-0").get_by_label("Moves it toward what the report recommends").check()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_person_logs_a_development_and_sees_it_on_the_measure(writer, open_page, javascript):
    page = open_page(java_script_enabled=javascript)
    sign_in(page, "/measures/two-shores-COOP-2/")

    fill_in_a_development(page)
    page.get_by_role("button", name="Add another view").click()
    expect(page.locator("#views-3")).to_be_visible()
    page.get_by_role("button", name="Preview").last.click()
    expect(page.locator("#preview")).to_contain_text("COOP-2")
    assert not Entry.objects.filter(author=writer).exists()
    page.get_by_role("button", name="Log it").first.click()

    expect(page.get_by_role("status")).to_contain_text("Logged.")
    page.get_by_role("link", name="COOP-2").first.click()
    expect(page.locator("main")).to_contain_text("The lamps are lit on both shores")
    expect(page.locator("main")).to_contain_text("Lamp Gazette")


def test_an_owner_reads_in_mail_what_a_person_logged_in_the_browser(
    writer, open_page, smtp_sink, celery_worker_process
):
    owner = make_user(role="contributor")
    name_owner(Measure.objects.get(key="two-shores-COOP-2"), user=owner, role="coordinator", by=writer)
    page = open_page()
    sign_in(page, "/measures/two-shores-COOP-2/")
    fill_in_a_development(page)
    page.get_by_role("button", name="Log it").first.click()
    expect(page.get_by_role("status")).to_contain_text("Logged.")

    let_it_be_due(owner)

    [message] = smtp_sink.wait(1)
    assert message["To"] == owner.email
    assert "The lamps are lit on both shores" in message.get_body(("plain",)).get_content()


def test_the_enter_key_saves_nothing(writer, open_page):
    page = open_page()
    sign_in(page, "/log/?measure=two-shores-COOP-2")

    page.get_by_label("What happened, in a line").press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    assert not Entry.objects.filter(author=writer).exists()


def test_only_fitting_directions_are_offered_where_scripts_run(writer, open_page):
    page = open_page()
    sign_in(page, "/log/?ambiguity=two-shores-N1")

    bearing = page.locator("#bears_on-0")

    expect(bearing.get_by_label("Makes it clearer")).to_be_visible()
    expect(bearing.get_by_label("Moves it away")).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_no_violation_and_no_page_scrolls_sideways(writer, open_page, width, tmp_path: Path):
    page = open_page(viewport={"width": width, "height": 900})
    sign_in(page, "/")
    axe = Axe(output_directory=tmp_path)
    entry = Entry.objects.filter(views__isnull=False).first()
    paths = [
        "/",
        "/measures/zhao-2020-US-3/",
        "/measures/two-shores-NORTH-1/?as_of=2026-06-01",
        "/ambiguities/zhao-2020-B2/",
        "/ambiguities/zhao-2020-B/",
        f"/journal/{entry.key}/",
        "/log/?measure=zhao-2020-CO-3&ambiguity=zhao-2020-B2&whose=CN",
        f"/journal/{entry.key}/correct/",
        "/measures/zhao-2020-US-3/edit/",
        "/milestones/zhao-2020-US-3-M1/",
        "/sources/new/",
        "/reviews/",
        "/sources/two-shores-SRC-01/",
        "/sources/two-shores-SRC-01/edit/",
        "/measures/zhao-2020-US-3/owners/",
    ]
    wrong = {}

    for path in paths:
        page.goto(path)
        found = axe.run(page, html_report_generated=False, json_report_generated=False)
        wrong[path] = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong[path].append(("sideways", []))

    assert {path: found for path, found in wrong.items() if found} == {}
