"""Every role and marking, through every door by which something is read.

Who reads what stands in a small table, written by hand and independent of `measures.access`.
"""

import json
from collections.abc import Callable, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

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
    "list by level": lambda c, w: listed(c, f"/api/v1/measures/?report={w.report}&level=2&{w.whose}", w.measure.key),
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
    "/changes/?report={report}&since=2024-01-01&until=2025-01-01": lambda w: w.lanterns,
    "/api/v1/dashboard/?report={report}": lambda w: f'"{w.entry.key}"',
    "/api/v1/changes/?report={report}&since=2024-01-01&until=2025-01-01": lambda w: f'"{w.entry.key}"',
    "/api/v1/chains/?report={report}": lambda w: bytes(w.entry.seal).hex(),
    "/api/v1/heads/?report={report}": lambda w: bytes(w.entry.seal).hex(),
}


def standing_moved(client: APIClient, address: str) -> bool:
    standing = answer_of(client, address).json()["standing"]
    found = {standing["latest_direction"] == "toward", standing["sources_toward"] == 1, standing["views"] != []}
    assert len(found) == 1, standing
    return found == {True}


def set_at_two(client: APIClient, report: str) -> set[str]:
    """The measures of which somebody is seen to say, side by side with others, that they are at level 2."""
    differences = answer_of(client, f"/api/v1/differences/?report={report}").json()
    return {row["measure"] for row in differences["measures"] if '"level": 2' in json.dumps(row)}


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
    found = {}

    for address, key in LISTS.items():
        listed_keys = keys_listed(client, address.format(report=report))
        found[address] = {letter for letter, world in worlds.items() if key(world) in listed_keys}
    for address, text in READINGS.items():
        content = answer_of(client, address.format(report=report)).content.decode()
        found[address] = {letter for letter, world in worlds.items() if text(world) in content}
    unchecked = keys_listed(client, f"/api/v1/measures/?report={report}&unchecked=true")
    found["checked"] = {letter for letter, world in worlds.items() if world.measure.key not in unchecked}
    at_two = set_at_two(client, report)
    found["differences"] = {letter for letter, world in worlds.items() if world.measure.key in at_two}

    assert found == {name: set(READS[role]) for name in found}


@pytest.mark.parametrize("marking", "PTI")
@pytest.mark.parametrize("role", READS)
def test_a_measure_shows_to_whom_may_read_it_and_to_nobody_else(role: str, marking: str) -> None:
    whole = make_measure(title="Whole thing")
    ambiguity = make_ambiguity(whole.report, parent=make_ambiguity(whole.report))
    hidden = {"marking": MARKINGS[marking], "title": "Quiet harbour", "addresses": [ambiguity], "due_on": "2020"}
    measure, part = make_measure(whole.report, **hidden), make_measure(whole.report, parent=whole, **hidden)
    make_milestone(measure)
    client = client_for(user_of(role))
    slug = whole.report.slug

    found = {
        "pages": {answer_of(client, f"/measures/{row.key}/").status_code == 200 for row in (measure, part)},
        "API": {answer_of(client, f"/api/v1/measures/{row.key}/").status_code == 200 for row in (measure, part)},
        "standing": {answer_of(client, f"/api/v1/measures/{measure.key}/standing/").status_code == 200},
        "owners": {answer_of(client, f"/api/v1/measures/{measure.key}/owners/").status_code == 200},
        "list": {listed(client, f"/api/v1/measures/?report={slug}", measure.key)},
        "words": {listed(client, f"/api/v1/measures/?report={slug}&q=quiet", measure.key)},
        "overdue": {listed(client, f"/api/v1/measures/?report={slug}&overdue=true", measure.key)},
        "parts": {listed(client, f"/api/v1/measures/?report={slug}&parts=true", part.key)},
        "part of": {says(client, f"/api/v1/measures/{whole.key}/", part.key)},
        "milestones": {says(client, "/api/v1/milestones/", measure.key)},
        "coverage": {says(client, f"/api/v1/coverage/?report={slug}", measure.key)},
        "dashboard": {says(client, f"/api/v1/dashboard/?report={slug}", measure.key)},
        "differences": {says(client, f"/api/v1/differences/?report={slug}", measure.key)},
        "told": {
            says(client, address, "Quiet harbour")
            for address in (f"/measures/?report={slug}", f"/measures/{whole.key}/", f"/journal/?report={slug}",
                            f"/ambiguities/{ambiguity.key}/")
        },
    }  # fmt: skip

    assert found == {name: {marking in READS[role]} for name in found}
