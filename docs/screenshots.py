"""Takes the pictures of the documentation from a running tracker (`make screenshots`, while `make run` serves)."""

import os
import shutil
import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "images"
PAGES = {
    "overview": "/",
    "measure": "/measures/zhao-2020-US-3/",
    "ambiguity": "/ambiguities/zhao-2020-B6/",
    "fictional": "/measures/two-shores-NORTH-1/",
}
LANGUAGES = {"en": "", "zh-hans": "-zh"}
SCHEMES = {"light": "", "dark": "-dark"}
SIZE = {"width": 1280, "height": 1500}
CHROMIUM = os.environ.get("CBM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
SWITCHES = ["--disable-gpu", "--force-color-profile=srgb", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def take(browser: Browser, site: str, page: str, language: str, scheme: str) -> None:
    context = browser.new_context(base_url=site, viewport=SIZE, color_scheme=scheme)  # type: ignore[arg-type]
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    tab = context.new_page()
    tab.goto(PAGES[page])
    tab.screenshot(path=IMAGES / f"{page}{LANGUAGES[language]}{SCHEMES[scheme]}.png")
    context.close()


def main() -> None:
    site = sys.argv[1]
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for page, language, scheme in product(PAGES, LANGUAGES, SCHEMES):
            take(browser, site, page, language, scheme)


if __name__ == "__main__":
    main()
