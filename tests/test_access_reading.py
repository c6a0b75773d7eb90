"""Every role and marking, through every door by which something is read.

Who reads what stands in a small table, written by hand and independent of `measures.access`.
"""

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

DOORS: dict[str, Callable[[APIClient, World], bool]] = {
    "page of the entry": lambda c, w: answer_of(c, f"/journal/{w.entry.key}/").status_code == 200,
    "page of the source": lambda c, w: answer_of(c, f"/sources/{w.source.key}/").status_code == 200,
    "entry in the API": lambda c, w: answer_of(c, f"/api/v1/entries/{w.entry.key}/").status_code == 200,
    "source in the API": lambda c, w: answer_of(c, f"/api/v1/evidence/{w.source.key}/").status_code == 200,
    "its reviews": lambda c, w: answer_of(c, f"/api/v1/evidence/{w.source.key}/reviews/").status_code == 200,
    "entries": lambda c, w: listed(c, "/api/v1/entries/", w.entry.key),
    "entries of the measure": lambda c, w: listed(c, f"/api/v1/measures/{w.measure.key}/entries/", w.entry.key),
    "entries by filter": lambda c, w: listed(c, f"/api/v1/entries/?measure={w.measure.key}", w.entry.key),
    "sources": lambda c, w: listed(c, "/api/v1/evidence/", w.source.key),
    "sources by words": lambda c, w: listed(c, "/api/v1/evidence/?q=gazette", w.source.key),
    "sources of the measure": lambda c, w: listed(c, f"/api/v1/measures/{w.measure.key}/evidence/", w.source.key),
    "journal": lambda c, w: says(c, f"/journal/?report={w.report}", "Lanterns on the quay"),
    "journal as of a day": lambda c, w: says(c, f"/journal/?report={w.report}&as_of=2025", "Lanterns on the quay"),
    "list of sources": lambda c, w: says(c, f"/sources/?report={w.report}", "Ferry gazette"),
    "page of the measure": lambda c, w: says(
        c, f"/measures/{w.measure.key}/", "Lanterns on the quay", "Ferry gazette", "Lanterns seen"
    ),
    "that page as of a day": lambda c, w: says(c, f"/measures/{w.measure.key}/?as_of=2025", "Lanterns on the quay"),
    "page of the ambiguity": lambda c, w: says(c, f"/ambiguities/{w.ambiguity.key}/", "Lanterns on the quay"),
    "overview": lambda c, w: says(c, f"/?report={w.report}", "Lanterns on the quay"),
    "changes": lambda c, w: says(
        c, f"/changes/?report={w.report}&since=2024-01-01&until=2025-01-01", "Lanterns on the quay"
    ),
    "dashboard": lambda c, w: says(c, f"/api/v1/dashboard/?report={w.report}", w.entry.key),
    "changes in the API": lambda c, w: says(
        c, f"/api/v1/changes/?report={w.report}&since=2024-01-01&until=2025-01-01", w.entry.key
    ),
    "perception": lambda c, w: says(c, f"/api/v1/ambiguities/{w.ambiguity.key}/perception/", "Lanterns seen"),
    "differences": lambda c, w: says(c, f"/api/v1/differences/?report={w.report}", '"level":2'),
    "chain": lambda c, w: says(c, f"/api/v1/chains/?report={w.report}", bytes(w.entry.seal).hex()),
    "head of the chain": lambda c, w: says(c, f"/api/v1/heads/?report={w.report}", bytes(w.entry.seal).hex()),
    "standing": lambda c, w: standing_moved(c, f"/api/v1/measures/{w.measure.key}/standing/"),
    "standing of a day": lambda c, w: standing_moved(c, f"/api/v1/measures/{w.measure.key}/standing/?as_of=2025-01-01"),
    "list by direction": lambda c, w: listed(c, f"/api/v1/measures/?report={w.report}&direction=toward", w.measure.key),
    "list by level": lambda c, w: listed(c, f"/api/v1/measures/?report={w.report}&level=2&{w.whose}", w.measure.key),
    "measure in the API": lambda c, w: says(c, f"/api/v1/measures/{w.measure.key}/", "Lanterns seen"),
    "checked": lambda c, w: not listed(c, f"/api/v1/measures/?report={w.report}&unchecked=true", w.measure.key),
}  # fmt: skip


def standing_moved(client: APIClient, address: str) -> bool:
    standing = answer_of(client, address).json()["standing"]
    found = {standing["latest_direction"] == "toward", standing["sources_toward"] == 1, standing["views"] != []}
    assert len(found) == 1, standing
    return found == {True}


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
