"""What pages and briefs say of the real record is what its file says."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from yaml import CSafeLoader, load

from measures.analysis.accounts import OFFICIAL, accounts_of
from measures.analysis.sides import reports_with_parties
from measures.models import PUBLIC, Entry, Report
from measures.views.development_lines import development_lines
from measures.views.reading import Reading
from measures.wings.briefs.choice import BriefChoice
from measures.wings.briefs.readings import brief_of
from measures.wings.briefs.sections import our_reading, status_lines
from measures.wings.briefs.words import Numbering, Wording
from tests.factories import TODAY

RECORD = Path(__file__).parent.parent / "fixtures" / "zhao-2020-record.yaml"
PREFIX = "zhao-2020-"
LATER = datetime(2100, 1, 1, tzinfo=UTC)
MEASURE_WORDS = {"toward": "toward", "away": "away", "either": "either way"}
WORDS = {**MEASURE_WORDS, "clearer": "clearer", "murkier": "less clear"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports")]


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    """The record as its file has it."""
    found: dict[str, Any] = load(RECORD.read_text(), CSafeLoader)["record"]
    return found


def directions_recorded(development: dict[str, Any]) -> dict[str, str]:
    """The direction of a development for each measure that it moves; if for none, for each ambiguity."""
    found = {each["on"]: each["direction"] for each in development["bears_on"] if each["direction"] != "background"}
    return {on: WORDS[way] for on, way in found.items() if "-" in on} or {on: WORDS[way] for on, way in found.items()}


def directions_told(words: str) -> dict[str, str]:
    """The direction that a line gives to each code: `our reading: toward CO-3 · either way JT-3`."""
    _, _, directions = words.partition("our reading: ")
    found = {}
    for group in filter(None, directions.split(" · ")):
        [way] = [each for each in WORDS.values() if group.lstrip("→←↔ ").startswith(each)]
        codes = group.lstrip("→←↔ ").removeprefix(way).replace(",", " ").split()
        found.update(dict.fromkeys(codes, way))
    return found


def directions_shown(line: str) -> dict[str, str]:
    """The direction that a line gives to each code: `Our reading: toward` and what it was given for."""
    found = {}
    for group in re.findall(r"Our reading:\s+(.*?)</p>", line, re.DOTALL):
        [way] = [each for each in WORDS.values() if group.startswith(each)]
        found.update(dict.fromkeys(re.findall('<span class="code">([^<]+)<', group), way))
    return found


def test_each_direction_of_a_development_is_told_for_the_measure_that_it_was_given_for(
    recorded: dict[str, Any],
) -> None:
    developments = {each["key"]: each for each in recorded["entries"] if each["kind"] == "development"}
    report = next(each for each in reports_with_parties(PUBLIC, on=TODAY) if each.slug == "zhao-2020")
    reading = Reading(AnonymousUser(), PUBLIC, TODAY, [report], report)
    entries = Entry.objects.filter(report=report, kind="development").counting().for_lists(PUBLIC)

    lines = development_lines(entries, reading)

    assert len(lines) == len(developments)
    mixed = 0
    for row in lines:
        told = directions_shown(render_to_string("measures/parts.html#development", {"row": row, "reading": reading}))
        wanted = directions_recorded(developments[row.entry.key.removeprefix(PREFIX)])
        assert told == wanted, row.entry.key
        mixed += len(set(wanted.values())) > 1
    assert mixed >= 5


def test_a_brief_tells_each_direction_for_the_measure_that_it_was_given_for(recorded: dict[str, Any]) -> None:
    choice = BriefChoice(first=date(2018, 1, 1), last=TODAY, known_at=LATER)
    wording = Wording(brief_of(Report.objects.get(slug="zhao-2020"), PUBLIC, choice), Numbering())
    entries = Entry.objects.filter(report__slug="zhao-2020").counting().for_reading()

    for development in (each for each in recorded["entries"] if each["kind"] == "development"):
        runs = our_reading(entries.get(key=PREFIX + development["key"]), wording)

        assert directions_told("".join(run.text for run in runs)) == directions_recorded(development)


def test_only_an_official_text_makes_a_development_one_by_a_sides_text(recorded: dict[str, Any]) -> None:
    official = {each["key"] for each in recorded["sources"] if each["kind"] in OFFICIAL}
    developments = {each["key"]: each for each in recorded["entries"] if each["kind"] == "development"}
    entries = list(Entry.objects.filter(report__slug="zhao-2020", kind="development").counting())

    accounts = accounts_of(entries, PUBLIC)

    told = {each.key.removeprefix(PREFIX): accounts[each.pk].parties for each in entries}
    texts = {key: len(official & set(developments[key]["sources"])) for key, parties in told.items() if parties}
    assert len(texts) > 10
    assert [key for key, parties in told.items() if len(parties) > texts.get(key, 0)] == []


def test_a_status_that_an_assessment_sets_has_not_the_footnotes_of_all_that_it_assesses() -> None:
    choice = BriefChoice(first=date(2025, 12, 1), last=TODAY, known_at=LATER)
    wording = Wording(brief_of(Report.objects.get(slug="zhao-2020"), PUBLIC, choice), Numbering())

    [line] = ["".join(run.text for run in each.runs) for each in status_lines(wording, ours=True)]

    stalled, _, resumed = line.removeprefix("Status changed: ").partition("; ")
    assert stalled.startswith("US-3 under discussion → no further step found (our assessment), 22 May 2026")
    assert "[" not in stalled
    assert resumed == "CO-3 suspended → under discussion, 23 February 2026[1][2]"
