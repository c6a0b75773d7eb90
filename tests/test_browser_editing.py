"""Two editors at once in the browser, with JavaScript and without, in both languages: neither loses anything."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from measures.models import User
from measures.operations.editing import add_row, revise
from measures.operations.nouns import TERM
from tests.browsing import sign_in
from tests.factories import make_report, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("options", "save", "conflict"),
    [
        ({"locale": "en-GB"}, "Save", "Changed meanwhile by somebody else"),
        ({"locale": "zh-CN", "java_script_enabled": False}, "保存", "在此期间已被他人更改"),
    ],
)
def test_two_editors_at_once_lose_nothing(
    open_page: Callable[..., Page], writer: User, options: dict[str, Any], save: str, conflict: str
) -> None:
    report, other = make_report("calm"), make_user(role="editor")
    User.objects.filter(pk=writer.pk).update(language="en" if save == "Save" else "zh-hans")
    term = add_row(TERM, report, values={"term": "Ferry", "definition": "A boat.", "note": "Old"}, by=other)
    page = open_page(**options)
    sign_in(page, f"/edit/terms/{term.key}/")
    page.locator("[name=definition]").fill("Mine, in two lines.\nThe second.")
    page.locator("[name=definition_zh_hans]").fill("渡船")
    revise(TERM, term, changes={"definition": "Theirs.", "note": "Their note"}, version=1, by=other)

    page.get_by_role("button", name=save, exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text(conflict)
    expect(page.get_by_role("alert")).to_contain_text("Theirs.")
    expect(page.locator("[name=definition]")).to_have_value("Mine, in two lines.\nThe second.")
    expect(page.locator("[name=note]")).to_have_value("Their note")
    page.get_by_role("button", name=save, exact=True).click()
    page.wait_for_url(f"**/edit/terms/{term.key}/")
    expect(page.get_by_role("alert")).to_have_count(0)
    term.refresh_from_db()
    assert (term.definition, term.note) == ("Mine, in two lines.\nThe second.", "Their note")
    assert term.definition_zh_hans == "渡船"
