"""A hidden key is answered byte for byte as one that does not exist, wherever it is named."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Entry, Evidence, Role, User
from tests.access import client_for, development
from tests.factories import (
    client_of,
    log,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_representative,
    make_user,
)
from tests.readings import comparable
from tests.shared_rows import made_once

pytestmark = pytest.mark.django_db

RELEASED = "released:NORTHSHORE"


class World:
    """A public measure to write about, and rows of one marking; no measure is released to a party."""

    def __init__(self, marking: str) -> None:
        author = make_representative("NORTHSHORE") if marking == RELEASED else make_user()
        self.measure = make_measure(make_report())
        source = make_evidence(marking=marking)
        entry = log(self.measure, by=author, marking=marking, sources=[source.key])
        measure = make_measure(self.measure.report, marking="internal")
        self.keys = {
            "entry": entry.key,
            "source": source.key,
            "measure": measure.key,
            "milestone": make_milestone(measure).key,
        }


def view(measure: str, **fields: Any) -> dict[str, Any]:
    return {"whose": "SOUTHSHORE", "on": measure, "level": 1, "provenance": "representative", **fields}


# Where a body names a key, of what, and the body. No check is among them: whoever may check may read every measure.
BODIES: dict[str, tuple[str, str, Callable[[World, str], dict[str, Any]]]] = {
    "a bearing": (
        "entries/",
        "measure",
        lambda w, key: development(w.measure, bears_on=[{"on": key, "direction": "toward"}]),
    ),
    "a view": ("entries/", "measure", lambda w, key: development(w.measure, views=[view(key)])),
    "an entry that a view rests on": (
        "entries/",
        "entry",
        lambda w, key: development(w.measure, views=[view(w.measure.key, rests_on=[key])]),
    ),
    "a source that a view rests on": (
        "entries/",
        "source",
        lambda w, key: development(w.measure, views=[view(w.measure.key, sources=[key])]),
    ),
    "an entry that is answered": ("entries/", "entry", lambda w, key: development(w.measure, responds_to=key)),
    "a milestone": (
        "entries/",
        "milestone",
        lambda w, key: development(w.measure, milestones=[{"on": key, "state": "met"}]),
    ),
    "a source": ("entries/", "source", lambda w, key: development(w.measure, sources=[key])),
    "a source that one replaces": (
        "evidence/",
        "source",
        lambda w, key: {"title": "T", "publisher": "P", "url": "https://example.org/r", "replaces": key},
    ),
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
    "/api/v1/changes/?report={report}&since=2024-01-01&measure={measure}": ("measure", 400),
    "/measures/{measure}/": ("measure", 404),
    "/edit/measures/{measure}/": ("measure", 404),
    "/journal/{entry}/": ("entry", 404),
    "/journal/{entry}/correct/": ("entry", 404),
    "/sources/{source}/": ("source", 404),
    "/log/?measure={measure}": ("measure", 200),
    "/journal/?report={report}&measure={measure}": ("measure", 400),
}


READERS: dict[str, tuple[str, Callable[[], User]]] = {
    "the public": ("participants", lambda: make_user(role="reader")),
    "a party": ("internal", lambda: make_representative("SOUTHSHORE")),
    "another party": (RELEASED, lambda: make_representative("SOUTHSHORE")),
    "the team": (RELEASED, lambda: make_user(role="administrator")),
}


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, World]]:
    """A world of each marking."""
    markings = {marking for marking, _make_reader in READERS.values()}
    yield from made_once(lambda: {marking: World(marking) for marking in markings}, django_db_blocker)


def cells(names: dict[str, Any], kinds: Callable[[Any], str], *readers: str) -> list[tuple[str, str]]:
    """What names a key, and a reader from whom it is hidden: the team may read every measure."""
    return [
        (what, who)
        for what, cell in names.items()
        for who in readers
        if not (who == "the team" and kinds(cell) in ("measure", "milestone"))
    ]


def unlike(key: str) -> str:
    """A key of the same length that names nothing."""
    return f"{'x' * (len(key) - 1)}9"


@pytest.mark.parametrize(("what", "who"), cells(BODIES, lambda cell: cell[1], "a party", "another party", "the team"))
def test_a_hidden_key_in_a_body_is_an_unknown_one(worlds: dict[str, World], what: str, who: str) -> None:
    marking, make_reader = READERS[who]
    address, kind, body = BODIES[what]
    world, client = worlds[marking], client_of(make_reader())

    def answer(key: str) -> tuple[int, bytes]:
        found = client.post(f"/api/v1/{address}", body(world, key), format="json")
        return found.status_code, found.content.replace(key.encode(), b"KEY")

    before = Entry.objects.count(), Evidence.objects.count()
    hidden, unknown = answer(world.keys[kind]), answer(unlike(world.keys[kind]))

    assert hidden == unknown
    assert hidden[0] == 400 and b"KEY" in hidden[1]
    assert (Entry.objects.count(), Evidence.objects.count()) == before


@pytest.mark.parametrize(("address", "who"), cells(ADDRESSES, lambda cell: cell[0], *READERS))
def test_a_hidden_key_in_an_address_leads_nowhere(worlds: dict[str, World], address: str, who: str) -> None:
    marking, make_reader = READERS[who]
    kind, status = ADDRESSES[address]
    world, client = worlds[marking], client_for(make_reader())

    def answer(key: str) -> tuple[int, bytes]:
        names = {**world.keys, kind: key}
        found = client.get(address.format(report=world.measure.report.slug, **names))
        return found.status_code, comparable(found.content.replace(key.encode(), b"KEY"))

    hidden, unknown = answer(world.keys[kind]), answer(unlike(world.keys[kind]))

    assert hidden == unknown
    assert hidden[0] in (status, 403)


def test_a_hidden_source_of_the_same_address_is_not_told_of() -> None:
    make_evidence(marking="internal", url="https://example.org/same")
    client = client_of(make_representative("SOUTHSHORE"))
    draft = {"title": "T", "publisher": "P", "url": "https://example.org/same"}

    assert client.post("/api/v1/evidence/", draft, format="json").status_code == 201
    twice = client.post("/api/v1/evidence/", draft, format="json")

    assert twice.status_code == 400 and b"already recorded" in twice.content


def test_whoever_may_not_name_owners_does_not_learn_whose_accounts_there_are() -> None:
    measure, reader, somebody = make_measure(), client_of(make_user(role=Role.READER)), make_user()
    address = f"/api/v1/measures/{measure.key}/owners/"

    people = (somebody.email, "nobody@example.org")
    answers = [reader.post(address, {"user": who, "role": "reviewer"}) for who in people]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content
