"""A source is shown by its title: the original first, ours marked, and how it is known where the page was not seen."""

import pytest
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import override

from measures.models import Evidence
from measures.operations.drafts import AssessmentDraft
from tests.factories import get, keys, log, make_evidence, make_measure, make_user

pytestmark = pytest.mark.django_db

ENGLISH, CHINESE = "The two sides meet by video", "两国视频会晤"


def page(address: str, language: str = "en") -> str:
    client = Client()
    client.cookies["django_language"] = language
    return client.get(address).content.decode()


def text_of(page: str) -> str:
    return " ".join(strip_tags(page).split())


def titles(source: Evidence, language: str) -> tuple[str, str, bool]:
    with override(language):
        title = source.shown_title
        return str(title.first), str(title.second), title.is_from_address


@pytest.mark.parametrize(
    ("own", "language", "first", "second"),
    [
        ("en", "en", ENGLISH, ""),
        ("en", "zh-hans", ENGLISH, CHINESE),
        ("zh-hans", "en", CHINESE, ENGLISH),
        ("zh-hans", "zh-hans", CHINESE, ""),
        ("zh-hant", "zh-hans", CHINESE, ""),
        ("ru", "en", ENGLISH, ""),
        ("", "zh-hans", CHINESE, ""),
    ],
)
def test_the_original_comes_first(own: str, language: str, first: str, second: str) -> None:
    source = Evidence(title=ENGLISH, title_zh_hans=CHINESE, original_title_language=own)

    assert titles(source, language) == (first, second, False)


def test_a_title_of_the_address_says_so_in_the_language_of_the_reader() -> None:
    source = Evidence(
        title=f"{ENGLISH} (as in the address)",
        title_zh_hans=f"{CHINESE}（據網址）",
        original_title_language="zh-hant",
    )

    assert titles(source, "en") == (CHINESE, ENGLISH, True)
    assert titles(source, "zh-hans") == (CHINESE, "", True)


def test_a_page_marks_our_translation_and_the_language_of_the_original() -> None:
    source = make_evidence(
        title=ENGLISH, title_zh_hans=CHINESE, original_title_language="zh-hant", language="zh-hant", published="2024-05"
    )
    entry = log(make_measure(code="T-1"), sources=[source.key])

    measure = entry.bearings.get().on
    of_measure = f"/measures/{measure.key}/?show=sources"
    for address in ("/sources/", f"/sources/{source.key}/", f"/journal/{entry.key}/", of_measure):
        shown = page(address)
        assert f'<span lang="zh-Hant">{CHINESE}</span>' in shown, address
        assert "our translation" in shown
        assert "May 2024" in text_of(shown)
    assert "Traditional Chinese" in page(f"/sources/{source.key}/")


def test_a_source_without_a_title_says_so() -> None:
    source = make_evidence(title="")
    log(make_measure(code="T-1"), sources=[source.key])

    assert "title not seen" in page("/sources/")
    assert "title not seen" in page(f"/sources/{source.key}/")


def test_a_grade_comes_with_its_words() -> None:
    source = make_evidence(grade="A", credibility=2)
    entry = log(make_measure(code="T-1"), sources=[source.key])

    shown = page(f"/journal/{entry.key}/")

    assert '<span class="grade-words">completely reliable, probably so</span>' in shown


def test_a_source_lists_all_that_rests_on_it_and_that_its_reader_may_read() -> None:
    measure, source = make_measure(code="T-1"), make_evidence()
    ours = {"on": measure.key, "level": 1, "sources": [source.key]}
    entry = log(measure, sources=[source.key], assessments=[AssessmentDraft(**ours)])
    hidden = log(measure, sources=[source.key], assessments=[AssessmentDraft(**ours)], marking="internal")

    shown = text_of(page(f"/sources/{source.key}/"))

    assert "Cited by 1 entry" in shown
    assert "1 assessment rests on it" in shown
    assert keys("entries/", source=source.key) == [entry.key]
    team = Client()
    team.force_login(make_user())
    assert "2 assessments rest on it" in text_of(team.get(f"/sources/{source.key}/").content.decode())
    assert hidden.key not in page(f"/sources/{source.key}/")


def test_the_api_tells_the_title_and_the_grade_of_what_an_entry_cites() -> None:
    source = make_evidence(title=ENGLISH, title_zh_hans=CHINESE, original_title_language="zh-hans", grade="B")
    entry = log(make_measure(code="T-1"), sources=[source.key])

    [cited] = get(f"entries/{entry.key}/")["sources"]

    assert (cited["title_zh_hans"], cited["original_title_language"], cited["grade"]) == (CHINESE, "zh-hans", "B")
