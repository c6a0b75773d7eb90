"""Reading and loading a library: faults are named by their line, and then nothing is written."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from measures.library.load import load_library
from measures.library.read import LibraryError, read_library
from measures.models import Link, Report

FIXTURES = Path(__file__).parent.parent / "fixtures"


def test_a_dry_run_writes_nothing(db: None) -> None:
    tallies = load_library(FIXTURES / "two-shores.yaml", dry_run=True)

    assert tallies["measures"].added == 5
    assert not Report.objects.exists()


BROKEN = {
    "a missing text": ("title: {en: Two}", "title: {zh-hans: 二}", 4, "'en' is a required property"),
    "an unquoted on": ("'on': M-1", "on: M-1", 26, "quotation marks"),
    "an unknown code": ("'on': M-1", "'on': M-9", 26, "M-9"),
    "an unknown source": ("sources: [S-1]", "sources: [S-9]", 25, "S-9"),
    "a second colon": ("kind: development", "kind: development: x", 22, "mapping values"),
}
SMALL = """\
library: 1
version: '1'
report: {slug: small, author: {en: A}, publisher: {en: P}, published: '2020', disclaimer: {en: D},
  title: {en: Two},
  levels: {'0': {en: a}, '1': {en: b}, '2': {en: c}, '3': {en: d}}}
parties: [{code: XX, name: {en: X}, kind: state}]
measures:
- code: M-1
  title: {en: T}
  description: {en: D}
  kind: unilateral
  classification: {basis: ours, why: {en: W}}
  explicit: true
  source: {heading: {en: H}, paragraph: 1}
  parties: [XX]
record:
  as_of: '2020-01-01'
  sources:
  - {key: S-1, publisher: {en: P}, kind: press, grade: B, credibility: 2, url: 'https://example.org/1', language: en,
    by_report_author: false}
  entries:
  - kind: development
    key: E-1
    occurred: '2019'
    sources: [S-1]
    bears_on: [{'on': M-1, direction: toward, about: XX}]
    track: official
    claim: reported
    title: {en: T}
    narrative: {en: N}
"""


def test_a_small_library_loads(db: None, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)

    assert load_library(path)["entries"].added == 1


def test_a_link_may_rest_on_an_agreement(db: None, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    twice = SMALL[SMALL.index("- code: M-1") : SMALL.index("record:")].replace("M-1", "M-2")
    link = "links: [{from: M-1, to: M-2, relation: reciprocates, basis: agreement, why: {en: W}}]\n"
    path.write_text(SMALL.replace("record:\n", f"{twice}{link}record:\n"))

    load_library(path)

    assert Link.objects.get().basis == "agreement"


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_named_with_its_line(db: None, tmp_path: Path, fault: str) -> None:
    right, wrong, line, words = BROKEN[fault]
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace(right, wrong))

    with pytest.raises(LibraryError) as raised:
        load_library(path)

    assert f"line {line}" in str(raised.value)
    assert words in str(raised.value)
    assert not Report.objects.exists()


def test_the_command_fails_in_plain_words(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_report", tmp_path / "none.yaml")


def test_dates_are_read_as_texts() -> None:
    library = read_library(FIXTURES / "zhao-2020-record.yaml")

    assert library.content["record"]["as_of"] == "2026-05-22"
