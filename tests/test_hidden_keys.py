"""A hidden key is answered byte for byte as one that does not exist, wherever it is named."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Entry, Evidence, Role, User
from tests.access import client_for, development
from tests.factories import (
    client_of,
    give_role,
    log,
    make_evidence,
    make_measure,
    make_milestone,
    make_participant,
    make_report,
    make_user,
)
from tests.readings import comparable
from tests.shared_rows import made_once

pytestmark = pytest.mark.django_db


class World:
    """A public measure to write about, and rows of one marking, in the same report or in another."""

    def __init__(self, marking: str, *, is_elsewhere: bool) -> None:
        self.measure = make_measure(make_report())
        other = make_measure(make_report()) if is_elsewhere else self.measure
        source = make_evidence(marking=marking)
        entry = log(other, marking=marking, sources=[source.key])
        measure = make_measure(other.report, marking="internal")
        self.keys = {
            "entry": entry.key,
            "source": source.key,
            "measure": measure.key,
            "milestone": make_milestone(measure).key,
        }


def view(measure: str, **fields: Any) -> dict[str, Any]:
    return {"on": measure, "level": 1, **fields}


# Where a body names a key, of what, and the body. No check is among them: whoever may check may read every measure.
BODIES: dict[str, tuple[str, str, Callable[[World, str], dict[str, Any]]]] = {
    "a bearing": (
        "entries/",
        "measure",
        lambda w, key: development(w.measure, bears_on=[{"on": key, "direction": "toward"}]),
    ),
    "a view": ("entries/", "measure", lambda w, key: development(w.measure, assessments=[view(key)])),
    "an entry that a view rests on": (
        "entries/",
        "entry",
        lambda w, key: development(w.measure, assessments=[view(w.measure.key, rests_on=[key])]),
    ),
    "a source that a view rests on": (
        "entries/",
        "source",
        lambda w, key: development(w.measure, assessments=[view(w.measure.key, sources=[key])]),
    ),
    "an entry that is answered": ("entries/", "entry", lambda w, key: development(w.measure, responds_to=key)),
    "a milestone": (
        "entries/",
        "milestone",
        lambda w, key: development(w.measure, milestones=[{"on": key, "state": "met"}]),
    ),
    "a source": ("entries/", "source", lambda w, key: development(w.measure, sources=[key])),
    "a source that a cited one replaces": (
        "entries/",
        "source",
        lambda w, key: development(
            w.measure, sources=[{"title": "T", "publisher": "P", "url": "https://example.org/r", "replaces": key}]
        ),
    ),
}
# Where an address names one, and the answer.
ADDRESSES: dict[str, tuple[str, int]] = {
    "/api/v1/measures/{measure}/": ("measure", 404),
    "/api/v1/measures/{measure}/standing/": ("measure", 404),
    "/api/v1/measures/{measure}/entries/": ("measure", 404),
    "/api/v1/measures/{measure}/evidence/": ("measure", 404),
    "/api/v1/measures/{measure}/owners/": ("measure", 404),
    "/api/v1/entries/{entry}/": ("entry", 404),
    "/api/v1/evidence/{source}/": ("source", 404),
    "/api/v1/evidence/{source}/reviews/": ("source", 404),
    "/api/v1/entries/?measure={measure}": ("measure", 400),
    "/api/v1/milestones/?measure={measure}": ("measure", 400),
    "/api/v1/evidence/?measure={measure}": ("measure", 400),
    "/api/v1/changes/?report={report}&from=2024-01-02&measure={measure}": ("measure", 400),
    "/measures/{measure}/": ("measure", 404),
    "/edit/measures/{measure}/": ("measure", 404),
    "/journal/{entry}/": ("entry", 404),
    "/journal/{entry}/correct/": ("entry", 404),
    "/sources/{source}/": ("source", 404),
    "/log/?measure={measure}": ("measure", 200),
    "/journal/?report={report}&measure={measure}": ("measure", 400),
}


TEAM = "the team of another report"
READERS: dict[str, tuple[str, Callable[[World], User]]] = {
    "the public": ("participants", lambda world: make_user(role="reader")),
    "participants": ("internal", lambda world: make_participant()),
    TEAM: ("internal", lambda world: give_role(make_user(role="reader"), world.measure.report)),
}


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, World]]:
    """A world for each reader."""

    def make_worlds() -> dict[str, World]:
        return {who: World(marking, is_elsewhere=who == TEAM) for who, (marking, _make_reader) in READERS.items()}

    yield from made_once(make_worlds, django_db_blocker)


def unlike(key: str) -> str:
    """A key of the same length that names nothing."""
    return f"{'x' * (len(key) - 1)}9"


@pytest.mark.parametrize("what", BODIES)
def test_a_hidden_key_in_a_body_is_an_unknown_one(worlds: dict[str, World], what: str) -> None:
    _marking, make_reader = READERS[TEAM]
    address, kind, body = BODIES[what]
    world = worlds[TEAM]
    client = client_of(make_reader(world))

    def answer(key: str) -> tuple[int, bytes]:
        found = client.post(f"/api/v1/{address}", body(world, key), format="json")
        return found.status_code, found.content.replace(key.encode(), b"KEY")

    before = Entry.objects.count(), Evidence.objects.count()
    hidden, unknown = answer(world.keys[kind]), answer(unlike(world.keys[kind]))

    assert hidden == unknown
    assert hidden[0] == 400 and b"KEY" in hidden[1]
    assert (Entry.objects.count(), Evidence.objects.count()) == before


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_hidden_key_in_an_address_leads_nowhere(worlds: dict[str, World], address: str, who: str) -> None:
    _marking, make_reader = READERS[who]
    kind, status = ADDRESSES[address]
    world = worlds[who]
    client = client_for(make_reader(world))

    def answer(key: str) -> tuple[int, bytes]:
        names = {**world.keys, kind: key}
        found = client.get(address.format(report=world.measure.report.slug, **names))
        return found.status_code, comparable(found.content.replace(key.encode(), b"KEY"))

    hidden, unknown = answer(world.keys[kind]), answer(unlike(world.keys[kind]))

    assert hidden == unknown
    assert hidden[0] in (status, 403)


def test_a_hidden_source_of_the_same_address_is_not_told_of(worlds: dict[str, World]) -> None:
    make_evidence(marking="internal", cited_within="internal", url="https://example.org/same")
    world = worlds[TEAM]
    client = client_of(READERS[TEAM][1](world))
    body = development(world.measure, sources=[{"title": "T", "publisher": "P", "url": "https://example.org/same"}])

    assert client.post("/api/v1/entries/", body, format="json").status_code == 201
    twice = client.post("/api/v1/entries/", body, format="json")

    assert twice.status_code == 400 and b"already recorded" in twice.content


def test_whoever_may_not_name_owners_does_not_learn_whose_accounts_there_are() -> None:
    measure, reader, somebody = make_measure(), client_of(make_user(role=Role.READER)), make_user()
    address = f"/api/v1/measures/{measure.key}/owners/"

    people = (somebody.email, "nobody@example.org")
    answers = [reader.post(address, {"user": who, "role": "reviewer"}) for who in people]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content
