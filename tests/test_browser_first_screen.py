"""The first screen of the real report, as it stands in a browser: what is above the fold, and how long the page is."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from playwright.sync_api import Locator, Page

from measures.models import User
from tests.browsing import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_reports")]

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOCALES = ("en", "zh-CN")
LONGEST_DESK, LONGEST_PHONE = 2600, 5000


@pytest.fixture(autouse=True, params=["2026-11-25T12:00:00Z", "2031-01-01T12:00:00Z"])
def _today(request: pytest.FixtureRequest) -> Iterator[None]:
    """The bar above the page grows with the days that nobody has looked at the record and its dates."""
    with time_machine.travel(request.param):
        yield


def overview(open_page: Callable[..., Page], size: dict[str, int], locale: str) -> Page:
    page = open_page(viewport=size, locale=locale)
    page.goto("/?report=zhao-2020")
    return page


def bottom(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["y"] + box["height"]


def top(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["y"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_desk_shows_the_question_its_answer_what_is_latest_and_the_first_measures_at_once(
    open_page: Callable[..., Page], locale: str
) -> None:
    page = overview(open_page, DESK, locale)

    assert bottom(page.locator(".happened-text")) < DESK["height"]
    assert bottom(page.locator(".development").nth(1)) <= DESK["height"]
    assert bottom(page.locator(".stand").nth(1)) <= DESK["height"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_the_sides_stand_beside_each_other_in_columns_of_one_width(
    open_page: Callable[..., Page], locale: str
) -> None:
    page = overview(open_page, DESK, locale)

    points = page.locator(".point").all()
    assert len(points) == 2
    for point in points:
        boxes = [side.bounding_box() for side in point.locator(".sides > div").all()]
        assert boxes[0] and boxes[1]
        assert boxes[0]["y"] == boxes[1]["y"]
        assert abs(boxes[0]["width"] - boxes[1]["width"]) < 1


@pytest.mark.parametrize("locale", LOCALES)
def test_a_phone_shows_the_answer_first_then_what_is_latest_then_the_measures_then_what_is_unclear(
    open_page: Callable[..., Page], locale: str
) -> None:
    page = overview(open_page, PHONE, locale)

    assert bottom(page.locator(".happened-text")) <= PHONE["height"]
    order = [page.locator(name).first.bounding_box() for name in (".happened-text", ".development", ".stand", ".point")]
    tops = [box["y"] for box in order if box]
    assert len(tops) == len(order)
    assert tops == sorted(tops)
    assert page.locator(".development:visible").count() == 3
    assert page.locator(".strip:visible").count() == 0


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_the_head_of_a_phone_leaves_three_quarters_of_the_screen(
    open_page: Callable[..., Page], writer: User, locale: str, is_signed_in: bool
) -> None:
    page = open_page(viewport=PHONE, locale=locale)
    if is_signed_in:
        sign_in(page, "/")
    page.goto("/measures/?report=zhao-2020")

    assert top(page.locator("main")) <= PHONE["height"] / 4


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("size", "longest"), [(DESK, LONGEST_DESK), (PHONE, LONGEST_PHONE)])
def test_the_page_is_no_longer_than_one_reads(
    open_page: Callable[..., Page], size: dict[str, int], longest: int, locale: str
) -> None:
    page = overview(open_page, size, locale)

    assert page.evaluate("document.documentElement.scrollHeight") <= longest
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
