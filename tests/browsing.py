"""How a browser visits the pages: signed in or not, with what a script does wrong failing the test."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright_axe.axe import MIN_AXE_PATH

from measures.models import User
from tests.chromium import CHROMIUM
from tests.factories import make_user

PASSWORD = "calm-waters-2026"
EMAIL = "wei@example.org"
QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
]  # fmt: skip


# In the frame that shows a mail nothing may run, so axe would wait for an answer out of it for ever.
# Off unless asked for: WCAG 2.5.8 and 2.5.3.
BESIDES = {name: {"enabled": True} for name in ("target-size", "label-content-name-mismatch")}
AXE_OPTIONS = {"iframes": False, "resultTypes": ["violations"], "rules": BESIDES}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one, quiet where there is no network."""
    if CHROMIUM is None:
        pytest.fail("The browser tests need Chromium: apt-get install chromium, or name one in CBM_CHROMIUM.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*QUIET, *sandbox]}


@pytest.fixture
def writer() -> User:
    return make_user(name="Wei", email=EMAIL, password=PASSWORD, role="editor")


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens pages of the tracker in contexts of their own; a mistake of a script fails the test."""
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()


def sign_in(page: Page, path: str) -> None:
    page.goto(f"/accounts/login/?next={path}")
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(path)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong with a page, run in the page alone: its plugin opens another one to sum up the frames."""
    page.evaluate(MIN_AXE_PATH.read_text(encoding="utf-8"))
    found = page.evaluate("(options) => axe.run(options)", AXE_OPTIONS)["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


@contextmanager
def before_htmx(page: Page, path: str) -> Iterator[None]:
    """Visit a page that shows before htmx has come; it comes afterwards."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/vendor/htmx-*", hold)
    page.goto(path, wait_until="commit")
    yield
    [route] = held
    route.continue_()


def fill_in_a_development(page: Page) -> None:
    """From the page of a measure to a filled form, with a new source."""
    page.locator("main").get_by_role("link", name="Log a development").click()
    page.get_by_label("When it happened").fill("2026-11-20")
    page.get_by_label("Headline required").fill("The lamps are lit on both shores")
    page.get_by_label("What happened required").fill("Both harbour offices said so on the same day.")
    page.locator("#bears_on-0").get_by_label("A step toward the recommendation").check()
    page.get_by_role("searchbox", name="Source").fill("https://lamps.example.org/lit")
    page.get_by_role("searchbox", name="Source").press("Enter")
    source = page.locator("#sources-0")
    expect(source.get_by_label("Publisher required")).to_have_value("")
    source.get_by_label("Publisher required").fill("lamps.example.org")
    source.get_by_label("Title").fill("Lamps lit")
