"""Reading and loading a library: faults are named by their line, and then nothing is written."""

import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from measures.library.load import load_library
from measures.library.read import LibraryError, parse_library, read_library
from measures.models import Link, Measure, Report

FIXTURES = Path(__file__).parent.parent / "fixtures"


def test_a_dry_run_writes_nothing(db: None) -> None:
    tallies = load_library(FIXTURES / "two-shores.yaml", dry_run=True)

    assert tallies["measures"].added == 5
    assert not Report.objects.exists()


MEASURE = "  explicit: true"
BROKEN = {
    "a missing text": ("title: {en: Two}", "title: {zh-hans: 二}", 4, "report.title: Missing here: en."),
    "a missing key": ("  kind: unilateral\n", "", 8, "measures.0: Missing here: kind."),
    "a missing key of the report": (" disclaimer: {en: D},", "", 3, "report: Missing here: disclaimer."),
    "a key with a slip": ("kind: unilateral", "kinds: unilateral", 11, "Do you mean “kind”?"),
    "a key without quotation marks": ("levels: {'0'", "levels: {0", 5, "Put this key in quotation marks."),
    "an unquoted on": ("'on': M-1", "on: M-1", 26, "quotation marks"),
    "an unknown code": ("'on': M-1", "'on': M-9", 26, "M-9"),
    "an unknown source": ("sources: [S-1]", "sources: [S-9]", 25, "S-9"),
    "an unknown party": ("toward, about: XX", "toward, about: MOZ", 26, "There is no party with the code “MOZ”."),
    "a code that is none": ("toward, about: XX", "toward, about: moz", 26, "“moz” does not fit: ISO 3166-1"),
    "a word that is no choice": (
        "kind: unilateral",
        "kind: both",
        11,
        "“both” is not possible here. Use one of: unilateral, cooperative",
    ),
    "a unilateral measure of two": ("parties: [XX]", "parties: [XX, XX2]", 15, "At most 1 are allowed here."),
    "a second colon": ("kind: development", "kind: development: x", 22, "mapping values"),
    "no value": (MEASURE, "  explicit:", 13, "Give a value, or leave the key out"),
    "a text for yes or no": (MEASURE, "  explicit: 'true'", 13, "This must be true or false."),
    "a text in no language": ("title: {en: Two}", "title: Two", 4, "a mapping with the keys: en, zh-hans"),
    "a number for a text": ("heading: {en: H}", "heading: {en: 7}", 14, "This must be text"),
    "a key twice": (MEASURE, f"{MEASURE}\n  explicit: false", 14, "“explicit” appears here twice; first in line 13."),
    "a day that there is not": (MEASURE, f"{MEASURE}\n  due_on: '2027-02-30'", 14, "There is no such day."),
    "the year 0": ("published: '2020'", "published: '0000'", 3, "There is no such day."),
    "an as-of date that there is not": ("as_of: '2020-01-01'", "as_of: '2020-02-30'", 17, "There is no such day."),
    "an as-of date to come": ("as_of: '2020-01-01'", "as_of: '2999-01-01'", 17, "This day is in the future."),
    "a development to come": ("occurred: '2019'", "occurred: '2999-08-01'", 24, "This day is in the future."),
    "a text that is too long": (
        "  title: {en: T}\n  d",
        f"  title: {{en: {'x' * 501}}}\n  d",
        9,
        "At most 500 characters are allowed",
    ),
    "a character that cannot be kept": ("title: {en: Two}", 'title: {en: "Tw\\0"}', 4, "cannot be stored"),
    "an incomplete character": ("title: {en: Two}", 'title: {en: "Tw\\ud800"}', 4, "invalid Unicode"),
    "a line break in a code": ("code: M-1", 'code: "M-1\\n"', 8, "does not fit"),
    "an entry that holds what it may not": (
        "kind: development",
        "kind: assessment",
        28,
        "Only a development has a track",
    ),
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


def test_a_joint_measure_of_a_library_is_addressed_to_several(db: None, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("kind: unilateral", "kind: joint"))

    with pytest.raises(
        LibraryError, match=r"line 15: measures\.0\.parties: Address this kind of measure to two or more parties"
    ):
        load_library(path)

    assert not Report.objects.exists()


REPEATED = {
    "measures": ("measures:\n", "record:", 16, "“M-1” appears here twice; first in line 8."),
    "sources": ("  sources:\n", "  entries:", 21, "“S-1” appears here twice; first in line 19."),
    "entries": ("  entries:\n", "", 32, "“E-1” appears here twice; first in line 23."),
}


@pytest.mark.parametrize("kind", REPEATED)
def test_what_stands_for_one_thing_may_stand_only_once(db: None, kind: str) -> None:
    begin, end, line, words = REPEATED[kind]
    first = SMALL.index(begin) + len(begin)
    rows = SMALL[first : SMALL.index(end) if end else None]

    with pytest.raises(LibraryError) as raised:
        parse_library("small.yaml", f"{SMALL[:first]}{rows}{SMALL[first:]}")

    assert f"line {line}" in str(raised.value)
    assert words in str(raised.value)


def test_a_record_of_a_loaded_report_brings_no_catalogue() -> None:
    text = SMALL.replace(SMALL[SMALL.index("report:") : SMALL.index("parties:")], "report: small\n")

    with pytest.raises(LibraryError, match="line 4: parties: Where `report` is a short name"):
        parse_library("small.yaml", text)


NO_LIBRARIES = {
    "nothing": ("", "is empty"),
    "a list": ("[1, 2]", "contains no mapping"),
    "a text": ("abc", "contains no mapping"),
    "an object of Python": ("!!python/object:os.system {}", "“python/object:os.system” cannot be used here"),
    "an endless reference": ("a: &a [*a]", "contains itself"),
    "a deep nest": ("[" * 5_000, "maximum nesting depth"),
    "a nest that ends": ("[" * 900 + "]" * 900, "nested too deeply"),
    "a nest of mappings": ("a: " + "{a: " * 100_000, "maximum nesting depth"),
}


@pytest.mark.parametrize("kind", NO_LIBRARIES)
def test_what_is_no_library_is_refused_in_words(kind: str) -> None:
    text, words = NO_LIBRARIES[kind]

    with pytest.raises(LibraryError, match=words):
        parse_library("small.yaml", text)


MISREAD = {
    "a number without end": f"library: 1\nreport: {'9' * 200_000}\n",
    "sixtieths": "library: 1\nreport: " + "1:" * 100_000 + "1\n",
    "sixtieths with a point": "library: 1\nreport: " + "1:" * 100_000 + "1.5\n",
    "a number in another base": f"library: 1\nreport: 0x{'f' * 200_000}\n",
    "a time of day": "library: 1\nreport: 10:30\n",
    "an eight": "library: 1\nreport: 010\n",
    "what is said to be a number": "library: 1\nreport: !!int many\n",
    "what is said to be true": "library: 1\nreport: !!bool many\n",
    "what is said to be a day": "library: 1\nreport: !!timestamp some\n",
    "what is said to be bytes": "library: 1\nreport: !!binary some\n",
    "a set": "library: 1\nreport: !!set {a, b}\n",
    "an object": "library: 1\nreport: !!python/object:os.system {}\n",
}


@pytest.mark.parametrize("kind", MISREAD)
def test_what_yaml_reads_otherwise_than_it_looks_is_named_with_its_line(kind: str) -> None:
    begun = time.process_time()

    with pytest.raises(LibraryError, match=r"small\.yaml, line 2: “.{1,40}” ") as raised:
        parse_library("small.yaml", MISREAD[kind])

    assert len(str(raised.value)) < 400
    assert time.process_time() - begun < 1


def test_of_faults_without_end_the_first_are_named() -> None:
    text = "library: 1\n" + "".join(f"key{number}: 1\n" for number in range(50_000))
    begun = time.process_time()

    with pytest.raises(LibraryError) as raised:
        parse_library("small.yaml", text)

    assert len(raised.value.faults) == 200
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("merge", ["", "<<: "])
def test_references_that_multiply_are_refused_before_they_do(merge: str) -> None:
    names = "abcdefghi"
    rows = [
        f"{name}: &{name} {{{merge}[{', '.join(f'*{names[at]}' for _ in range(9))}]}}"
        for at, name in enumerate(names[1:])
    ]
    text = "\n".join([f"a: &a {{{', '.join(f'k{at}: x' for at in range(9))}}}", *rows])
    begun = time.process_time()

    with pytest.raises(LibraryError, match="repeat more than"):
        parse_library("small.yaml", text if merge else text.replace("{[", "[").replace("]}", "]"))

    assert time.process_time() - begun < 1


def test_a_reference_saves_writing_the_same_again(db: None, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("description: {en: D}", "description: &d {en: D}").replace("why: {en: W}", "why: *d"))

    load_library(path)

    assert Measure.objects.get().classification_why == "D"


def test_the_command_fails_in_plain_words(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_report", tmp_path / "none.yaml")


def test_dates_are_read_as_texts() -> None:
    library = read_library(FIXTURES / "zhao-2020-record.yaml")

    assert library.content["record"]["as_of"] == "2026-10-10"
