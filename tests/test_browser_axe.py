"""axe finds no violation on any page, in both languages and both themes, and no page scrolls sideways.

Each page has one of two looks, in turn; CBM_LONG_TESTS=1 gives each page all four, in all its states. On the narrowest
phone no page scrolls sideways either, whatever of it is unfolded.
"""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from measures.models import User
from tests.browsing import sign_in, violations
from tests.visits import addresses, in_turn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 375, "height": 800}
NARROWEST = {"width": 320, "height": 800}
UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

ENGLISH_LIGHT_DESKTOP = ("en", {"color_scheme": "light", "viewport": DESKTOP})
CHINESE_DARK_PHONE = ("zh-hans", {"color_scheme": "dark", "viewport": PHONE})
ENGLISH_DARK_PHONE = ("en", {"color_scheme": "dark", "viewport": PHONE})
CHINESE_LIGHT_DESKTOP = ("zh-hans", {"color_scheme": "light", "viewport": DESKTOP})
LOOKS = [ENGLISH_LIGHT_DESKTOP, CHINESE_DARK_PHONE]
IS_LONG = os.environ.get("CBM_LONG_TESTS") == "1"
if IS_LONG:
    LOOKS += [ENGLISH_DARK_PHONE, CHINESE_LIGHT_DESKTOP]


@pytest.mark.parametrize("index", range(len(LOOKS)))
def test_no_page_has_a_violation(writer: User, open_page: Callable[..., Page], index: int) -> None:
    language, look = LOOKS[index]
    page = open_page(reduced_motion="reduce", **look)
    User.objects.filter(pk=writer.pk).update(role="administrator")
    sign_in(page, "/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    there_are = addresses(User.objects.get(pk=writer.pk), once=not IS_LONG)
    wrong = {}

    for address in there_are if IS_LONG else in_turn(there_are, len(LOOKS), index):
        page.set_viewport_size(look["viewport"])
        page.goto(address)
        wrong[address] = violations(page)
        if page.evaluate(IS_TOO_WIDE):
            wrong[address].append(("sideways", []))
        page.set_viewport_size(NARROWEST)
        page.evaluate(UNFOLD)
        if page.evaluate(IS_TOO_WIDE):
            wrong[address].append(("sideways when all is unfolded", []))

    assert {address: found for address, found in wrong.items() if found} == {}
