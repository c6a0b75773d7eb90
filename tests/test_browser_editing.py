"""Two editors at once in the browser, with JavaScript and without, in both languages: neither loses anything.

The short form edits terms in two of these four ways; CBM_LONG_TESTS=1 edits whatever is editable in all four.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from measures.library.load import load_library
from measures.models import User
from measures.operations.editing import revise
from measures.operations.nouns import NOUNS
from tests.browsing import sign_in
from tests.conftest import FIXTURES
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

IS_LONG = bool(os.environ.get("CBM_LONG_TESTS"))
# Of each noun the column that both edit, and one that only the other does.
COLUMNS = {
    "reports": ("title", "publisher"),
    "parties": ("name", "adjective"),
    "ambiguities": ("title", "description"),
    "indicators": ("name", "how_judged"),
    "terms": ("definition", "note"),
    "motivations": ("statement", "implication"),
    "subjects": ("title", "note"),
    "measures": ("title", "description"),
    "milestones": ("title", "title_zh_hans"),
}
LANGUAGES = {
    "en": ("en-GB", "Save", "Changed meanwhile by somebody else"),
    "zh-hans": ("zh-CN", "保存", "在此期间已被他人更改"),
}
SHORT = [("terms", "en", True), ("terms", "zh-hans", False)]
LONG = [(noun, language, script) for noun in COLUMNS for language in LANGUAGES for script in (True, False)]


def test_whatever_is_editable_is_edited_here() -> None:
    assert set(COLUMNS) == set(NOUNS)


@pytest.mark.parametrize(("noun", "language", "has_script"), LONG if IS_LONG else SHORT)
def test_two_editors_at_once_lose_nothing(
    open_page: Callable[..., Page], writer: User, noun: str, language: str, has_script: bool
) -> None:
    load_library(FIXTURES / "two-shores.yaml")
    of, (both, only_other) = NOUNS[noun], COLUMNS[noun]
    locale, save, conflict = LANGUAGES[language]
    User.objects.filter(pk=writer.pk).update(language=language)
    row: Any = of.model._default_manager.order_by(of.key).first()
    page = open_page(locale=locale, java_script_enabled=has_script)
    address = f"/edit/{noun}/{getattr(row, of.key)}/"
    sign_in(page, address)
    page.locator(f"[name={both}]").fill("Mine.")
    if only_other != f"{both}_zh_hans":
        page.locator(f"[name={both}_zh_hans]").fill("我的。")
    changes = {both: "Theirs.", only_other: "Their own"}
    revise(of, row, changes=changes, version=row.version, by=make_user(role="editor"))

    page.get_by_role("button", name=save, exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text(conflict)
    expect(page.get_by_role("alert")).to_contain_text("Theirs.")
    expect(page.locator(f"[name={both}]")).to_have_value("Mine.")
    expect(page.locator(f"[name={only_other}]")).to_have_value("Their own")
    page.get_by_role("button", name=save, exact=True).click()
    page.wait_for_url(f"**{address}")
    expect(page.get_by_role("alert")).to_have_count(0)
    row.refresh_from_db()
    assert (getattr(row, both), getattr(row, only_other)) == ("Mine.", "Their own")
    if only_other != f"{both}_zh_hans":
        assert getattr(row, f"{both}_zh_hans") == "我的。"
