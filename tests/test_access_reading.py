"""Every role and marking, through every door by which something is read.

Who reads what stands in a small table, written by hand and independent of `measures.access`.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from measures.models import Ambiguity, Measure
from tests.access import (
    MARKINGS,
    READS,
    World,
    answer_of,
    client_for,
    keys_listed,
    listed,
    make_worlds,
    says,
    user_of,
)
from tests.factories import (
    make_ambiguity,
    make_measure,
    make_milestone,
)
from tests.shared_rows import made_once

pytestmark = pytest.mark.django_db

# What is about the row, or about what it bears on.
DOORS: dict[str, Callable[[APIClient, World], bool]] = {
    "page of the entry": lambda c, w: answer_of(c, f"/journal/{w.entry.key}/").status_code == 200,
    "page of the source": lambda c, w: answer_of(c, f"/sources/{w.source.key}/").status_code == 200,
    "entry in the API": lambda c, w: answer_of(c, f"/api/v1/entries/{w.entry.key}/").status_code == 200,
    "source in the API": lambda c, w: answer_of(c, f"/api/v1/evidence/{w.source.key}/").status_code == 200,
    "its reviews": lambda c, w: answer_of(c, f"/api/v1/evidence/{w.source.key}/reviews/").status_code == 200,
    "entries of the measure": lambda c, w: listed(c, f"/api/v1/measures/{w.measure.key}/entries/", w.entry.key),
    "entries by filter": lambda c, w: listed(c, f"/api/v1/entries/?measure={w.measure.key}", w.entry.key),
    "sources of the measure": lambda c, w: listed(c, f"/api/v1/measures/{w.measure.key}/evidence/", w.source.key),
    "page of the measure": lambda c, w: says(c, f"/measures/{w.measure.key}/", w.lanterns, w.gazette, "Lanterns seen"),
    "that page as of a day": lambda c, w: says(c, f"/measures/{w.measure.key}/?as_of=2025", w.lanterns),
    "page of the ambiguity": lambda c, w: says(c, f"/ambiguities/{w.ambiguity.key}/", w.lanterns),
    "perception": lambda c, w: says(c, f"/api/v1/ambiguities/{w.ambiguity.key}/perception/", "Lanterns seen"),
    "standing": lambda c, w: standing_moved(c, f"/api/v1/measures/{w.measure.key}/standing/"),
    "standing of a day": lambda c, w: standing_moved(c, f"/api/v1/measures/{w.measure.key}/standing/?as_of=2025-01-01"),
    "measure in the API": lambda c, w: says(c, f"/api/v1/measures/{w.measure.key}/", "Lanterns seen"),
}

# What is about rows of every marking: the key by which a list has the row, or what else is told of it.
LISTS: dict[str, Callable[[World], str]] = {
    "/api/v1/entries/": lambda w: w.entry.key,
    "/api/v1/evidence/": lambda w: w.source.key,
    "/api/v1/evidence/?q=gazette": lambda w: w.source.key,
    "/api/v1/measures/?report={report}&direction=toward": lambda w: w.measure.key,
}
READINGS: dict[str, Callable[[World], str]] = {
    "/journal/?report={report}": lambda w: w.lanterns,
    "/journal/?report={report}&as_of=2025": lambda w: w.lanterns,
    "/sources/?report={report}": lambda w: w.gazette,
    "/?report={report}": lambda w: w.lanterns,
    "/changes/?report={report}&from=2024-01-02&to=2025-01-01": lambda w: w.lanterns,
    "/api/v1/dashboard/?report={report}": lambda w: f'"{w.entry.key}"',
    "/api/v1/changes/?report={report}&from=2024-01-02&to=2025-01-01": lambda w: f'"{w.entry.key}"',
    "/api/v1/chains/?report={report}": lambda w: bytes(w.entry.seal).hex(),
    "/api/v1/heads/?report={report}": lambda w: bytes(w.entry.seal).hex(),
}


def standing_moved(client: APIClient, address: str) -> bool:
    standing = answer_of(client, address).json()["standing"]
    found = {standing["latest_direction"] == "toward", standing["sources_toward"] == 1, standing["assessments"] != []}
    assert len(found) == 1, standing
    return found == {True}


def those_listed(client: APIClient, address: str, keys: Mapping[str, str]) -> set[str]:
    """The letters of those whose row a list has."""
    found = keys_listed(client, address)
    return {letter for letter, key in keys.items() if key in found}


def those_told(client: APIClient, address: str, texts: Mapping[str, str]) -> set[str]:
    """The letters of those whose text stands in an answer."""
    content = answer_of(client, address).content.decode()
    return {letter for letter, text in texts.items() if text in content}


def set_at_two(client: APIClient, report: str) -> set[str]:
    """The measures of which somebody is seen to say that they are at level 2."""
    listed = answer_of(client, f"/api/v1/measures/?report={report}").json()
    return {row["key"] for row in listed["results"] if '"level": 2' in json.dumps(row["standing"])}


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, World]]:
    """A world of each marking."""
    yield from made_once(make_worlds, django_db_blocker)


@pytest.mark.parametrize("marking", MARKINGS)
@pytest.mark.parametrize("role", READS)
def test_a_row_shows_through_every_door_to_whom_may_read_it_and_to_nobody_else(
    worlds: dict[str, World], role: str, marking: str
) -> None:
    world, client = worlds[marking], client_for(user_of(role))

    found = {name: door(client, world) for name, door in DOORS.items()}

    assert found == dict.fromkeys(DOORS, marking in READS[role])


@pytest.mark.parametrize("role", READS)
def test_every_list_and_reading_has_the_rows_that_its_reader_may_read(worlds: dict[str, World], role: str) -> None:
    client, report = client_for(user_of(role)), worlds["P"].report
    measures = {letter: world.measure.key for letter, world in worlds.items()}
    found = {}

    for address, key in LISTS.items():
        keys = {letter: key(world) for letter, world in worlds.items()}
        found[address] = those_listed(client, address.format(report=report), keys)
    for address, text in READINGS.items():
        texts = {letter: text(world) for letter, world in worlds.items()}
        found[address] = those_told(client, address.format(report=report), texts)
    unchecked = those_listed(client, f"/api/v1/measures/?report={report}&unchecked=true", measures)
    found["checked"] = set(MARKINGS) - unchecked
    at_two = set_at_two(client, report)
    found["assessments"] = {letter for letter, key in measures.items() if key in at_two}

    assert found == {name: set(READS[role]) for name in found}


@dataclass
class Harbours:
    """A public measure, and in its report one of each marking, and a part of it of each marking."""

    whole: Measure
    ambiguity: Ambiguity
    measures: dict[str, Measure]
    parts: dict[str, Measure]


def make_harbours() -> Harbours:
    whole = make_measure(title="Whole thing")
    ambiguity = make_ambiguity(whole.report, parent=make_ambiguity(whole.report))
    made = Harbours(whole, ambiguity, {}, {})
    for letter in "PTI":
        quiet = {"marking": MARKINGS[letter], "title": f"Quiet harbour {letter}", "due_on": "2020"}
        made.measures[letter] = make_measure(whole.report, addresses=[ambiguity], **quiet)
        made.parts[letter] = make_measure(whole.report, addresses=[ambiguity], parent=whole, **quiet)
        make_milestone(made.measures[letter])
    return made


@pytest.fixture(scope="module")
def harbours(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Harbours]:
    yield from made_once(make_harbours, django_db_blocker)


@pytest.mark.parametrize("role", READS)
def test_a_measure_shows_to_whom_may_read_it_and_to_nobody_else(harbours: Harbours, role: str) -> None:
    client, slug, whole = client_for(user_of(role)), harbours.whole.report.slug, harbours.whole.key
    measures, parts = harbours.measures, harbours.parts
    keys, part_keys = keys_of(measures), keys_of(parts)
    of_report = {
        "list": those_listed(client, f"/api/v1/measures/?report={slug}", keys),
        "words": those_listed(client, f"/api/v1/measures/?report={slug}&q=quiet", keys),
        "overdue": those_listed(client, f"/api/v1/measures/?report={slug}&overdue=true", keys),
        "parts": those_listed(client, f"/api/v1/measures/?report={slug}&parts=true", part_keys),
        "part of": those_told(client, f"/api/v1/measures/{whole}/", quoted(part_keys)),
        "milestones": those_told(client, "/api/v1/milestones/", quoted(keys)),
        "dashboard": those_told(client, f"/api/v1/dashboard/?report={slug}", quoted(keys)),
    }
    titles = {letter: measure.title for letter, measure in measures.items()}
    for page in (f"/measures/?report={slug}", f"/measures/{whole}/", f"/journal/?report={slug}",
                 f"/ambiguities/{harbours.ambiguity.key}/"):  # fmt: skip
        of_report[page] = those_told(client, page, titles)
    of_each = {
        letter: {
            answer_of(client, address).status_code == 200 for address in addresses_of(measures[letter], parts[letter])
        }
        for letter in measures
    }

    assert of_report == {name: set(READS[role]) - {"X"} for name in of_report}
    assert of_each == {letter: {letter in READS[role]} for letter in measures}


def addresses_of(measure: Measure, part: Measure) -> Iterator[str]:
    yield from (f"{place}/measures/{row.key}/" for row in (measure, part) for place in ("", "/api/v1"))
    yield from (f"/api/v1/measures/{measure.key}/{of_measure}/" for of_measure in ("standing", "owners"))


def keys_of(measures: Mapping[str, Measure]) -> dict[str, str]:
    return {letter: measure.key for letter, measure in measures.items()}


def quoted(keys: Mapping[str, str]) -> dict[str, str]:
    """The keys as JSON has them, where none is the beginning of another."""
    return {letter: f'"{key}"' for letter, key in keys.items()}
