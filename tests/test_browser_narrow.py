"""On a phone no page scrolls sideways, in either language, whatever of it is unfolded."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from measures.models import User
from tests.browsing import sign_in
from tests.visits import addresses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_scrolls_sideways(writer: User, open_page: Callable[..., Page], language: str) -> None:
    page = open_page(viewport={"width": 320, "height": 800})
    User.objects.filter(pk=writer.pk).update(role="administrator")
    sign_in(page, "/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    sideways = []

    for address in addresses(User.objects.get(pk=writer.pk)):
        page.goto(address)
        page.evaluate(UNFOLD)
        if page.evaluate(IS_TOO_WIDE):
            sideways.append(address)

    assert sideways == []
