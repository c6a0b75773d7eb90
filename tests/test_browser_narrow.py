"""On a phone no page scrolls sideways, whatever of it is unfolded.

Each page is in one of the languages, in turn; CBM_LONG_TESTS=1 gives each page both.
"""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from measures.models import User
from tests.browsing import sign_in
from tests.visits import addresses, in_turn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


LANGUAGES = ["en", "zh-hans"]
IS_LONG = os.environ.get("CBM_LONG_TESTS") == "1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways(writer: User, open_page: Callable[..., Page], language: str) -> None:
    page = open_page(viewport={"width": 320, "height": 800})
    User.objects.filter(pk=writer.pk).update(role="administrator")
    sign_in(page, "/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    sideways = []

    there_are = addresses(User.objects.get(pk=writer.pk))
    for address in there_are if IS_LONG else in_turn(there_are, len(LANGUAGES), LANGUAGES.index(language)):
        page.goto(address)
        page.evaluate(UNFOLD)
        if page.evaluate(IS_TOO_WIDE):
            sideways.append(address)

    assert sideways == []
