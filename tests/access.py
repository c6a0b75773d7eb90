"""People of every role, rows of every marking, and what the tests of access ask of them."""

from dataclasses import dataclass
from typing import Any

from rest_framework.test import APIClient

from measures.models import (
    Ambiguity,
    Entry,
    Evidence,
    Measure,
    Report,
    Role,
    User,
)
from measures.operations.drafts import BearingDraft, ViewDraft
from tests.factories import (
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_representative,
    make_user,
)

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

    letter: str
    measure: Measure
    ambiguity: Ambiguity
    entry: Entry
    source: Evidence
    milestone_key: str

    @property
    def report(self) -> str:
        return self.measure.report.slug

    @property
    def lanterns(self) -> str:
        return f"Lanterns {self.letter} on the quay"

    @property
    def gazette(self) -> str:
        return f"Ferry gazette {self.letter}"


def make_world(report: Report, letter: str) -> World:
    marking = MARKINGS[letter]
    ambiguity = make_ambiguity(report, parent=make_ambiguity(report))
    measure = make_measure(report, parties=[X], addresses=[ambiguity])
    milestone = make_milestone(measure)
    source = make_evidence(marking=marking, title=f"Ferry gazette {letter}")
    is_released = letter == "X"
    entry = log(
        measure,
        by=make_representative(X) if is_released else make_user(),
        marking=marking,
        title=f"Lanterns {letter} on the quay",
        sources=[source.key],
        bears_on=[
            BearingDraft(on=measure.key, direction="toward", about=X if is_released else "none"),
            BearingDraft(on=ambiguity.key, direction="clearer", concern="up", about=X if is_released else "none"),
        ],
        views=[view_on(measure, is_released), view_on(ambiguity, is_released, level=None)],
    )
    return World(letter, measure, ambiguity, entry, source, milestone.key)


def make_worlds() -> dict[str, World]:
    """A world of each marking, in one report."""
    for code in (X, Y):
        make_party(code)
    report = make_report()
    return {letter: make_world(report, letter) for letter in MARKINGS}


def view_on(row: Measure | Ambiguity, is_released: bool, level: int | None = 2) -> ViewDraft:
    whose = X if is_released else "independent"
    nothing = "" if is_released or level is not None else "nothing_found"
    provenance = "representative" if is_released else ""
    return ViewDraft(
        on=row.key, whose=whose, about=X, level=level, nothing=nothing, provenance=provenance, text="Lanterns seen"
    )


def answer_of(client: APIClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code in (200, 404), (address, answer.content)
    return answer


def keys_listed(client: APIClient, address: str) -> list[str]:
    """The keys of the rows of a list; its count has to agree."""
    counted = answer_of(client, f"{address}{'&' if '?' in address else '?'}count=true").json()
    keys = [row["key"] for row in counted["results"]]
    assert counted["count"] == len(keys)
    return keys


def listed(client: APIClient, address: str, key: str) -> bool:
    """Whether a list has a row."""
    return key in keys_listed(client, address)


def says(client: APIClient, address: str, *texts: str) -> bool:
    """Whether an answer tells these; it has to tell all or none."""
    content = answer_of(client, address).content.decode()
    found = {text in content for text in texts}
    assert len(found) == 1, (address, texts)
    return found == {True}


def development(measure: Measure, *, by: User | None = None, **fields: Any) -> dict[str, Any]:
    """What is sent to log something; a representative's is about their own party."""
    about = by.speaks_for_id if by and by.speaks_for_id else "none"
    return {
        "report": measure.report.slug,
        "occurred": "2024-05",
        "title": "A buoy was laid",
        "narrative": "The harbour office laid it.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "toward", "about": about}],
        **fields,
    }
