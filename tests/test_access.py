"""Every role, marking and act, both ways, through the doors that people use.

What is expected stands in small tables here, written by hand and independent of `measures.access`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from rest_framework.test import APIClient

from measures.errors import NotAllowedError
from measures.models import (
    Ambiguity,
    Entry,
    Evidence,
    Measure,
    MilestoneMark,
    Owner,
    Party,
    Redaction,
    Review,
    Role,
    User,
    Watch,
)
from measures.operations.drafts import BearingDraft, ViewDraft
from measures.operations.markings import tighten_marking
from tests.factories import (
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_representative,
    make_user,
)

pytestmark = pytest.mark.django_db

X, Y = "NORTHSHORE", "SOUTHSHORE"
MARKINGS = {"P": "public", "T": "participants", "I": "internal", "X": f"released:{X}"}
READS = {
    "anonymous": "P",
    "reader": "P",
    "representative of X": "PTX",
    "representative of Y": "PT",
    "contributor": "PTI",
    "editor": "PTI",
    "administrator": "PTI",
    "deactivated": "P",
}


def user_of(role: str) -> User | None:
    match role:
        case "anonymous":
            return None
        case "deactivated":
            return make_user(role=Role.ADMINISTRATOR, is_active=False)
        case "representative of X" | "representative of Y":
            return make_representative(X if role.endswith("X") else Y)
        case _:
            return make_user(role=role)


def client_for(user: User | None) -> APIClient:
    """A browser and a program in one: signed in, if there is an account."""
    client = APIClient()
    if user is not None:
        client.force_login(user)
    return client


@dataclass
class World:
    """A public measure of which one entry says something, with its source; both have the marking in question."""

    measure: Measure
    ambiguity: Ambiguity
    entry: Entry
    source: Evidence
    milestone_key: str

    @property
    def report(self) -> str:
        return self.measure.report.slug

    @property
    def whose(self) -> str:
        return f"about={X}&whose={X if self.entry.marking == MARKINGS['X'] else 'independent'}"


def make_world(marking: str) -> World:
    for code in (X, Y):
        make_party_named(code)
    report = make_report()
    ambiguity = make_ambiguity(report, parent=make_ambiguity(report))
    measure = make_measure(report, parties=[X], addresses=[ambiguity])
    milestone = make_milestone(measure)
    source = make_evidence(marking=marking, title="Ferry gazette")
    is_released = marking == MARKINGS["X"]
    entry = log(
        measure,
        by=make_representative(X) if is_released else make_user(),
        marking=marking,
        title="Lanterns on the quay",
        sources=[source.key],
        bears_on=[
            BearingDraft(on=measure.key, direction="toward"),
            BearingDraft(on=ambiguity.key, direction="clearer", concern="up"),
        ],
        views=[view_on(measure, is_released), view_on(ambiguity, is_released, level=None)],
    )
    return World(measure, ambiguity, entry, source, milestone.key)


def view_on(row: Measure | Ambiguity, is_released: bool, level: int | None = 2) -> ViewDraft:
    whose = X if is_released else "independent"
    nothing = "" if is_released or level is not None else "nothing_found"
    provenance = "representative" if is_released else ""
    return ViewDraft(
        on=row.key, whose=whose, about=X, level=level, nothing=nothing, provenance=provenance, text="Lanterns seen"
    )


def make_party_named(code: str) -> Party:
    return Party.objects.get_or_create(code=code, defaults={"name": code.title()})[0]


def answer_of(client: APIClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code in (200, 404), (address, answer.content)
    return answer


def listed(client: APIClient, address: str, key: str) -> bool:
    """Whether a list has a row; its count has to agree."""
    counted = answer_of(client, f"{address}{'&' if '?' in address else '?'}count=true").json()
    keys = [row["key"] for row in counted["results"]]
    assert counted["count"] == len(keys)
    return key in keys


def says(client: APIClient, address: str, text: str) -> bool:
    return text in answer_of(client, address).content.decode()


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
    "page of the measure": lambda c, w: says(c, f"/measures/{w.measure.key}/", "Lanterns on the quay"),
    "source on that page": lambda c, w: says(c, f"/measures/{w.measure.key}/", "Ferry gazette"),
    "view on that page": lambda c, w: says(c, f"/measures/{w.measure.key}/", "Lanterns seen"),
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
    told = {standing["latest_direction"] == "toward", standing["sources_toward"] == 1, standing["views"] != []}
    assert len(told) == 1, standing
    return told == {True}


@pytest.mark.parametrize("marking", MARKINGS)
@pytest.mark.parametrize("role", READS)
def test_a_row_shows_through_every_door_to_whom_may_read_it_and_to_nobody_else(role: str, marking: str) -> None:
    world, client = make_world(MARKINGS[marking]), client_for(user_of(role))

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


# What becomes of an act on a row of each marking, P T I X: (y)es; (n)ot allowed; (h)idden, as if it did not exist;
# a (f)ault in the body, as of an unknown key or a marking that one cannot give; (a)sk to sign in.
TEAM_READS, PUBLIC_READS = "n n n h", "n h h h"
ACTS: dict[str, dict[str, str]] = {
    "log": {
        "reader": "n n n n",
        "representative of X": "y y f y",
        "representative of Y": "y y f f",
        "contributor": "y y y f",
        "editor": "y y y f",
        "administrator": "y y y f",
    },
    "record": {
        "reader": "n n n n",
        "representative of X": "y y f y",
        "representative of Y": "y y f f",
        "contributor": "y y y f",
        "editor": "y y y f",
        "administrator": "y y y f",
    },
    "cite": {
        "reader": "n n n n",
        "representative of X": "y y f y",
        "representative of Y": "y y f f",
        "contributor": "y y y f",
        "editor": "y y y f",
        "administrator": "y y y f",
    },
    "correct": {
        "reader": PUBLIC_READS,
        "representative of X": "n n h n",
        "representative of Y": "n n h h",
        "contributor": TEAM_READS,
        "editor": "y y y h",
        "administrator": "y y y h",
    },
    "review": {
        "reader": PUBLIC_READS,
        "representative of X": "n n h y",
        "representative of Y": "n n h h",
        "contributor": "y y y h",
        "editor": "y y y h",
        "administrator": "y y y h",
    },
    "redact": {
        "reader": PUBLIC_READS,
        "representative of X": "n n h n",
        "representative of Y": "n n h h",
        "contributor": TEAM_READS,
        "editor": TEAM_READS,
        "administrator": "y y y y",
    },
    "check": {
        "reader": "n f f",
        "representative of X": "n n f",
        "representative of Y": "n n f",
        "contributor": "y y y",
        "editor": "y y y",
        "administrator": "y y y",
    },
    "mark": {
        "reader": "n h h",
        "representative of X": "n n h",
        "representative of Y": "n n h",
        "contributor": "y y y",
        "editor": "y y y",
        "administrator": "y y y",
    },
    "watch": {
        "reader": "y h h",
        "representative of X": "y y h",
        "representative of Y": "y y h",
        "contributor": "y y y",
        "editor": "y y y",
        "administrator": "y y y",
    },
    "revise": {
        "reader": "n h h",
        "representative of X": "n n h",
        "representative of Y": "n n h",
        "contributor": "n n n",
        "editor": "y y y",
        "administrator": "y y y",
    },
    "own": {
        "reader": "n h h",
        "representative of X": "n n h",
        "representative of Y": "n n h",
        "contributor": "n n n",
        "editor": "y y y",
        "administrator": "y y y",
    },
}
ON_MEASURES = ("check", "mark", "watch", "revise", "own")
NEW_SOURCE = {"title": "T", "publisher": "P", "url": "https://example.org/new"}
ANSWERS = {"y": (200, 201, 204), "n": (403,), "h": (404,), "f": (400,), "a": (401,)}
CELLS = [
    (act, role, marking, expected)
    for act, roles in ACTS.items()
    for role, cells in {**roles, "anonymous": "a a a a", "deactivated": "a a a a"}.items()
    for marking, expected in zip("PTIX", cells.split(), strict=False)
    if not (marking == "X" and act in ON_MEASURES)  # no measure is released to a party
]
WRITTEN: list[type[Model]] = [Entry, Evidence, Review, Redaction, MilestoneMark, Watch, Owner]


def development(measure: Measure, **fields: Any) -> dict[str, Any]:
    return {
        "report": measure.report.slug,
        "occurred": "2024-05",
        "title": "A buoy was laid",
        "narrative": "The harbour office laid it.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "toward"}],
        **fields,
    }


def attempt(act: str, client: APIClient, marking: str) -> Any:
    """Do an act on a row of this marking, through the API."""
    if act in ON_MEASURES:
        return attempt_on_measure(act, client, make_measure(marking=marking))
    world = make_world(marking)
    correction = development(world.measure, marking=marking)
    del correction["report"]
    address, sent = {
        "log": ("entries/", development(world.measure, marking=marking)),
        "cite": ("entries/", development(world.measure, marking=marking, sources=[world.source.key])),
        "record": ("evidence/", {**NEW_SOURCE, "marking": marking}),
        "correct": (f"entries/{world.entry.key}/correction/", correction),
        "review": (f"evidence/{world.source.key}/reviews/", {"state": "accepted"}),
        "redact": (f"entries/{world.entry.key}/redaction/", {"reason": "A private name."}),
    }[act]
    return client.post(f"/api/v1/{address}", sent, format="json")


def attempt_on_measure(act: str, client: APIClient, measure: Measure) -> Any:
    address = f"/api/v1/measures/{measure.key}/"
    match act:
        case "check":
            return client.post("/api/v1/checks/", {"measures": [measure.key]}, format="json")
        case "mark":
            met = {"state": "met", "occurred": "2024-06", "title": "They met", "narrative": "They did.",
                   "marking": measure.marking}  # fmt: skip
            return client.post(f"/api/v1/milestones/{make_milestone(measure).key}/marks/", met, format="json")
        case "watch":
            return client.put(f"{address}watch/")
        case "revise":
            return client.patch(address, {"title": "Other", "version": measure.version}, format="json")
        case _:
            owner = {"user": str(make_user().pk), "role": "coordinator"}
            return client.post(f"{address}owners/", owner, format="json")


@pytest.mark.parametrize(("act", "role", "marking", "expected"), CELLS)
def test_an_act_is_done_or_answered_as_it_should_be(act: str, role: str, marking: str, expected: str) -> None:
    client = client_for(user_of(role))
    counted: list[dict[type[Model], int]] = []

    def count() -> None:
        counted.append({model: model._default_manager.count() for model in WRITTEN})

    answer = attempt_counted(act, client, MARKINGS[marking], count)

    assert answer.status_code in ANSWERS[expected], answer.content
    count()
    if expected != "y":
        assert counted[0] == counted[1]
        assert not Measure.objects.filter(title="Other").exists()
    elif act != "revise":
        assert counted[0] != counted[1]


def attempt_counted(act: str, client: APIClient, marking: str, count: Callable[[], None]) -> Any:
    """Attempt an act, with the rows counted right before it is sent."""
    request = client.request

    def counting(**sent: Any) -> Any:
        count()
        return request(**sent)

    client.request = counting  # type: ignore[method-assign]
    try:
        return attempt(act, client, marking)
    finally:
        client.request = request  # type: ignore[method-assign]


TIGHTENS = {"editor": "PTI", "administrator": "PTI"}


@pytest.mark.parametrize("marking", MARKINGS)
@pytest.mark.parametrize("role", [role for role in READS if role != "anonymous"])
def test_only_editors_tighten_and_nobody_another_partys_words(role: str, marking: str) -> None:
    world, user = make_world(MARKINGS[marking]), user_of(role)
    assert user is not None

    for row in (world.entry, world.source):
        if marking in TIGHTENS.get(role, ""):
            tighten_marking(row, marking="internal", by=user)
            assert type(row)._default_manager.get(pk=row.pk).marking == "internal"
        else:
            with pytest.raises(NotAllowedError):
                tighten_marking(row, marking="internal", by=user)
            assert type(row)._default_manager.get(pk=row.pk).marking == MARKINGS[marking]


@pytest.mark.parametrize(
    ("role", "marking"), [("representative of X", "X"), *(("contributor", marking) for marking in "PTI")]
)
def test_writers_correct_what_they_wrote(role: str, marking: str) -> None:
    author, measure = user_of(role), make_measure()
    assert author is not None
    entry = log(measure, by=author, marking=MARKINGS[marking])
    correction = development(measure, marking=MARKINGS[marking])
    del correction["report"]

    answer = client_for(author).post(f"/api/v1/entries/{entry.key}/correction/", correction, format="json")

    assert answer.status_code == 201, answer.content
    assert Entry.objects.get(corrects=entry).marking == MARKINGS[marking]
