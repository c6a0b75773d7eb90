"""The real report on paper: how many sheets its pages take, and the addresses of sources, which paper cannot link."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db.models import Q
from playwright.sync_api import Page

from measures.models import PUBLIC, Evidence, Report
from measures.models.partial_dates import end_of
from measures.wings.briefs.choice import BriefChoice
from measures.wings.briefs.options import BriefFormat, BriefLanguage, BriefOptions
from measures.wings.briefs.render import brief_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

SHEET = re.compile(rb"/Type\s*/Page\b")
FIRST, LAST = date(2026, 1, 1), date(2026, 11, 27)
LONGEST = {"/?report=zhao-2020": 2, "/measures/zhao-2020-US-3/": 4}
ADDRESSES = """links => links.map(link => getComputedStyle(link, "::after").content)"""


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize(("address", "sheets"), LONGEST.items())
def test_a_page_takes_few_sheets(open_page: Callable[..., Page], address: str, sheets: int, locale: str) -> None:
    page = open_page(locale=locale)
    page.goto(address)

    assert len(SHEET.findall(page.pdf(format="A4", prefer_css_page_size=True))) <= sheets


def test_a_brief_takes_one_sheet_and_its_sources_one(open_page: Callable[..., Page]) -> None:
    page = open_page()
    report, choice = Report.objects.get(slug="zhao-2020"), BriefChoice(FIRST, LAST, end_of(LAST))
    for language in (BriefLanguage.ENGLISH, BriefLanguage.CHINESE):
        page.set_content(brief_file(BriefOptions(report, PUBLIC, choice, language), BriefFormat.HTML).decode())

        assert len(SHEET.findall(page.pdf(format="A4", prefer_css_page_size=True))) == 2


def test_sources_are_printed_with_their_addresses(open_page: Callable[..., Page]) -> None:
    # Nobody has opened them at their addresses.
    without = set(Evidence.objects.filter(Q(url="") | Q(unopened=True)).values_list("key", flat=True))
    page = open_page()
    page.goto("/measures/zhao-2020-US-3/?show=sources")
    sources = page.locator("main a[href^='/sources/zhao-2020-']:visible")

    shown_on_screen = sources.evaluate_all(ADDRESSES)
    page.emulate_media(media="print")

    assert set(shown_on_screen) == {"none"}
    printed = sources.evaluate_all(ADDRESSES)
    keys = [
        href.strip("/").split("/")[1] for href in sources.evaluate_all("all => all.map(a => a.getAttribute('href'))")
    ]
    assert all("://" in shown or key in without for key, shown in zip(keys, printed, strict=True))
    assert sources.count() > 3
