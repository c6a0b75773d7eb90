"""How far a second coder agrees is computed of the codes that a library brings, and of what its reader may read."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from measures.library.load import load_content
from measures.library.read import Library, LibraryError, parse_library
from measures.library.write import catalogue_of, library_text
from measures.models import PUBLIC, TEAM, Entry, Measure, Report, RowChange
from measures.operations.entries import correct_entry
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry, redact_texts
from measures.wings.coding.models import SecondCoding
from measures.wings.coding.readings import SecondAgreement, kappa_of, second_agreements
from tests.factories import TODAY, draft_of, make_user
from tests.files import signed_in
from tests.markup import words_of
from tests.test_library_format import smallest

pytestmark = pytest.mark.django_db

DIRECTIONS = ("toward", "toward", "away", "background")
CODED = ("toward", "away", "away", "background")


def small_library(**section: Any) -> dict[str, Any]:
    """A library with four developments on one measure, of which a second coder gave one another direction."""
    content: dict[str, Any] = parse_library("small.yaml", smallest()).content
    [entry] = content["record"]["entries"]
    content["record"]["entries"] = [
        entry | {"key": f"E-{at}", "bears_on": [{"on": "M-1", "direction": direction, "about": "NORTHSHORE"}]}
        for at, direction in enumerate(DIRECTIONS, start=1)
    ]
    codes = [
        {"entry": f"E-{at}", "on": "M-1", "recorded": recorded, "coded": coded}
        for at, (recorded, coded) in enumerate(zip(DIRECTIONS, CODED, strict=True), start=1)
    ]
    coding = {
        "key": "SC-1",
        "coded_on": "2026-02-01",
        "coder": {"en": "A second reader", "zh-hans": "第二位读者"},
        "compared_with": {"en": "The first version", "zh-hans": "第一版"},
        "sample": {"en": "All four developments.", "zh-hans": "全部四条动态。"},
        "codes": codes,
    }
    return content | {"second_coding": [coding | section]}


def library_of(content: Mapping[str, Any]) -> Library:
    return parse_library("small.json", json.dumps(content))


@pytest.fixture
def report() -> Report:
    load_content(library_of(small_library()))
    return Report.objects.get(slug="small")


def coding_of(report: Report) -> SecondCoding:
    return SecondCoding.objects.get(report=report)


def only_agreement(report: Report, audience: Any = PUBLIC) -> SecondAgreement:
    [agreement] = second_agreements(report, audience)
    return agreement


def method_page(report: Report, language: str = "en", client: Client | None = None) -> str:
    page = (client or Client()).get(f"/reports/{report.slug}/codebook/", headers={"accept-language": language})
    return words_of(page.content.decode())


def test_kappa_is_how_far_they_agree_beyond_chance() -> None:
    # 70 of 100 are the same. One coder gave “a” to 50 of them, the other to 60: chance gives 0.5 × 0.6 + 0.5 × 0.4.
    pairs = [("a", "a")] * 40 + [("a", "b")] * 10 + [("b", "a")] * 20 + [("b", "b")] * 30

    assert kappa_of(pairs) == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert kappa_of([]) is None
    assert kappa_of([("a", "a")] * 3) is None


class TestTheRecord:
    """The real record, in whose library the second coding stands."""

    def test_the_figures_are_computed_of_the_codes(self, reports: None) -> None:
        agreement = only_agreement(Report.objects.get(slug="zhao-2020"))

        assert (agreement.blind.pairs, agreement.blind.same) == (84, 64)
        assert (round(agreement.blind.kappa or 0, 3), round(agreement.blind.alpha or 0, 3)) == (0.680, 0.681)

    def test_those_against_the_present_record_are_beside_them(self, reports: None) -> None:
        agreement = only_agreement(Report.objects.get(slug="zhao-2020"))

        assert agreement.now is not None
        assert (agreement.now.pairs, agreement.now.same, agreement.changed) == (84, 63, 3)
        assert (round(agreement.now.kappa or 0, 3), round(agreement.now.alpha or 0, 3)) == (0.661, 0.662)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            (
                "en",
                ["Agreement of a second coding", "64 (76%)", "63 (75%)", "3 directions were changed", "20 differences"],
            ),
            ("zh-hans", ["第二次编码的一致程度", "64 (76%)", "63 (75%)", "改动了3项方向判断", "20处差异"]),
        ],
    )
    def test_the_page_shows_them_in_both_languages(self, reports: None, language: str, words: list[str]) -> None:
        page = method_page(Report.objects.get(slug="zhao-2020"), language)

        assert [text for text in (*words, "0.680", "0.681", "0.661", "0.662") if text not in page] == []


def test_a_code_that_is_another_changes_the_figures(report: Report) -> None:
    before = only_agreement(report).blind
    codes = [dict(code) for code in coding_of(report).codes]
    codes[1]["coded"] = "toward"
    SecondCoding.objects.filter(report=report).update(codes=codes)

    after = only_agreement(report).blind

    assert (before.same, after.same) == (3, 4)
    assert (before.percent, after.percent) == (75, 100)
    assert before.alpha is not None and before.alpha < 1 == after.alpha == after.kappa


def test_while_nothing_has_changed_only_the_blind_figure_stands(report: Report) -> None:
    assert only_agreement(report).now is None
    assert "as it is now" not in method_page(report)


def test_a_correction_counts_in_the_second_figure_only(report: Report) -> None:
    entry, measure = Entry.objects.get(key="small-E-2"), Measure.objects.get(key="small-M-1")
    blind = only_agreement(report).blind
    correct_entry(entry, draft_of(measure, direction="away"), by=make_user(role="editor"), on=TODAY)

    agreement = only_agreement(report)

    assert agreement.blind == blind
    assert agreement.now is not None
    assert (agreement.changed, agreement.now.same) == (1, 4)
    assert "Not blind: 1 direction was changed" in method_page(report)


def test_what_a_reader_may_not_read_is_in_no_figure(report: Report) -> None:
    tighten_marking(Entry.objects.get(key="small-E-2"), marking="internal", by=make_user(role="editor"))

    assert only_agreement(report).blind.same == only_agreement(report).blind.pairs == 3
    assert only_agreement(report, TEAM).blind.pairs == 4
    assert "small-E-2" not in library_text(catalogue_of(report, PUBLIC))
    assert [len(each["codes"]) for each in catalogue_of(report, PUBLIC)["second_coding"]] == [3]
    assert "1 difference" not in method_page(report)
    assert "1 difference" in method_page(report, client=signed_in(make_user()))


def test_what_is_redacted_is_in_no_figure_of_anybody(report: Report) -> None:
    redact_entry(Entry.objects.get(key="small-E-2"), by=make_user(role="administrator"), reason="It harms somebody.")

    assert only_agreement(report, TEAM).blind.pairs == 3


def test_where_no_direction_may_be_read_there_is_no_section(report: Report) -> None:
    for entry in Entry.objects.filter(kind="development"):
        tighten_marking(entry, marking="internal", by=make_user(role="editor"))

    assert second_agreements(report, PUBLIC) == []
    assert "second coding" not in method_page(report)


def test_what_a_library_brings_is_what_it_saves(report: Report) -> None:
    section = small_library()["second_coding"]

    saved = catalogue_of(report, PUBLIC)

    assert saved["second_coding"] == section
    tallies = load_content(parse_library("saved.yaml", library_text(saved)), older=True)
    tally = tallies["second codings"]
    assert (tally.added, tally.changed, tally.withdrawn, tally.unchanged) == (0, 0, 0, 1)
    assert catalogue_of(report, PUBLIC)["second_coding"] == section


def test_where_its_developments_are_not_it_keeps_its_figures(report: Report) -> None:
    saved = catalogue_of(report, PUBLIC)
    saved["report"]["slug"] = "elsewhere"
    load_content(library_of(saved))

    agreement = only_agreement(Report.objects.get(slug="elsewhere"))

    assert agreement.blind == only_agreement(report).blind
    assert agreement.now is None


def test_a_newer_library_changes_it_and_one_without_it_withdraws_it(report: Report) -> None:
    load_content(library_of(small_library(note={"en": "To be done again."})))
    assert coding_of(report).note == "To be done again."
    silent = small_library()
    del silent["second_coding"]
    load_content(library_of(silent))
    assert len(second_agreements(report, PUBLIC)) == 1

    tallies = load_content(library_of(silent | {"second_coding": []}))

    assert tallies["second codings"].withdrawn == 1
    assert second_agreements(report, PUBLIC) == []
    load_content(library_of(small_library()))
    assert len(second_agreements(report, PUBLIC)) == 1
    assert RowChange.objects.filter(table="measures_secondcoding", row=coding_of(report).pk).count() == 5


@pytest.mark.parametrize(("name", "key"), [("entry", "E-9"), ("on", "M-9")])
def test_a_code_of_what_is_nowhere_is_refused_with_its_place(name: str, key: str) -> None:
    content = small_library()
    content["second_coding"][0]["codes"][2][name] = key

    with pytest.raises(LibraryError, match=rf"second_coding\.0\.codes\.2\.{name}: .*{key}"):
        load_content(library_of(content))
    assert not Report.objects.filter(slug="small").exists()


def test_a_direction_that_is_coded_twice_is_refused() -> None:
    content = small_library()
    content["second_coding"][0]["codes"][1]["entry"] = "E-1"

    with pytest.raises(LibraryError, match="E-1 · M-1"):
        library_of(content)


def test_words_that_were_redacted_do_not_come_back_with_the_library(report: Report) -> None:
    redact_texts(coding_of(report), ["sample"], by=make_user(role="administrator"), reason="It names somebody.")

    load_content(library_of(small_library()))

    assert coding_of(report).sample == "[redacted]"
    assert only_agreement(report).blind.pairs == 4
