"""About and method of a report: what was searched, how its levels are given, who runs it; one click from every page."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from measures.library.load import load_content
from measures.library.read import parse_library
from measures.library.write import catalogue_of, library_text
from measures.models import PUBLIC, Report
from measures.operations.operator import describe_operator
from tests.factories import get, make_report, make_user
from tests.test_library_format import smallest

pytestmark = pytest.mark.django_db
PAGES = ("/", "/measures/", "/ambiguities/", "/changes/?from=2024-01-02", "/measures/two-shores-NORTH-1/")


def page_of(slug: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(f"/reports/{slug}/codebook/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("slug", "language", "words"),
    [
        ("zhao-2020", "en", "never a level without one"),
        ("zhao-2020", "zh-hans", "没有动态就没有等级"),
        ("two-shores", "en", "in office"),
        ("two-shores", "zh-hans", "在其任内"),
    ],
)
def test_each_report_has_its_own_in_both_languages(reports: None, slug: str, language: str, words: str) -> None:
    page = page_of(slug, language)

    assert words.lower() in page.lower()
    assert '<th scope="col">' in page
    assert "<li>" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["About and method", "How the record was made", "What was searched", "Who runs it", "Harbour Institute"],
        ),
        ("zh-hans", ["说明与方法", "记录如何编写", "检索范围", "由谁运营", "港口研究所"]),
    ],
)
def test_it_says_what_was_searched_and_who_runs_the_tracker(reports: None, language: str, words: list[str]) -> None:
    institution = {"institution": "Harbour Institute", "institution_zh_hans": "港口研究所"}
    assert words[-1] not in page_of("zhao-2020", language)
    describe_operator(changes=institution, by=make_user(role="administrator"))

    page = page_of("zhao-2020", language)

    assert [text for text in words if text not in page] == []
    assert '<a href="/glossary/?report=zhao-2020">' in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "<h3>Read twice</h3>\n<p>One is in doubt.</p>"), ("zh-hans", "<h3>读过两遍</h3>\n<p>一条存疑。</p>")],
)
def test_it_says_how_statements_were_checked_and_their_list_leads_there(language: str, words: str) -> None:
    notes = {
        "statements_note": "## Read twice\nOne is in doubt.",
        "statements_note_zh_hans": "## 读过两遍\n一条存疑。",
    }
    make_report("shores", **notes)
    make_report("calm")

    assert words in page_of("shores", language)
    assert 'id="statements"' not in page_of("calm", language)
    for slug in ("shores", "calm"):
        listed = Client().get("/statements/", {"report": slug}).content.decode()
        assert (f'href="/reports/{slug}/codebook/#statements"' in listed) == (slug == "shores")


def test_a_record_brings_it_and_the_library_that_is_saved_has_it(db: None) -> None:
    note = {"en": "Read twice.", "zh-hans": "读过两遍。"}
    content = parse_library("small.yaml", smallest()).content
    content["record"]["statements_note"] = note

    load_content(parse_library("small.json", json.dumps(content)))

    report = Report.objects.get(slug="small")
    assert (report.statements_note, report.statements_note_zh_hans) == (note["en"], note["zh-hans"])
    assert catalogue_of(report, PUBLIC)["report"]["statements_note"] == note
    assert get(f"reports/{report.slug}/")["statements_note_zh_hans"] == note["zh-hans"]


def test_what_is_not_given_has_no_section() -> None:
    make_report("shores")

    page = page_of("shores")

    assert 'id="record"' not in page
    assert 'id="searched"' not in page
    assert "Not given" not in page


def test_a_report_without_one_says_so() -> None:
    make_report("shores")

    assert "This report has no codebook" in page_of("shores")


def test_markup_in_it_is_text_and_nothing_comes_from_elsewhere() -> None:
    text = "<script>alert(1)</script>\n\n![a](https://example.org/a.png) [b](javascript:alert(1)) *c*"
    make_report("shores", codebook=text)

    page = page_of("shores")

    assert "&lt;script&gt;alert(1)" in page
    assert "<em>c</em>" in page
    for refused in ("<script>alert", 'src="https://example.org', 'href="javascript'):
        assert refused not in page


def test_one_that_is_not_in_the_language_of_the_page_says_in_which_it_is() -> None:
    make_report("shores", codebook="Levels.")

    assert '<div lang="en"><p>Levels.</p>' in page_of("shores", "zh-hans")


@pytest.mark.parametrize("address", PAGES)
def test_it_is_one_click_from_every_level(reports: None, address: str) -> None:
    page = Client().get(address, {"report": "two-shores"} if "two" not in address else {}).content.decode()

    assert f'href="{reverse("codebook", args=["two-shores"])}"' in page


def test_the_api_and_the_library_of_a_report_have_it(reports: None) -> None:
    report = Report.objects.get(slug="zhao-2020")

    detail = get("reports/zhao-2020/")
    written = parse_library("written.yaml", library_text(catalogue_of(report, PUBLIC))).content["report"]

    assert (detail["codebook"], detail["codebook_zh_hans"]) == (report.codebook, report.codebook_zh_hans)
    assert written["codebook"] == {"en": report.codebook, "zh-hans": report.codebook_zh_hans}
