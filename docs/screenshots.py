"""Takes pictures of the pages of a running tracker (`make screenshots`, while `make run` serves).

Every page in both languages and themes, on a desk and on a phone, goes to var/screenshots to be looked at; the few
that the documentation shows go to docs/images.
"""

import os
import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import CHROMIUM

HERE = Path(__file__).parent
ALL, SHOWN = HERE.parent / "var/screenshots", HERE / "images"
ACCOUNTS = HERE.parent / "var/demonstration-accounts.txt"
WHO = "editor@example.org"
NORTH_1 = "/measures/two-shores-NORTH-1/"
PAGES = {
    "overview": "/?report=zhao-2020",
    "overview-fictional": "/?report=two-shores",
    "overview-past": "/?report=zhao-2020&as_of=2024-08-01",
    "follow": "/follow/?report=zhao-2020",
    "brief": "/brief/?report=zhao-2020&from=2026-01-01",
    "summary": "/reports/two-shores/summary/",
    "measures": "/measures/?report=zhao-2020",
    "measure": "/measures/zhao-2020-US-3/",
    "measure-fictional": NORTH_1,
    "measure-changes": f"{NORTH_1}changes/",
    "measure-edit": "/edit/measures/two-shores-NORTH-1/",
    "measure-new": "/measures/new/?report=two-shores",
    "report-new": "/reports/new/",
    "owners": f"{NORTH_1}owners/",
    "ambiguities": "/ambiguities/?report=zhao-2020",
    "ambiguity": "/ambiguities/zhao-2020-B6/",
    "journal": "/journal/?report=zhao-2020",
    "entry": "/journal/two-shores-EV-14/",
    "correct": "/journal/two-shores-EV-14/correct/",
    "marking": "/journal/two-shores-EV-14/marking/",
    "marking-measure": f"{NORTH_1}marking/",
    "entry-readouts": "/journal/two-shores-EV-03/",
    "readouts": "/readouts/?report=zhao-2020",
    "subject": "/subjects/zhao-2020-relationship/",
    "changes": "/changes/?report=zhao-2020&from=2026-01-01",
    "then-and-now": "/then-and-now/?report=zhao-2020&from=2023-11-06",
    "search": "/search/?q=Golden+Dome&report=zhao-2020",
    "dates": "/dates/?report=zhao-2020",
    "date": "/dates/zhao-2020-ai-dialogue-2026-11/",
    "feeds": "/feeds/?report=zhao-2020",
    "feed": "/feeds/two-shores-south-news/",
    "date-found": "/dates/two-shores-DT-01/found/",
    "sources": "/sources/?report=zhao-2020",
    "source": "/sources/two-shores-SRC-01/",
    "cite": "/cite/source/two-shores-SRC-01/?report=two-shores",
    "source-new": "/sources/new/",
    "reviews": "/reviews/",
    "workload": "/workload/?report=two-shores",
    "agenda": "/agenda/?report=two-shores&on=2026-11-25",
    "report": "/reports/zhao-2020/",
    "codebook": "/reports/zhao-2020/codebook/",
    "glossary": "/glossary/",
    "log": "/log/?measure=two-shores-NORTH-1",
    "milestone": "/milestones/zhao-2020-US-3-M1/",
    "imports": "/imports/",
    "addresses": "/addresses/",
    "me": "/me/",
    "views": "/views/",
    "reminders": "/reminders/",
    "reminders-next": "/reminders/next/",
    "reminders-sent": "/reminders/sent/",
    "nowhere": "/nowhere/",
}
LANGUAGES, SCHEMES = ("en", "zh-hans"), ("light", "dark")
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 375, "height": 800}}
# What the documentation shows: page, language, theme, and how much of it.
BEST = {
    "overview": ("overview", "en", "light", {"width": 1280, "height": 1500}),
    "overview-zh-dark": ("overview-fictional", "zh-hans", "dark", {"width": 1280, "height": 1500}),
    "measure": ("measure", "en", "light", {"width": 1280, "height": 1500}),
    "log": ("log", "en", "light", {"width": 1280, "height": 1300}),
    "phone-zh": ("measure-fictional", "zh-hans", "light", {"width": 375, "height": 1100}),
}
SWITCHES = ["--disable-gpu", "--force-color-profile=srgb", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def opened(browser: Browser, site: str, language: str, scheme: str, size: dict[str, int]) -> Page:
    """A tab of somebody who writes, signed in, in one look."""
    context = browser.new_context(base_url=site, viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(WHO)
    page.locator("input[name=password]").fill(password())
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"{site}/")
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    return page


def password() -> str:
    lines = (line.split() for line in ACCOUNTS.read_text().splitlines())
    return next(words[1] for words in lines if words[:1] == [WHO])


def take_all(browser: Browser, site: str) -> None:
    for language, scheme, (name, size) in product(LANGUAGES, SCHEMES, SIZES.items()):
        page = opened(browser, site, language, scheme, size)
        for title, address in PAGES.items():
            page.goto(address)
            page.screenshot(path=ALL / f"{title}-{language}-{scheme}-{name}.png", full_page=True)
        page.context.close()


def take_best(browser: Browser, site: str) -> None:
    for name, (title, language, scheme, size) in BEST.items():
        page = opened(browser, site, language, scheme, size)
        page.goto(PAGES[title])
        page.screenshot(path=SHOWN / f"{name}.png")
        page.context.close()


def main() -> None:
    ALL.mkdir(parents=True, exist_ok=True)
    SHOWN.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        take_best(browser, sys.argv[1])
        take_all(browser, sys.argv[1])


if __name__ == "__main__":
    main()
